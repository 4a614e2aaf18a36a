import PageHeading from 'c/pageHeading';
import { find, findAll, settled, show, textIn } from '../../../../../../test/lwc/elements';

describe('c-page-heading', () => {
  it('is the one heading of the page, with a line below it where there is one', async () => {
    const element = show('c-page-heading', PageHeading, { heading: 'Orders', subtitle: 'All of them' });
    expect(textIn(find(element, 'h1'))).toBe('Orders');
    expect(textIn(find(element, 'p'))).toBe('All of them');
    Object.assign(element, { subtitle: '' });
    await settled();
    expect(findAll(element, 'p')).toHaveLength(0);
    await expect(element).toBeAccessible();
  });

  it('names the window, in the words of the page', async () => {
    const element = show('c-page-heading', PageHeading, { heading: 'Order 00000101' });
    expect(document.title).toBe('Order 00000101 | Customer Portal');
    Object.assign(element, { heading: 'Order 00000102' });
    await settled();
    expect(document.title).toBe('Order 00000102 | Customer Portal');
  });

  it('takes the focus when the page became another', () => {
    const element = show('c-page-heading', PageHeading, { heading: 'Orders' });
    const focus = jest.spyOn(find(element, 'h1'), 'focus');
    element.focus();
    expect(focus).toHaveBeenCalled();
  });
});
