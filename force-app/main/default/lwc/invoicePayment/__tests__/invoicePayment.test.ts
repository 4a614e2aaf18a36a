import getPaymentPage from '@salesforce/apex/InvoiceController.getPaymentPage';
import InvoicePayment from 'c/invoicePayment';
import { leaveTo } from 'c/leave';
import { isAwaited } from 'c/paymentTrip';
import { find, findAll, refusal, settled, show, textIn } from '../../../../../../test/lwc/elements';

jest.mock('@salesforce/apex/InvoiceController.getPaymentPage', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('c/leave', () => ({ leaveTo: jest.fn() }));

const ask = jest.mocked(getPaymentPage);
const ADDRESS = 'https://billing.example.test/oauth/singlesignon.php?access_token=once';
const invoice: Apex.InvoiceSummary = {
  invoiceId: 'a02000000000001AAA',
  invoiceNumber: '7704',
  status: 'Unpaid',
  issuedOn: '2026-11-18',
  dueOn: '2026-12-02',
  total: 26_400,
  balance: 20_000,
  currencyCode: 'JPY',
};

async function open(properties: Record<string, unknown> = {}): Promise<HTMLElement> {
  const element = show('c-invoice-payment', InvoicePayment, { invoice, ...properties });
  await settled();
  return element;
}

const button = (element: HTMLElement) =>
  find<HTMLElement & { label: string; disabled: boolean }>(element, '[data-action="pay"]');

beforeEach(() => {
  ask.mockReset();
  jest.mocked(leaveTo).mockReset();
  sessionStorage.clear();
});

describe('c-invoice-payment', () => {
  it('says what is left to pay and until when, and asks for no address yet', async () => {
    const element = await open();
    expect(textIn(element)).toContain('To pay ¥20,000 Due Dec 2, 2026');
    expect(button(element).label).toBe('Pay ¥20,000');
    expect(ask).not.toHaveBeenCalled();
  });

  it('leaves for the one-time address, and keeps it nowhere', async () => {
    ask.mockResolvedValue(ADDRESS);
    const element = await open();
    button(element).click();
    await settled();
    expect(ask).toHaveBeenCalledWith({ invoiceId: invoice.invoiceId });
    expect(leaveTo).toHaveBeenCalledWith(ADDRESS);
    expect(JSON.stringify({ ...sessionStorage, ...localStorage })).not.toContain('access_token');
    expect(textIn(element)).not.toContain('access_token');
    expect(findAll(element, 'a')).toEqual([]);
    expect(isAwaited(invoice.invoiceId, Date.now())).toBe(true);
  });

  it('asks once for a double click', async () => {
    ask.mockResolvedValue(ADDRESS);
    const element = await open();
    button(element).click();
    button(element).click();
    await settled();
    expect(ask).toHaveBeenCalledTimes(1);
    expect(button(element).label).toBe('Opening the payment page…');
    expect(button(element).disabled).toBe(true);
  });

  it.each([
    ['There is nothing to pay on this invoice.'],
    ['The payment page was opened too often. Please wait a minute.'],
    ['The payment page is not available just now. Please try again in a moment.'],
  ])('says beside the button: %s', async (text) => {
    ask.mockRejectedValue(refusal(text));
    const element = await open();
    const refused = jest.fn();
    element.addEventListener('refused', refused);
    button(element).click();
    await settled();
    expect(textIn(find(element, '[role="alert"]'))).toBe(text);
    expect(find(element, 'c-error-panel').shadowRoot?.activeElement).toBe(find(element, '[role="alert"]'));
    expect(button(element).disabled).toBe(false);
    expect(refused).toHaveBeenCalledTimes(1);
    expect(leaveTo).not.toHaveBeenCalled();
    expect(isAwaited(invoice.invoiceId, Date.now())).toBe(false);
  });

  it('can be tried again after a lost connection', async () => {
    ask.mockRejectedValueOnce(new TypeError('fetch failed')).mockResolvedValueOnce(ADDRESS);
    const element = await open();
    button(element).click();
    await settled();
    expect(textIn(find(element, '[role="alert"]'))).toContain('The connection was lost.');
    find(element, 'c-error-panel').dispatchEvent(new CustomEvent('retry'));
    await settled();
    expect(leaveTo).toHaveBeenCalledWith(ADDRESS);
    expect(findAll(element, '[role="alert"]')).toEqual([]);
  });

  it('can be pressed again when the browser brings the page back as it was left', async () => {
    ask.mockResolvedValue(ADDRESS);
    const element = await open();
    button(element).click();
    await settled();
    window.dispatchEvent(Object.assign(new CustomEvent('pageshow'), { persisted: true }));
    await settled();
    expect(button(element).disabled).toBe(false);
  });

  it('tells somebody who comes back from paying that news may be on its way', async () => {
    expect(textIn(await open())).not.toContain('waiting to hear');
    const element = await open({ isAwaited: true });
    expect(textIn(element)).toContain('If you have just paid, we are waiting to hear of it.');
    await expect(element).toBeAccessible();
  });
});
