import { refreshApex } from '@salesforce/apex';
import getState from '@salesforce/apex/EligibilityController.getState';
import requestCheck from '@salesforce/apex/EligibilityController.requestCheck';
import EligibilityCheck from 'c/eligibilityCheck';
import { CurrentPageReference } from 'lightning/navigation';
import { find, findAll, refusal, settled, show, textIn } from '../../../../../../test/lwc/elements';
import type { TestWire } from '../../../../../../test/lwc/wires';

jest.mock(
  '@salesforce/apex/EligibilityController.getState',
  () => ({ default: jest.requireActual<WireTools>('@salesforce/sfdx-lwc-jest').createApexTestWireAdapter(jest.fn()) }),
  { virtual: true },
);
jest.mock('@salesforce/apex/EligibilityController.requestCheck', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex', () => ({ refreshApex: jest.fn(() => Promise.resolve()) }), { virtual: true });
interface WireTools {
  createApexTestWireAdapter(call: unknown): unknown;
}

const wire = getState as unknown as TestWire;
const page = CurrentPageReference as unknown as TestWire;
const request = requestCheck as unknown as jest.Mock;

const NOT_REQUESTED = { status: 'NotRequested', services: [] };
const PENDING = {
  status: 'Pending',
  requestedAt: '2026-11-20T01:02:00.000Z',
  address: '〒100-0001 東京都 見本市 見本町1-2',
  caseNumber: '00001001',
  services: [],
};
const AVAILABLE = {
  ...PENDING,
  status: 'Available',
  result: 'Home 1G',
  checkedAt: '2026-11-21T01:02:00.000Z',
  services: [{ productId: '01t000000000001AAA', name: 'Home Internet 1G', commodity: 'Internet' }],
};
const TYPED = { address: { postalCode: '100-0001' }, commodity: 'Personal SonixNet Home Internet' };

async function open(state?: unknown, returnTo?: string): Promise<HTMLElement> {
  const element = show('c-eligibility-check', EligibilityCheck);
  page.emit({ type: 'comm__namedPage', attributes: {}, state: { ...(returnTo && { returnTo }) } });
  if (state) wire.emit(state);
  await settled();
  return element;
}

const form = (element: HTMLElement): HTMLElement & { showProblem: jest.Mock } => find(element, 'c-eligibility-form');
async function send(element: HTMLElement): Promise<void> {
  form(element).dispatchEvent(new CustomEvent('check', { detail: TYPED }));
  await settled();
}

describe('c-eligibility-check', () => {
  it('shows that it is loading', async () => {
    expect(find(await open(), 'lightning-spinner')).toBeTruthy();
  });

  it('asks for the address when none was checked', async () => {
    const element = await open(NOT_REQUESTED);
    expect(form(element)).toBeTruthy();
    expect(findAll(element, 'c-status-badge')).toHaveLength(0);
  });

  it('while a check is under way says what happens next, with the number to quote', async () => {
    const element = await open(PENDING);
    expect(textIn(element)).toContain('We are checking your address');
    expect(textIn(element)).toContain('00001001');
    expect(findAll(element, 'c-eligibility-form')).toHaveLength(0);
  });

  it('asks again while the check is under way, and no more once there is a result', async () => {
    jest.useFakeTimers();
    const element = await open(PENDING);
    jest.mocked(refreshApex).mockClear();
    jest.advanceTimersByTime(2000);
    expect(refreshApex).toHaveBeenCalledTimes(1);
    wire.emit(AVAILABLE);
    await settled();
    jest.advanceTimersByTime(60_000);
    expect(refreshApex).toHaveBeenCalledTimes(1);
    element.remove();
    jest.useRealTimers();
  });

  it('tells what the address can have, leads to the shop, and takes another address', async () => {
    const element = await open(AVAILABLE);
    expect(textIn(element)).toContain('You can have Home 1G');
    expect(textIn(element)).toContain('Home Internet 1G');
    expect(textIn(element)).toContain('See what you can order');
    find(element, 'lightning-button').click();
    await settled();
    expect(form(element)).toBeTruthy();
  });

  it('says when nothing is available, and what to do then', async () => {
    const element = await open({ ...AVAILABLE, status: 'NotAvailable', result: undefined, services: [] });
    expect(textIn(element)).toContain('Not available at this address');
    expect(textIn(element)).toContain('Write to us');
  });

  it('sends an address once however often it is asked to, and then shows the check', async () => {
    let answer: (state: unknown) => void = () => undefined;
    request.mockReturnValue(new Promise((resolve) => (answer = resolve)));
    const element = await open(NOT_REQUESTED);
    await send(element);
    await send(element);
    expect(request).toHaveBeenCalledTimes(1);
    expect(request).toHaveBeenCalledWith(TYPED);
    answer(PENDING);
    wire.emit(PENDING);
    await settled();
    expect(textIn(element)).toContain('We are checking your address');
  });

  it('hands a refusal about a field to the form, and shows any other', async () => {
    const element = await open(NOT_REQUESTED);
    const showProblem = jest.spyOn(form(element), 'showProblem').mockReturnValue(true);
    request.mockRejectedValue(refusal('{"field":"city","text":"No such city."}'));
    await send(element);
    expect(showProblem).toHaveBeenCalledWith('city', 'No such city.');
    expect(findAll(element, '[role="alert"]')).toHaveLength(0);
    showProblem.mockReturnValue(false);
    const focus = jest.spyOn(findAll(element, 'c-error-panel').at(-1) as HTMLElement, 'focus');
    request.mockRejectedValue(refusal('This could not be found.'));
    await send(element);
    expect(textIn(find(element, '[role="alert"]'))).toContain('This could not be found.');
    expect(focus).toHaveBeenCalled();
    expect(form(element)).toBeTruthy();
  });

  it('sends the same again after a lost connection', async () => {
    const element = await open(NOT_REQUESTED);
    request.mockRejectedValueOnce(new TypeError('Failed to fetch')).mockResolvedValueOnce(PENDING);
    await send(element);
    find(find(element, '[role="alert"]'), 'lightning-button').click();
    await settled();
    expect(request).toHaveBeenCalledTimes(2);
    expect(request).toHaveBeenLastCalledWith(TYPED);
  });

  it('leads back to a page of ours, and nowhere else', async () => {
    expect(textIn(await open(NOT_REQUESTED, 'shop'))).toContain('Back to where you were');
    expect(textIn(await open(NOT_REQUESTED, 'https://example.test'))).not.toContain('Back to where you were');
    expect(textIn(await open(NOT_REQUESTED, 'constructor'))).not.toContain('Back to where you were');
  });

  it('says what failed and asks again', async () => {
    const element = await open();
    wire.error({}, 500);
    await settled();
    jest.mocked(refreshApex).mockClear();
    find(find(element, '[role="alert"]'), 'lightning-button').click();
    expect(refreshApex).toHaveBeenCalledTimes(1);
  });

  it.each([NOT_REQUESTED, PENDING, AVAILABLE])('is accessible: %#', async (state) => {
    await expect(await open(state)).toBeAccessible();
  });
});
