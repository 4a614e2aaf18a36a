import getService from '@salesforce/apex/ServiceController.getService';
import { CurrentPageReference } from 'lightning/navigation';
import ServiceDetail from 'c/serviceDetail';
import { find, findAll, refusal, settled, show, textIn } from '../../../../../../test/lwc/elements';
import type { TestWire } from '../../../../../../test/lwc/wires';

jest.mock(
  '@salesforce/apex/ServiceController.getService',
  () => ({ default: jest.requireActual<WireTools>('@salesforce/sfdx-lwc-jest').createApexTestWireAdapter(jest.fn()) }),
  { virtual: true },
);
jest.mock('@salesforce/apex', () => ({ refreshApex: jest.fn(() => Promise.resolve()) }), { virtual: true });
interface WireTools {
  createApexTestWireAdapter(call: unknown): unknown;
}

const wire = getService as unknown as TestWire;
const page = CurrentPageReference as unknown as TestWire;

const line = { currencyCode: 'JPY', orderNumber: '00000101', orderId: '801000000000001AAA' };
const service: Apex.ServiceDetail = {
  serviceId: '006000000000001AAA',
  name: 'Home Internet 1G',
  commodity: 'Personal SonixNet Home Internet',
  status: 'Active',
  runsSince: '2026-04-01',
  canCancel: true,
  serviceNumber: '4711',
  lines: [
    { ...line, name: 'Home Internet 1G', quantity: 1, unitPrice: 5500, billingCycle: 'Monthly' },
    { ...line, name: 'Static address', quantity: 2, unitPrice: 1250, billingCycle: 'Monthly' },
    { ...line, name: 'Activation', quantity: 1, unitPrice: 3300, billingCycle: 'One-time' },
  ],
};

const nextInvoice: Apex.InvoiceSummary = {
  invoiceId: 'a02000000000001AAA',
  invoiceNumber: '7704',
  status: 'Unpaid',
  dueOn: '2026-12-02',
  total: 8000,
  balance: 8000,
  currencyCode: 'JPY',
};

async function open(state: Record<string, string> = { recordId: service.serviceId }): Promise<HTMLElement> {
  const element = show('c-service-detail', ServiceDetail);
  page.emit({ type: 'comm__namedPage', attributes: { name: 'Service_Detail__c' }, state });
  await settled();
  return element;
}

async function openWith(changes: Partial<Apex.ServiceDetail>): Promise<HTMLElement> {
  const element = await open();
  wire.emit({ ...service, ...changes });
  await settled();
  return element;
}

describe('c-service-detail', () => {
  it('asks for the service that the address names, and for none where it names none', async () => {
    await open();
    expect(wire.getLastConfig()).toEqual({ serviceId: service.serviceId });
    await open({});
    expect(wire.getLastConfig()).toEqual({ serviceId: '' });
  });

  it('shows what runs, since when, with its number and the order it came from', async () => {
    const element = await openWith({});
    expect(textIn(find(element, 'h1'))).toBe('Home Internet 1G');
    expect(textIn(find(element, 'dl'))).toContain('Running since Apr 1, 2026');
    expect(textIn(find(element, 'dl'))).toContain('Service number 4711');
    expect(findAll(find(element, 'c-fact-list'), 'a').map(textIn)).toEqual(['Order 00000101']);
  });

  it('says when the next payment is due and leads to its invoice', async () => {
    const element = await openWith({ nextInvoice });
    expect(findAll(find(element, 'c-fact-list'), 'a').map(textIn)).toContain('Dec 2, 2026');
    const late = await openWith({ nextInvoice: { ...nextInvoice, dueOn: '2026-11-04', status: 'Overdue' } });
    expect(textIn(find(late, 'dl'))).toContain('Next payment due Nov 4, 2026 · Overdue');
    expect(textIn(await openWith({}))).toContain('Next payment due Nothing to pay now');
    expect(textIn(await openWith({ status: 'Cancelled', canCancel: false }))).not.toContain('Next payment due');
  });

  it('says what each part costs and how often, and what it comes to each month', async () => {
    const element = await openWith({});
    expect(findAll(element, '.line').map(textIn)).toEqual([
      'Home Internet 1G ¥5,500 a month',
      'Static address × 2 ¥2,500 a month',
      'Activation ¥3,300 once',
      'Each month ¥8,000',
    ]);
  });

  it('leads to the cancellation only while the service runs', async () => {
    expect(textIn(await openWith({}))).toContain('Cancel this service');
    const ending = await openWith({
      status: 'Cancelling',
      canCancel: false,
      runsUntil: '2026-11-30',
      equipmentStatus: 'AwaitingReturn',
    });
    expect(textIn(ending)).not.toContain('Cancel this service');
    expect(textIn(find(ending, 'dl'))).toMatch(/Last day Nov 30, 2026 .*Rented equipment Please send it back/);
  });

  it('says why a service from before the portal has no parts', async () => {
    expect(textIn(await openWith({ lines: [] }))).toContain('This contract began before the portal');
  });

  it('says so when there is no such service, and leads back to the list', async () => {
    const element = await open();
    wire.error((refusal('This could not be found.') as { body: unknown }).body, 500);
    await settled();
    expect(textIn(find(element, '[role="alert"]'))).toBe('This could not be found. All services');
  });

  it('is accessible', async () => {
    await expect(await openWith({})).toBeAccessible();
  });
});
