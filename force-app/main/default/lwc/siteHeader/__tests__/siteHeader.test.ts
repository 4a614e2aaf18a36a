import { getNavigationMenu } from 'experience/navigationMenuApi';
import SiteHeader from 'c/siteHeader';
import { CurrentPageReference } from 'lightning/navigation';
import { getRecord } from 'lightning/uiRecordApi';
import { find, findAll, settled, show, textIn } from '../../../../../../test/lwc/elements';
import type { TestWire } from '../../../../../../test/lwc/wires';

jest.mock(
  'experience/navigationMenuApi',
  () => ({
    getNavigationMenu: jest.requireActual<WireTools>('@salesforce/sfdx-lwc-jest').createTestWireAdapter(jest.fn()),
  }),
  { virtual: true },
);
jest.mock('@salesforce/user/isGuest', () => ({ default: false }), { virtual: true });
interface WireTools {
  createTestWireAdapter(call: unknown): unknown;
}

const menuWire = getNavigationMenu as unknown as TestWire;
const page = CurrentPageReference as unknown as TestWire;
const user = getRecord as unknown as TestWire;

const item = (label: string, actionValue: string) => ({
  label,
  actionValue,
  actionType: 'InternalLink',
  subMenu: [],
});
const ITEMS = [item('Home', '/'), item('Orders', '/orders'), item('Fibre news', '/news')];

async function open(path = '/customer/orders', name = 'Orders__c'): Promise<HTMLElement> {
  window.history.replaceState(null, '', path);
  const element = show('c-site-header', SiteHeader);
  menuWire.emit({ data: { menuItems: ITEMS } });
  user.emit({
    apiName: 'User',
    id: '005000000000001AAA',
    fields: {
      FirstName: { value: '花子', displayValue: null },
      LastName: { value: '見本', displayValue: null },
    },
  });
  page.emit({ type: 'comm__namedPage', attributes: { name } });
  await settled();
  return element;
}

const current = (element: HTMLElement): readonly unknown[] =>
  findAll(element, 'nav a[aria-current]').map((link) => [textIn(link), link.getAttribute('aria-current')]);
const toggle = (element: HTMLElement): HTMLElement & { alternativeText: string } => find(element, '.toggle');
const isOpen = (element: HTMLElement): boolean => findAll(element, '.menu_open').length === 1;

describe('c-site-header', () => {
  it('shows the menu in the page’s language, and an item that it does not know by its own name', async () => {
    const element = await open();
    expect(findAll(element, 'nav a').map(textIn)).toEqual(['Home', 'Orders', 'Fibre news']);
    expect(findAll(element, 'nav a').map((link) => link.getAttribute('href'))).toEqual([
      '/customer/',
      '/customer/orders',
      '/customer/news',
    ]);
  });

  it.each([
    ['/customer/orders', 'Orders__c', [['Orders', 'page']]],
    ['/customer', 'Home', [['Home', 'page']]],
    ['/customer/order', 'Order_Detail__c', [['Orders', 'true']]],
    ['/customer/profile', 'Profile__c', []],
  ])('at %s marks where the visitor is', async (path, name, marked) => {
    expect(current(await open(path, name))).toEqual(marked);
  });

  it('marks the visitor’s own pages too', async () => {
    const element = await open('/customer/profile', 'Profile__c');
    const marked = findAll(element, '.own c-page-link').filter((link) => findAll(link, '[aria-current="page"]').length);
    expect(marked.map(textIn)).toEqual(['Profile']);
  });

  it('says who is signed in, and how to leave', async () => {
    const element = await open();
    expect(textIn(find(element, '.who'))).toContain('Signed in as 花子 見本');
    expect(findAll(element, '.own lightning-button')).toHaveLength(1);
  });

  it('opens and closes by its button, which says what it does', async () => {
    const element = await open();
    expect(toggle(element).getAttribute('aria-expanded') ?? toggle(element).ariaExpanded).toBe('false');
    toggle(element).click();
    await settled();
    expect(isOpen(element)).toBe(true);
    expect(toggle(element).alternativeText).toBe('Close menu');
    toggle(element).click();
    await settled();
    expect(isOpen(element)).toBe(false);
  });

  it('closes on Escape and gives the focus back to its button', async () => {
    const element = await open();
    toggle(element).click();
    await settled();
    const focus = jest.spyOn(toggle(element), 'focus');
    find(element, 'nav a').dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true }),
    );
    await settled();
    expect(isOpen(element)).toBe(false);
    expect(focus).toHaveBeenCalledTimes(1);
  });

  it('leaves Escape alone while it is closed', async () => {
    const element = await open();
    const focus = jest.spyOn(toggle(element), 'focus');
    find(element, 'nav a').dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true }),
    );
    expect(focus).not.toHaveBeenCalled();
  });

  it('closes when another page is shown', async () => {
    const element = await open();
    toggle(element).click();
    page.emit({ type: 'comm__namedPage', attributes: { name: 'Home' } });
    await settled();
    expect(isOpen(element)).toBe(false);
  });

  it('moves on without loading the page anew, unless asked for another tab', async () => {
    const element = await open();
    const link = find(element, 'nav a');
    const plain = new MouseEvent('click', { bubbles: true, cancelable: true });
    link.dispatchEvent(plain);
    expect(plain.defaultPrevented).toBe(true);
    const inTab = new MouseEvent('click', { bubbles: true, cancelable: true, ctrlKey: true });
    link.addEventListener('click', (event) => {
      expect(event.defaultPrevented).toBe(false);
      event.preventDefault();
    });
    link.dispatchEvent(inTab);
    expect.assertions(2);
  });

  it('is accessible, open and closed', async () => {
    const element = await open();
    await expect(element).toBeAccessible();
    toggle(element).click();
    await settled();
    await expect(element).toBeAccessible();
  });
});
