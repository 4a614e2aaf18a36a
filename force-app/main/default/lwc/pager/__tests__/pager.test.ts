import Pager from 'c/pager';
import { findAll, show, textIn } from '../../../../../../test/lwc/elements';

interface Button extends HTMLElement {
  readonly label: string;
  readonly disabled: boolean;
}
const buttons = (element: Element): Button[] => findAll(element, 'lightning-button') as Button[];

describe('c-pager', () => {
  it('is not there while there is one page only', () => {
    const element = show('c-pager', Pager, { pageNumber: 1, hasNext: false });
    expect(textIn(element)).toBe('');
  });

  it('goes one page on and one back', () => {
    const element = show('c-pager', Pager, { pageNumber: 2, hasNext: true });
    const wanted: unknown[] = [];
    element.addEventListener('page', (event) => wanted.push((event as CustomEvent).detail));
    expect(textIn(element)).toContain('Page 2');
    for (const button of buttons(element)) button.click();
    expect(wanted).toEqual([1, 3]);
  });

  it('goes neither before the first page nor beyond the last', () => {
    const first = show('c-pager', Pager, { pageNumber: 1, hasNext: true });
    expect(buttons(first).map(({ disabled }) => disabled)).toEqual([true, false]);
    const last = show('c-pager', Pager, { pageNumber: 3, hasNext: false });
    expect(buttons(last).map(({ disabled }) => disabled)).toEqual([false, true]);
  });

  it('is accessible', async () => {
    await expect(show('c-pager', Pager, { pageNumber: 2, hasNext: true })).toBeAccessible();
  });
});
