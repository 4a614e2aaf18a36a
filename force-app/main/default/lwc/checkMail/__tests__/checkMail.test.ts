import CheckMail from 'c/checkMail';
import { findAll, settled, show, textIn } from '../../../../../../test/lwc/elements';

describe('c-check-mail', () => {
  it('promises a mail only if the details were right, and says what to do when none comes', async () => {
    const element = show('c-check-mail', CheckMail);
    await settled();
    expect(textIn(element)).toContain('If what you entered is right, a mail from us is on its way.');
    expect(findAll(element, 'h1').map(textIn)).toEqual(['Check your mail']);
    expect(findAll(element, 'h2').map(textIn)).toEqual(['No mail after a few minutes?']);
    const pages = (findAll(element, 'c-page-link') as (HTMLElement & { page: string })[]).map(({ page }) => page);
    expect(pages.sort()).toEqual(['contactUs', 'login', 'signUp']);
    await expect(element).toBeAccessible();
  });
});
