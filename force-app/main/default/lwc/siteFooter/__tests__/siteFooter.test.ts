import SiteFooter from 'c/siteFooter';
import { settled, show, textIn } from '../../../../../../test/lwc/elements';

jest.mock('@salesforce/user/isGuest', () => ({ default: true }), { virtual: true });

describe('c-site-footer for guests', () => {
  it('shows where help is and how to write to us', async () => {
    const element = show('c-site-footer', SiteFooter);
    await settled();
    expect(textIn(element)).toBe('Customer Portal Help Contact us');
    await expect(element).toBeAccessible();
  });
});
