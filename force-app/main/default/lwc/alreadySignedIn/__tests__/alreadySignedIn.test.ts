import AlreadySignedIn from 'c/alreadySignedIn';
import { find, settled, show, textIn } from '../../../../../../test/lwc/elements';

describe('c-already-signed-in', () => {
  it('says so, and leads to the first page', async () => {
    const element = show('c-already-signed-in', AlreadySignedIn);
    await settled();
    expect(textIn(element)).toContain('You are signed in already');
    expect(find<HTMLElement & { page: string }>(element, 'c-page-link').page).toBe('home');
    await expect(element).toBeAccessible();
  });
});
