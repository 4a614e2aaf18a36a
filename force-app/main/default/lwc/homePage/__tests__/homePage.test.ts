import { refreshApex } from '@salesforce/apex';
import getSummary from '@salesforce/apex/HomeController.getSummary';
import HomePage from 'c/homePage';
import { find, findAll, refusal, settled, show, textIn } from '../../../../../../test/lwc/elements';
import type { TestWire } from '../../../../../../test/lwc/wires';

jest.mock(
  '@salesforce/apex/HomeController.getSummary',
  () => ({ default: jest.requireActual<WireTools>('@salesforce/sfdx-lwc-jest').createApexTestWireAdapter(jest.fn()) }),
  { virtual: true },
);
jest.mock('@salesforce/apex', () => ({ refreshApex: jest.fn(() => Promise.resolve()) }), { virtual: true });
interface WireTools {
  createApexTestWireAdapter(call: unknown): unknown;
}

const wire = getSummary as unknown as TestWire;

const NOTHING: Apex.HomeSummary = {
  firstName: '花子',
  lastName: '見本',
  customerNumber: 'C-0000042',
  attention: [],
  serviceCount: 0,
  services: [],
  openOrderCount: 0,
  openOrders: [],
  unpaidInvoiceCount: 0,
  unpaidInvoices: [],
  openCaseCount: 0,
  openCases: [],
};

const FULL: Apex.HomeSummary = {
  ...NOTHING,
  attention: [
    { kind: 'IdRejected', count: 1, text: 'The photograph is too dark.' },
    { kind: 'InvoicesOverdue', count: 2 },
    { kind: 'NotYetInvented', count: 1 },
  ],
  serviceCount: 2,
  services: [
    {
      serviceId: '006000000000001AAA',
      name: 'Home Internet 1G',
      status: 'Active',
      runsSince: '2026-04-01',
      canCancel: true,
    },
    { serviceId: '006000000000002AAA', status: 'Cancelling', runsUntil: '2026-12-31', canCancel: false },
  ],
  openOrderCount: 1,
  openOrders: [
    {
      orderId: '801000000000001AAA',
      orderNumber: '00000101',
      placedAt: '2026-11-20T01:02:00.000Z',
      status: 'Delayed',
      total: 5500,
      currencyCode: 'JPY',
      commodity: 'SIM',
      lines: [],
    },
  ],
  unpaidInvoiceCount: 12,
  unpaidInvoices: [
    {
      invoiceId: 'a0B000000000001AAA',
      invoiceNumber: 'INV-77',
      status: 'Overdue',
      dueOn: '2026-10-31',
      total: 5500,
      balance: 3000,
      currencyCode: 'JPY',
    },
  ],
  openCaseCount: 1,
  openCases: [
    {
      caseId: '500000000000001AAA',
      caseNumber: '00001001',
      status: 'AwaitingYou',
      createdAt: '2026-11-20T01:02:00.000Z',
      statusSince: '2026-11-20T01:02:00.000Z',
      isMine: true,
    },
  ],
};

async function open(summary?: Apex.HomeSummary): Promise<HTMLElement> {
  const element = show('c-home-page', HomePage);
  if (summary) wire.emit(summary);
  await settled();
  return element;
}

const linksOf = (element: HTMLElement, within: string): readonly string[] =>
  (findAll(element, `${within} c-page-link`) as (HTMLElement & { page: string })[]).map(({ page }) => page);

describe('c-home-page', () => {
  it('shows that it is loading', async () => {
    expect(find(await open(), 'lightning-spinner')).toBeTruthy();
  });

  it('greets by name, with the number that customers quote', async () => {
    const element = await open(FULL);
    expect(textIn(find(element, 'h1'))).toBe('Welcome, 花子 見本');
    expect(textIn(element)).toContain('Customer number C-0000042');
  });

  it('says first what waits for the customer, in the order of Apex, each with its link', async () => {
    const element = await open(FULL);
    expect(textIn(find(element, 'h2'))).toBe('Needs your attention');
    expect(findAll(element, '.matter')).toHaveLength(2);
    expect(textIn(find(element, '.matter'))).toContain('The photograph is too dark. Send new documents');
    expect(linksOf(element, '.matter')).toEqual(['identity', 'invoices']);
  });

  it('shows services, orders, invoices and cases in their own words', async () => {
    const text = textIn(await open(FULL));
    expect(text).toContain('Home Internet 1G Running since Apr 1, 2026');
    expect(text).toContain('Order 00000101');
    expect(text).toMatch(/¥3,000 · Due Oct 31, 2026 Overdue/);
    expect(text).toContain('12 in all');
    expect(text).toContain('Case without a subject 00001001 · Opened');
    expect(text).toContain('Waiting for your answer');
  });

  it('leads a new customer to the address check and the shop', async () => {
    const element = await open(NOTHING);
    expect(linksOf(element, '.start')).toEqual(['eligibility', 'shop']);
    expect(findAll(element, 'c-home-panel')).toHaveLength(0);
  });

  it('keeps the way in sight while a first check is under way', async () => {
    const element = await open({ ...NOTHING, openCaseCount: 1, openCases: FULL.openCases });
    expect(findAll(element, '.start')).toHaveLength(1);
    expect(findAll(element, 'c-home-panel')).toHaveLength(4);
  });

  it('sends who can order to the shop, and not back to the address check', async () => {
    const element = await open({ ...NOTHING, attention: [{ kind: 'EligibleToOrder', count: 1 }] });
    expect(linksOf(element, '.matter')).toEqual(['shop']);
    expect(findAll(element, '.start')).toHaveLength(0);
  });

  it('says what failed and asks again', async () => {
    const element = await open();
    wire.error({}, 500);
    await settled();
    jest.mocked(refreshApex).mockClear();
    find(find(element, '[role="alert"]'), 'lightning-button').click();
    expect(refreshApex).toHaveBeenCalledTimes(1);
  });

  it('says in Apex’s words why there is nothing to see', async () => {
    const element = await open();
    wire.error((refusal('This could not be found.') as { body: unknown }).body, 500);
    await settled();
    expect(textIn(find(element, '[role="alert"]'))).toContain('This could not be found.');
    expect(findAll(element, 'h1')).toHaveLength(0);
  });

  it.each([NOTHING, FULL])('is accessible: %#', async (summary) => {
    await expect(await open(summary)).toBeAccessible();
  });
});
