import getInvoice from '@salesforce/apex/InvoiceController.getInvoice';
import { refreshApex } from '@salesforce/apex';
import { CurrentPageReference } from 'lightning/navigation';
import InvoiceDetail from 'c/invoiceDetail';
import { isAwaited, setOut } from 'c/paymentTrip';
import { find, findAll, refusal, settled, show, textIn } from '../../../../../../test/lwc/elements';
import type { TestWire } from '../../../../../../test/lwc/wires';

jest.mock(
  '@salesforce/apex/InvoiceController.getInvoice',
  () => ({ default: jest.requireActual<WireTools>('@salesforce/sfdx-lwc-jest').createApexTestWireAdapter(jest.fn()) }),
  { virtual: true },
);
jest.mock('@salesforce/apex/InvoiceController.getPaymentPage', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex', () => ({ refreshApex: jest.fn(() => Promise.resolve()) }), { virtual: true });
interface WireTools {
  createApexTestWireAdapter(call: unknown): unknown;
}

const wire = getInvoice as unknown as TestWire;
const page = CurrentPageReference as unknown as TestWire;
const refresh = jest.mocked(refreshApex);

const invoice: Apex.InvoiceDetail = {
  invoiceId: 'a02000000000001AAA',
  invoiceNumber: '7704',
  status: 'Unpaid',
  issuedOn: '2026-11-18',
  dueOn: '2026-12-02',
  subtotal: 24_000,
  tax: 2400,
  total: 26_400,
  balance: 26_400,
  currencyCode: 'JPY',
  paymentMethod: 'banktransfer',
  orderId: '801000000000001AAA',
  orderNumber: '00000012',
  lines: [{ description: 'VPN Business\nOne year', amount: 25_000 }, { amount: -1000 }],
};
const paid: Apex.InvoiceDetail = { ...invoice, status: 'Paid', balance: 0, paidAt: '2026-11-22T03:00:00.000Z' };

async function open(state: Record<string, string> = { recordId: invoice.invoiceId }): Promise<HTMLElement> {
  const element = show('c-invoice-detail', InvoiceDetail);
  page.emit({ type: 'comm__namedPage', attributes: { name: 'Invoice_Detail__c' }, state });
  await settled();
  return element;
}

async function openWith(data: Apex.InvoiceDetail): Promise<HTMLElement> {
  const element = await open();
  wire.emit(data);
  await settled();
  // A page that is visited again asks once by itself, see c/freshness.
  refresh.mockClear();
  return element;
}

beforeEach(() => {
  refresh.mockClear();
  sessionStorage.clear();
});
afterEach(() => jest.useRealTimers());

describe('c-invoice-detail', () => {
  it('asks for the invoice that the address names, and for none where it names none', async () => {
    await open();
    expect(wire.getLastConfig()).toEqual({ invoiceId: invoice.invoiceId });
    await open({});
    expect(wire.getLastConfig()).toEqual({ invoiceId: '' });
  });

  it('shows its lines and sums in a table with headers', async () => {
    const element = await openWith(invoice);
    expect(textIn(find(element, 'h1'))).toBe('Invoice 7704');
    expect(findAll(element, 'tr').map(textIn)).toEqual([
      'Description Amount',
      'VPN Business One year ¥25,000',
      'Other -¥1,000',
      'Subtotal ¥24,000',
      'Tax ¥2,400',
      'Total ¥26,400',
    ]);
    expect(textIn(find(element, 'dl'))).toContain('Payment method Bank transfer Order Order 00000012');
  });

  it('says what is left where part of it was paid', async () => {
    const element = await openWith({ ...invoice, balance: 400 });
    expect(findAll(element, 'tfoot tr').map(textIn)).toContain('To pay ¥400');
  });

  it.each([
    ['Unpaid', 26_400, 1],
    ['Overdue', 26_400, 1],
    ['InCollections', 26_400, 1],
    ['Unpaid', 0, 0],
    ['Paid', 0, 0],
    ['Refunded', 0, 0],
    ['Cancelled', 26_400, 0],
  ])('of one that is %s with %d left, offers %d ways to pay', async (status, balance, ways) => {
    expect(findAll(await openWith({ ...invoice, status, balance }), 'c-invoice-payment')).toHaveLength(ways);
  });

  it('asks again while news of the payment may be on its way, and thanks when they are here', async () => {
    jest.useFakeTimers();
    setOut(invoice.invoiceId, Date.now());
    const element = await openWith(invoice);
    expect(textIn(element)).toContain('waiting to hear of it');
    jest.advanceTimersByTime(2000);
    expect(refresh).toHaveBeenCalledTimes(1);
    wire.emit(paid);
    await settled();
    expect(textIn(find(element, '[aria-live]'))).toBe('Thank you. We have your payment.');
    expect(isAwaited(invoice.invoiceId, Date.now())).toBe(false);
    jest.advanceTimersByTime(60_000);
    expect(refresh).toHaveBeenCalledTimes(1);
    element.remove();
  });

  it('does not ask again by itself before anybody went to pay', async () => {
    jest.useFakeTimers();
    const element = await openWith(invoice);
    jest.advanceTimersByTime(60_000);
    expect(refresh).not.toHaveBeenCalled();
    expect(textIn(element)).not.toContain('waiting to hear of it');
    element.remove();
  });

  it('keeps what it shows while a question goes unanswered', async () => {
    const element = await openWith(invoice);
    wire.error({ message: 'x' }, 500);
    await settled();
    expect(textIn(find(element, '[role="alert"]'))).toContain('Something went wrong');
    expect(textIn(find(element, 'h1'))).toBe('Invoice 7704');
  });

  it('asks again when payment was refused, as somebody may have paid it meanwhile', async () => {
    const element = await openWith(invoice);
    find(element, 'c-invoice-payment').dispatchEvent(new CustomEvent('refused'));
    expect(refresh).toHaveBeenCalledTimes(1);
  });

  it('asks at once when the browser brings the page back from the payment page', async () => {
    const element = await openWith(invoice);
    setOut(invoice.invoiceId, Date.now());
    window.dispatchEvent(Object.assign(new CustomEvent('pageshow'), { persisted: true }));
    await settled();
    expect(refresh).toHaveBeenCalled();
    expect(textIn(element)).toContain('waiting to hear of it');
    element.remove();
  });

  it('says so when there is no such invoice, and leads back to the list', async () => {
    const element = await open();
    wire.error((refusal('We could not find it.') as { body: unknown }).body, 500);
    await settled();
    expect(textIn(find(element, '[role="alert"]'))).toBe('We could not find it. All invoices');
  });

  it('is accessible', async () => {
    await expect(await openWith(invoice)).toBeAccessible();
    await expect(await openWith(paid)).toBeAccessible();
  });
});
