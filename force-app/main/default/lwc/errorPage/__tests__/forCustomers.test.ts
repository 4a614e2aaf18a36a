import ErrorPage from 'c/errorPage';
import { findAll, settled, show, textIn } from '../../../../../../test/lwc/elements';

jest.mock('@salesforce/user/isGuest', () => ({ default: false }), { virtual: true });

describe('c-error-page', () => {
  it('says what happened, and where customers can go', async () => {
    const element = show('c-error-page', ErrorPage);
    await settled();
    expect(findAll(element, 'h1').map(textIn)).toEqual(['We could not find this page']);
    const pages = (findAll(element, 'c-page-link') as (HTMLElement & { page: string })[]).map(({ page }) => page);
    expect(pages).toEqual(['home', 'knowledge', 'newCase']);
    await expect(element).toBeAccessible();
  });
});
