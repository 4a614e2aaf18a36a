import { refreshApex } from '@salesforce/apex';
import getOrders from '@salesforce/apex/OrderController.getOrders';
import OrderList from 'c/orderList';
import { find, findAll, settled, show, textIn } from '../../../../../../test/lwc/elements';
import type { TestWire } from '../../../../../../test/lwc/wires';

jest.mock(
  '@salesforce/apex/OrderController.getOrders',
  () => ({ default: jest.requireActual<WireTools>('@salesforce/sfdx-lwc-jest').createApexTestWireAdapter(jest.fn()) }),
  { virtual: true },
);
jest.mock('@salesforce/apex', () => ({ refreshApex: jest.fn(() => Promise.resolve()) }), { virtual: true });
interface WireTools {
  createApexTestWireAdapter(call: unknown): unknown;
}

const wire = getOrders as unknown as TestWire;

const ORDER: Apex.OrderSummary = {
  orderId: '801000000000001AAA',
  orderNumber: '00000101',
  placedAt: '2026-11-20T01:02:00.000Z',
  status: 'SettingUp',
  total: 5500,
  currencyCode: 'JPY',
  commodity: 'Internet',
  lines: [{ productId: '01t000000000001AAA', name: 'Home 1G', quantity: 1, unitPrice: 5500, total: 5500 }],
};
const page = (rows: readonly Apex.OrderSummary[], hasNext = false): Apex.OrderPage => ({
  rows,
  pageNumber: 1,
  hasNext,
});

async function list(answer?: Apex.OrderPage): Promise<HTMLElement> {
  const element = show('c-order-list', OrderList);
  if (answer) wire.emit(answer);
  await settled();
  return element;
}

describe('c-order-list', () => {
  it('shows each order with its number, products, day, state and sum', async () => {
    const text = textIn(find(await list(page([ORDER])), 'li'));
    for (const part of ['Order 00000101', 'Home 1G', 'Nov 20, 2026', 'Setting up', '¥5,500'])
      expect(text).toContain(part);
  });

  it('says that it is loading until the answer comes', async () => {
    expect(findAll(await list(), 'lightning-spinner')).toHaveLength(1);
    expect(findAll(await list(page([])), 'lightning-spinner')).toHaveLength(0);
  });

  it('leads to the shop while there are no orders', async () => {
    const text = textIn(await list(page([])));
    expect(text).toContain('No orders yet');
    expect(text).toContain('See what you can order');
  });

  it('asks for the page that the reader goes to', async () => {
    const element = await list(page([ORDER], true));
    find(element, 'c-pager').dispatchEvent(new CustomEvent('page', { detail: 2 }));
    await settled();
    expect(wire.getLastConfig()).toEqual({ pageNumber: 2 });
  });

  it('asks again when the reader wants to after a failure', async () => {
    const element = await list();
    wire.error({ message: 'broken' }, 500);
    await settled();
    find(element, 'c-error-panel').dispatchEvent(new CustomEvent('retry'));
    expect(refreshApex).toHaveBeenCalled();
  });

  it('is accessible, also without orders', async () => {
    await expect(await list(page([ORDER], true))).toBeAccessible();
    await expect(await list(page([]))).toBeAccessible();
  });
});
