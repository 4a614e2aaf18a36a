import { matterOf } from 'c/homeWords';

describe('homeWords', () => {
  it('says how many there are, and where to go', () => {
    expect(matterOf({ kind: 'InvoicesOverdue', count: 2 })).toEqual({
      kind: 'InvoicesOverdue',
      heading: 'Invoices past their due date: 2',
      text: '',
      page: 'invoices',
      action: 'See and pay',
    });
  });

  it('passes on what an agent wrote', () => {
    expect(matterOf({ kind: 'IdRejected', count: 1, text: 'Too dark.' })).toMatchObject({
      text: 'Too dark.',
      page: 'identity',
    });
  });

  it('says what happens next where nobody said more', () => {
    expect(matterOf({ kind: 'OrdersDelayed', count: 1 })?.text).toBe('We are on it. There is nothing you need to do.');
  });

  it('has nothing to say of a kind that it does not know', () => {
    expect(matterOf({ kind: 'Birthday', count: 1 })).toBeUndefined();
  });
});
