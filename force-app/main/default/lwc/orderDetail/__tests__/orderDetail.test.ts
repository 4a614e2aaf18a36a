import getOrder from '@salesforce/apex/OrderController.getOrder';
import { refreshApex } from '@salesforce/apex';
import { CurrentPageReference } from 'lightning/navigation';
import OrderDetail from 'c/orderDetail';
import { find, refusal, settled, show, textIn } from '../../../../../../test/lwc/elements';
import type { TestWire } from '../../../../../../test/lwc/wires';

jest.mock(
  '@salesforce/apex/OrderController.getOrder',
  () => ({ default: jest.requireActual<WireTools>('@salesforce/sfdx-lwc-jest').createApexTestWireAdapter(jest.fn()) }),
  { virtual: true },
);
jest.mock('@salesforce/apex', () => ({ refreshApex: jest.fn(() => Promise.resolve()) }), { virtual: true });
interface WireTools {
  createApexTestWireAdapter(call: unknown): unknown;
}

const wire = getOrder as unknown as TestWire;
const page = CurrentPageReference as unknown as TestWire;

const order = (status: string): Apex.OrderDetail => ({
  orderId: '801000000000001AAA',
  orderNumber: '00000101',
  placedAt: '2026-11-20T01:02:00.000Z',
  status,
  total: 8000,
  currencyCode: 'JPY',
  commodity: 'Internet',
  lines: [
    {
      productId: '01t000000000001AAA',
      name: 'Home 1G',
      itemClass: 'Service',
      billingCycle: 'Monthly',
      quantity: 1,
      unitPrice: 5500,
      total: 5500,
    },
    {
      productId: '01t000000000002AAA',
      name: 'Static address',
      itemClass: 'Add-on',
      billingCycle: 'Monthly',
      quantity: 2,
      unitPrice: 1250,
      total: 2500,
    },
  ],
  timeline: [
    { key: 'Ordered', status: 'Done', at: '2026-11-20T01:02:00.000Z', text: 'You ordered.' },
    { key: 'Approved', status: 'Current', text: 'We are looking at it.' },
  ],
});

async function open(): Promise<HTMLElement> {
  const element = show('c-order-detail', OrderDetail);
  page.emit({
    type: 'comm__namedPage',
    attributes: { name: 'Order_Detail__c' },
    state: { recordId: '801000000000001AAA' },
  });
  await settled();
  return element;
}

describe('c-order-detail', () => {
  it('asks for the order that the address names', async () => {
    await open();
    expect(wire.getLastConfig()).toEqual({ orderId: '801000000000001AAA' });
  });

  it('shows number, state, lines with quantities, and the sum in the currency’s own decimals', async () => {
    const element = await open();
    wire.emit(order('InReview'));
    await settled();
    const text = textIn(element);
    expect(text).toContain('In review');
    expect(text).toContain('Order 00000101');
    expect(text).toContain('Static address × 2 ¥2,500');
    expect(text).toContain('¥8,000');
  });

  it('tells the story in order, and which step is under way', async () => {
    const element = await open();
    wire.emit(order('InReview'));
    await settled();
    expect(textIn(find(element, 'li[aria-current="step"]'))).toContain('We are looking at it.');
  });

  it('asks again while the order is being worked on, and no more once it runs', async () => {
    jest.useFakeTimers();
    const element = await open();
    wire.emit(order('SettingUp'));
    await settled();
    jest.advanceTimersByTime(2000);
    expect(refreshApex).toHaveBeenCalledTimes(1);
    wire.emit(order('Active'));
    await settled();
    jest.advanceTimersByTime(60_000);
    expect(refreshApex).toHaveBeenCalledTimes(1);
    element.remove();
    jest.useRealTimers();
  });

  it('asks on after the service began until the first invoice is told, but not for ever', async () => {
    jest.useFakeTimers({ now: new Date('2026-11-20T03:00:30.000Z') });
    const element = await open();
    const active = { key: 'Active', status: 'Done', at: '2026-11-20T03:00:00.000Z', text: 'It runs.' };
    const running = { ...order('Active'), timeline: [active] };
    wire.emit(running);
    await settled();
    jest.advanceTimersByTime(2000);
    expect(refreshApex).toHaveBeenCalledTimes(1);
    const invoice = { key: 'FirstInvoice', status: 'Current', text: 'Your first invoice is ready.' };
    wire.emit({ ...running, timeline: [active, invoice] });
    await settled();
    jest.advanceTimersByTime(60_000);
    expect(refreshApex).toHaveBeenCalledTimes(1);
    jest.setSystemTime(new Date('2026-11-20T03:10:01.000Z'));
    wire.emit(running);
    await settled();
    jest.advanceTimersByTime(60_000);
    expect(refreshApex).toHaveBeenCalledTimes(1);
    element.remove();
    jest.useRealTimers();
  });

  it('says so when there is no such order, and leads back to the list', async () => {
    const element = await open();
    wire.error((refusal('This could not be found.') as { body: unknown }).body, 500);
    await settled();
    expect(textIn(find(element, '[role="alert"]'))).toContain('This could not be found.');
    expect(textIn(element)).toContain('All orders');
  });

  it('is accessible', async () => {
    const element = await open();
    wire.emit(order('Delayed'));
    await settled();
    await expect(element).toBeAccessible();
  });
});
