import SiteLayout from 'c/siteLayout';
import { find, findAll, show, textIn } from '../../../../../../test/lwc/elements';

describe('c-site-layout', () => {
  it('begins with a link past the header, which puts the focus on the page', () => {
    const element = show('c-site-layout', SiteLayout);
    const [first] = findAll(element, 'a');
    const focus = jest.spyOn(find(element, 'main'), 'focus');
    const click = new MouseEvent('click', { bubbles: true, cancelable: true });
    expect(textIn(first!)).toBe('Skip to content');
    first!.dispatchEvent(click);
    expect(focus).toHaveBeenCalledTimes(1);
    expect(click.defaultPrevented).toBe(true);
  });

  it('has a place for header, page and footer', () => {
    const element = show('c-site-layout', SiteLayout);
    expect(findAll(element, 'slot').map((slot) => slot.getAttribute('name'))).toEqual(['header', null, 'footer']);
  });

  it('is accessible', async () => {
    await expect(show('c-site-layout', SiteLayout)).toBeAccessible();
  });
});
