import PageLink from 'c/pageLink';
import { find, findAll, settled, show, textIn } from '../../../../../../test/lwc/elements';
import { navigated } from '../../../../../../test/lwc/navigation';

jest.mock('lightning/navigation', () => jest.requireActual<object>('../../../../../../test/lwc/navigation'));

async function open(properties: Readonly<Record<string, unknown>>): Promise<HTMLElement> {
  const element = show('c-page-link', PageLink, { label: 'Go', ...properties });
  await settled();
  return element;
}

const click = (element: HTMLElement, init: MouseEventInit = {}): MouseEvent => {
  const event = new MouseEvent('click', { bubbles: true, cancelable: true, ...init });
  find(element, 'a').dispatchEvent(event);
  return event;
};
const state = (): unknown => navigated.mock.calls[0]?.[0].state;

describe('c-page-link', () => {
  it('is a real link that leads to the page without loading the site anew', async () => {
    const element = await open({ page: 'orders' });
    expect(textIn(element)).toBe('Go');
    expect(find(element, 'a').getAttribute('href')).toBe('https://www.example.com');
    expect(click(element).defaultPrevented).toBe(true);
    expect(navigated).toHaveBeenCalledWith(
      { type: 'comm__namedPage', attributes: { name: 'Orders__c' }, state: {} },
      undefined,
    );
    await expect(element).toBeAccessible();
  });

  it('puts what the page is about into its address', async () => {
    click(await open({ page: 'article', urlName: 'router' }));
    expect(state()).toEqual({ urlName: 'router' });
    navigated.mockClear();
    click(await open({ page: 'identity', recordId: '001', returnTo: 'shop' }));
    expect(state()).toEqual({ recordId: '001', returnTo: 'shop' });
  });

  it('leaves it to the browser when somebody asks for another tab', async () => {
    expect(click(await open({ page: 'orders' }), { ctrlKey: true }).defaultPrevented).toBe(false);
    expect(navigated).not.toHaveBeenCalled();
  });

  it('opens beside the page where it is told to, and says so', async () => {
    const element = await open({ page: 'article', opensTab: true });
    expect(find(element, 'a').getAttribute('target')).toBe('_blank');
    expect(findAll(element, 'lightning-icon')).toHaveLength(1);
    expect(click(element).defaultPrevented).toBe(false);
    expect(navigated).not.toHaveBeenCalled();
  });

  it('says that it leads to the page that is shown', async () => {
    const marked = async (isCurrent: boolean): Promise<string | null> =>
      find(await open({ page: 'profile', isCurrent }), 'a').getAttribute('aria-current');
    expect(await marked(true)).toBe('page');
    expect(await marked(false)).toBeNull();
  });

  it('is told by more than its colour among words', async () => {
    expect(find(await open({ page: 'newCase', isInText: true }), 'a').className).toBe('in-text');
  });

  it('can look like a button', async () => {
    expect(find(await open({ page: 'newCase', isButton: true }), 'a').className).toContain('slds-button_brand');
  });
});
