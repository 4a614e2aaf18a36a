import getServices from '@salesforce/apex/ServiceController.getServices';
import { refreshApex } from '@salesforce/apex';
import ServiceList from 'c/serviceList';
import { find, findAll, settled, show, textIn } from '../../../../../../test/lwc/elements';
import type { TestWire } from '../../../../../../test/lwc/wires';

jest.mock(
  '@salesforce/apex/ServiceController.getServices',
  () => ({ default: jest.requireActual<WireTools>('@salesforce/sfdx-lwc-jest').createApexTestWireAdapter(jest.fn()) }),
  { virtual: true },
);
jest.mock('@salesforce/apex', () => ({ refreshApex: jest.fn(() => Promise.resolve()) }), { virtual: true });
interface WireTools {
  createApexTestWireAdapter(call: unknown): unknown;
}

const wire = getServices as unknown as TestWire;

const services: readonly Apex.ServiceSummary[] = [
  {
    serviceId: '006000000000001AAA',
    name: 'Home Internet 1G',
    commodity: 'Personal SonixNet Home Internet',
    status: 'Cancelling',
    runsSince: '2026-04-01',
    runsUntil: '2026-11-30',
    canCancel: false,
  },
  { serviceId: '006000000000002AAA', name: 'VPN', commodity: 'VPN', status: 'Active', canCancel: true },
];

async function open(): Promise<HTMLElement> {
  const element = show('c-service-list', ServiceList);
  await settled();
  return element;
}

describe('c-service-list', () => {
  it('shows what runs, since when, and until when where it is being cancelled', async () => {
    const element = await open();
    wire.emit(services);
    await settled();
    const [home, vpn] = findAll(element, 'li').map(textIn);
    expect(home).toBe(
      'Home Internet 1G Internet for your home Running since Apr 1, 2026 Runs until Nov 30, 2026 Being cancelled',
    );
    expect(vpn).toBe('VPN Running');
  });

  it('waits visibly until the answer is here', async () => {
    const element = await open();
    expect(find(element, 'lightning-spinner')).toBeTruthy();
    wire.emit(services);
    await settled();
    expect(findAll(element, 'lightning-spinner')).toEqual([]);
  });

  it('leads to the shop while there is none', async () => {
    const element = await open();
    wire.emit([]);
    await settled();
    expect(textIn(element)).toContain('No services yet');
    expect(textIn(element)).toContain('See what you can order');
  });

  it('says that something went wrong, and asks again when told to', async () => {
    const element = await open();
    wire.error({ message: 'x' }, 500);
    await settled();
    expect(textIn(find(element, '[role="alert"]'))).toContain('Something went wrong');
    jest.mocked(refreshApex).mockClear();
    find(element, 'c-error-panel').dispatchEvent(new CustomEvent('retry'));
    expect(refreshApex).toHaveBeenCalledTimes(1);
  });

  it('is accessible', async () => {
    const element = await open();
    wire.emit(services);
    await settled();
    await expect(element).toBeAccessible();
  });
});
