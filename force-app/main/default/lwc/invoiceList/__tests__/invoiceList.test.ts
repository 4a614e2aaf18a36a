import getInvoices from '@salesforce/apex/InvoiceController.getInvoices';
import { refreshApex } from '@salesforce/apex';
import InvoiceList from 'c/invoiceList';
import { find, findAll, settled, show, textIn } from '../../../../../../test/lwc/elements';
import type { TestWire } from '../../../../../../test/lwc/wires';

jest.mock(
  '@salesforce/apex/InvoiceController.getInvoices',
  () => ({ default: jest.requireActual<WireTools>('@salesforce/sfdx-lwc-jest').createApexTestWireAdapter(jest.fn()) }),
  { virtual: true },
);
jest.mock('@salesforce/apex', () => ({ refreshApex: jest.fn(() => Promise.resolve()) }), { virtual: true });
interface WireTools {
  createApexTestWireAdapter(call: unknown): unknown;
}

const wire = getInvoices as unknown as TestWire;

const rows: readonly Apex.InvoiceSummary[] = [
  {
    invoiceId: 'a02000000000001AAA',
    invoiceNumber: '7703',
    status: 'Overdue',
    issuedOn: '2026-10-21',
    dueOn: '2026-11-04',
    total: 6600,
    balance: 6600,
    currencyCode: 'JPY',
  },
  {
    invoiceId: 'a02000000000002AAA',
    invoiceNumber: '7702',
    status: 'Paid',
    issuedOn: '2026-09-20',
    dueOn: '2026-10-04',
    paidAt: '2026-10-04T03:00:00.000Z',
    total: 66.5,
    balance: 0,
    currencyCode: 'USD',
  },
];

async function open(page: Partial<Apex.InvoicePage> = {}): Promise<HTMLElement> {
  const element = show('c-invoice-list', InvoiceList);
  await settled();
  wire.emit({ rows, pageNumber: 1, hasNext: false, ...page });
  await settled();
  return element;
}

async function choose(element: HTMLElement, value: string): Promise<void> {
  find(element, 'lightning-radio-group').dispatchEvent(new CustomEvent('change', { detail: { value } }));
  await settled();
}

describe('c-invoice-list', () => {
  it('shows number, days, state and sum in the invoice’s own currency', async () => {
    const [overdue, paid] = findAll(await open(), 'li').map(textIn);
    expect(overdue).toBe('Invoice 7703 Issued Oct 21, 2026 Due Nov 4, 2026 Overdue ¥6,600');
    expect(paid).toMatch(/^Invoice 7702 Issued Sep 20, 2026 Paid Oct 4, 2026.* Paid \$66\.50$/);
  });

  it('asks for what is still to be paid, from its first page', async () => {
    const element = await open({ hasNext: true });
    expect(wire.getLastConfig()).toEqual({ filter: 'All', pageNumber: 1 });
    find(element, 'c-pager').dispatchEvent(new CustomEvent('page', { detail: 2 }));
    await settled();
    expect(wire.getLastConfig()).toEqual({ filter: 'All', pageNumber: 2 });
    await choose(element, 'ToPay');
    expect(wire.getLastConfig()).toEqual({ filter: 'ToPay', pageNumber: 1 });
  });

  it('is as it was left when somebody comes back to it', async () => {
    await choose(await open(), 'ToPay');
    const again = await open();
    expect(wire.getLastConfig()).toEqual({ filter: 'ToPay', pageNumber: 1 });
    await choose(again, 'All');
  });

  it('says that there is none yet, or that nothing is to be paid', async () => {
    const element = await open({ rows: [] });
    expect(textIn(element)).toContain('No invoices yet');
    await choose(element, 'ToPay');
    wire.emit({ rows: [], pageNumber: 1, hasNext: false });
    await settled();
    expect(textIn(element)).toContain('Nothing to pay');
    await choose(element, 'All');
  });

  it('says that something went wrong, and asks again when told to', async () => {
    const element = show('c-invoice-list', InvoiceList);
    await settled();
    wire.error({ message: 'x' }, 500);
    await settled();
    expect(textIn(find(element, '[role="alert"]'))).toContain('Something went wrong');
    jest.mocked(refreshApex).mockClear();
    find(element, 'c-error-panel').dispatchEvent(new CustomEvent('retry'));
    expect(refreshApex).toHaveBeenCalledTimes(1);
  });

  it('is accessible', async () => {
    await expect(await open()).toBeAccessible();
  });
});
