import { PAGES, pageNamed, pageReference } from 'c/pages';

describe('c/pages', () => {
  it('refers to a page by the name of its route, with what it is about in the address', () => {
    expect(pageReference('order', { recordId: '801' })).toEqual({
      type: 'comm__namedPage',
      attributes: { name: 'Order_Detail__c' },
      state: { recordId: '801' },
    });
  });

  it('knows its own names only, whatever an address says', () => {
    for (const name of Object.keys(PAGES)) expect(pageNamed(name)).toBe(name);
    for (const name of ['', 'toString', '__proto__', '//elsewhere.example.test', 'Orders__c'])
      expect(pageNamed(name)).toBeUndefined();
  });
});
