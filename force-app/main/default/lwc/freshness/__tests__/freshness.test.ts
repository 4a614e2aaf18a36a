import { refreshApex } from '@salesforce/apex';
import { Freshness } from 'c/freshness';

jest.mock('@salesforce/apex', () => ({ refreshApex: jest.fn(() => Promise.resolve()) }), { virtual: true });

describe('c/freshness', () => {
  it('does not ask again on the first visit', () => {
    const visit = new Freshness('first');
    visit.check({});
    visit.check({ data: 1 });
    visit.check({ data: 1 });
    expect(refreshApex).not.toHaveBeenCalled();
  });

  it('asks again once on the next visit, when the cache has answered', () => {
    new Freshness('twice').check({ data: 1 });
    const visit = new Freshness('twice');
    visit.check({});
    expect(refreshApex).not.toHaveBeenCalled();
    visit.check({ data: 1 });
    visit.check({ data: 2 });
    expect(refreshApex).toHaveBeenCalledTimes(1);
  });
});
