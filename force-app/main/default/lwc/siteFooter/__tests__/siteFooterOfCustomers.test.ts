import SiteFooter from 'c/siteFooter';
import { settled, show, textIn } from '../../../../../../test/lwc/elements';

jest.mock('@salesforce/user/isGuest', () => ({ default: false }), { virtual: true });

describe('c-site-footer for customers', () => {
  it('leads to help alone: they open cases', async () => {
    const element = show('c-site-footer', SiteFooter);
    await settled();
    expect(textIn(element)).toBe('Customer Portal Help');
  });
});
