import { addressIn, rememberLanguage, siteLanguages } from 'c/siteLanguages';

// The site is at /customer, and English is its own language; see test/lwc/base-path.ts.
jest.mock(
  '@salesforce/site/activeLanguages',
  () => ({
    default: [
      { code: 'en-US', label: 'English (US)', default: true },
      { code: 'ja', label: '日本語', default: false },
    ],
  }),
  { virtual: true },
);
jest.mock('@salesforce/site/Id', () => ({ default: '0DM000000000001AAA' }), { virtual: true });

describe('siteLanguages', () => {
  beforeEach(() => window.history.replaceState(null, '', '/customer/orders?page=2'));

  it('knows which language the page is in', () => {
    expect(siteLanguages()).toEqual([
      { code: 'en-US', label: 'English (US)', isCurrent: true },
      { code: 'ja', label: '日本語', isCurrent: false },
    ]);
  });

  it('finds the same page in another language, with all that its address says', () => {
    expect(addressIn('ja')).toBe('/customer/ja/orders?page=2');
  });

  it('has no language in the address of the site’s own', () => {
    expect(addressIn('en-US')).toBe('/customer/orders?page=2');
  });

  it('lets the site remember a choice', () => {
    rememberLanguage('ja');
    expect(document.cookie).toContain('PreferredLanguage0DM000000000001AAA=ja');
  });
});
