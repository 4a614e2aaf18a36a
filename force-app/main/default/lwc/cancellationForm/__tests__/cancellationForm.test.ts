import getTerms from '@salesforce/apex/CancellationController.getTerms';
import requestCancellation from '@salesforce/apex/CancellationController.requestCancellation';
import requestInitialCancellation from '@salesforce/apex/CancellationController.requestInitialCancellation';
import { CurrentPageReference } from 'lightning/navigation';
import CancellationForm from 'c/cancellationForm';
import { find, findAll, refusal, settled, show, textIn } from '../../../../../../test/lwc/elements';
import type { TestWire } from '../../../../../../test/lwc/wires';

jest.mock(
  '@salesforce/apex/CancellationController.getTerms',
  () => ({ default: jest.requireActual<WireTools>('@salesforce/sfdx-lwc-jest').createApexTestWireAdapter(jest.fn()) }),
  { virtual: true },
);
jest.mock('@salesforce/apex/CancellationController.requestCancellation', () => ({ default: jest.fn() }), {
  virtual: true,
});
jest.mock('@salesforce/apex/CancellationController.requestInitialCancellation', () => ({ default: jest.fn() }), {
  virtual: true,
});
jest.mock('@salesforce/apex', () => ({ refreshApex: jest.fn(() => Promise.resolve()) }), { virtual: true });
interface WireTools {
  createApexTestWireAdapter(call: unknown): unknown;
}

const wire = getTerms as unknown as TestWire;
const page = CurrentPageReference as unknown as TestWire;
const request = jest.mocked(requestCancellation);
const requestInitial = jest.mocked(requestInitialCancellation);

const terms: Apex.CancellationTerms = {
  serviceId: '006000000000001AAA',
  name: 'Home Internet 1G',
  status: 'Active',
  earliestDay: '2026-11-23',
  latestDay: '2027-11-23',
  defaultDay: '2026-11-30',
  lastDay: '2026-11-30',
  fees: [{ name: 'Home Internet 1G', amount: 5500, until: '2026-12-15' }],
  totalFee: 5500,
  monthlyCharge: 6600,
  currencyCode: 'JPY',
  equipment: [],
};
const outcome: Apex.CancellationOutcome = {
  serviceId: terms.serviceId,
  lastDay: '2026-11-30',
  caseId: '500000000000001AAA',
  caseNumber: '00001234',
  wasAskedBefore: false,
};

interface Field extends HTMLElement {
  value: string;
  setCustomValidity: jest.Mock;
  reportValidity: jest.Mock;
}

async function open(changes: Partial<Apex.CancellationTerms> = {}): Promise<HTMLElement> {
  const element = show('c-cancellation-form', CancellationForm);
  page.emit({
    type: 'comm__namedPage',
    attributes: { name: 'Cancellation__c' },
    state: { recordId: terms.serviceId },
  });
  await settled();
  wire.emit({ ...terms, ...changes });
  await settled();
  for (const field of findAll(element, '[data-field]') as Field[])
    Object.assign(field, { setCustomValidity: jest.fn(), reportValidity: jest.fn(() => true) });
  // jsdom has no modal dialogs.
  for (const dialog of findAll(element, 'c-confirm-dialog')) Object.assign(dialog, { open: jest.fn() });
  return element;
}

const field = (element: HTMLElement, name: string): Field =>
  (findAll(element, '[data-field]') as (Field & { name: string })[]).find((each) => each.name === name)!;

async function choose(element: HTMLElement, day: string): Promise<void> {
  const input = field(element, 'lastDay');
  input.value = day;
  input.dispatchEvent(new CustomEvent('change', { detail: { value: day } }));
  await settled();
}

async function submit(element: HTMLElement, reason = 'We are moving.'): Promise<void> {
  field(element, 'reason').value = reason;
  find(element, 'form').dispatchEvent(new CustomEvent('submit', { cancelable: true }));
  await settled();
}

const dialogs = (element: HTMLElement) => findAll(element, 'c-confirm-dialog') as (HTMLElement & { open: jest.Mock })[];

async function agree(element: HTMLElement, which = 0): Promise<void> {
  dialogs(element)[which]!.dispatchEvent(new CustomEvent('confirm'));
  await settled();
}

beforeEach(() => {
  request.mockReset();
  requestInitial.mockReset();
});

describe('c-cancellation-form', () => {
  it('proposes the end of the month and says what that costs', async () => {
    const element = await open();
    expect(wire.getLastConfig()).toEqual({ serviceId: terms.serviceId, lastDay: null });
    expect(textIn(find(element, 'h1'))).toBe('Cancel Home Internet 1G');
    expect(field(element, 'lastDay').value).toBe('2026-11-30');
    expect(textIn(element)).toContain('Cancellation fee ¥5,500');
  });

  it('asks what another day costs, and shows no other costs meanwhile', async () => {
    const element = await open();
    await choose(element, '2026-12-31');
    expect(wire.getLastConfig()).toEqual({ serviceId: terms.serviceId, lastDay: '2026-12-31' });
    expect(textIn(element)).toContain('Working out the costs');
    expect(textIn(find(element, 'c-cancellation-costs'))).not.toContain('¥5,500');
    wire.emit({ ...terms, lastDay: '2026-12-31', fees: [], totalFee: 0 });
    await settled();
    expect(textIn(element)).toContain('Cancellation fee None');
  });

  it('asks nothing of the server for a day that is not possible', async () => {
    const element = await open();
    await choose(element, '2026-11-22');
    expect(wire.getLastConfig()).toEqual({ serviceId: terms.serviceId, lastDay: null });
    expect(textIn(element)).toContain('Choose a last day to see what it costs.');
    await submit(element);
    expect(field(element, 'lastDay').setCustomValidity).toHaveBeenLastCalledWith(
      'Please choose a last day from Nov 23, 2026 to Nov 23, 2027.',
    );
    expect(dialogs(element)[0]!.open).not.toHaveBeenCalled();
  });

  it('wants a reason before it asks once more', async () => {
    const element = await open();
    await submit(element, '  ');
    expect(field(element, 'reason').setCustomValidity).toHaveBeenLastCalledWith('Please fill in: Reason');
    expect(dialogs(element)[0]!.open).not.toHaveBeenCalled();
    await submit(element);
    expect(dialogs(element)[0]!.open).toHaveBeenCalledTimes(1);
    expect(textIn(dialogs(element)[0]!)).toContain(
      'The service runs until the end of Nov 30, 2026. The cancellation fee is ¥5,500.',
    );
  });

  it('asks once more only when the costs of that day are here', async () => {
    const element = await open();
    await choose(element, '2026-12-31');
    await submit(element);
    expect(dialogs(element)[0]!.open).not.toHaveBeenCalled();
    wire.emit({ ...terms, lastDay: '2026-12-31', fees: [], totalFee: 0 });
    await settled();
    expect(dialogs(element)[0]!.open).toHaveBeenCalledTimes(1);
    expect(textIn(dialogs(element)[0]!)).toContain('Dec 31, 2026. There is no cancellation fee.');
  });

  it('sends day and reason once, however often somebody agrees, and says what happens next', async () => {
    request.mockResolvedValue(outcome);
    const element = await open();
    await submit(element);
    void dialogs(element)[0]!.dispatchEvent(new CustomEvent('confirm'));
    await agree(element);
    expect(request).toHaveBeenCalledTimes(1);
    expect(request).toHaveBeenCalledWith({
      serviceId: terms.serviceId,
      lastDay: '2026-11-30',
      reason: 'We are moving.',
    });
    expect(textIn(element)).toContain('We have your cancellation');
    expect(textIn(element)).toContain('00001234');
    expect(findAll(element, 'form')).toEqual([]);
  });

  it('keeps what was typed and says beside the field what the server refused', async () => {
    request.mockRejectedValue(refusal(JSON.stringify({ field: 'reason', text: 'Reason is too long.' })));
    const element = await open();
    await submit(element);
    await agree(element);
    expect(field(element, 'reason').setCustomValidity).toHaveBeenLastCalledWith('Reason is too long.');
    expect(field(element, 'reason').value).toBe('We are moving.');
  });

  it('says what else was refused above the button, and takes the focus there', async () => {
    request.mockRejectedValue(refusal('This service is not running, so there is nothing to cancel.'));
    const element = await open();
    await submit(element);
    await agree(element);
    const panel = find(element, '[role="alert"]');
    expect(textIn(panel)).toContain('nothing to cancel');
    expect(field(element, 'reason').value).toBe('We are moving.');
  });

  it('offers the 8-day right while it lasts, without a reason', async () => {
    requestInitial.mockResolvedValue({ ...outcome, lastDay: '2026-11-23' });
    const element = await open({ initialRightUntil: '2026-11-25' });
    expect(textIn(element)).toContain('you can end it until Nov 25, 2026');
    find(element, '[data-action="initial"]').click();
    expect(dialogs(element)[1]!.open).toHaveBeenCalledTimes(1);
    await agree(element, 1);
    expect(requestInitial).toHaveBeenCalledWith({ serviceId: terms.serviceId });
    expect(textIn(element)).toContain('The service runs until the end of Nov 23, 2026.');
  });

  it('has no such offer otherwise', async () => {
    expect(findAll(await open(), '[data-action="initial"]')).toEqual([]);
  });

  it.each([
    ['Cancelling', 'This service is being cancelled already.'],
    ['Cancelled', 'This service has ended'],
  ])('has no form for a service that is %s', async (status, text) => {
    const element = await open({ status });
    expect(textIn(element)).toContain(text);
    expect(findAll(element, 'form')).toEqual([]);
  });

  it('shows beside the day what the server says of it', async () => {
    const element = await open();
    await choose(element, '2026-11-24');
    wire.error((refusal('{"field":"lastDay","text":"Please choose another day."}') as { body: unknown }).body, 500);
    await settled();
    expect(field(element, 'lastDay').setCustomValidity).toHaveBeenLastCalledWith('Please choose another day.');
    expect(textIn(element)).toContain('Choose a last day to see what it costs.');
  });

  it('says so when there is no such service', async () => {
    const element = show('c-cancellation-form', CancellationForm);
    page.emit({ type: 'comm__namedPage', attributes: { name: 'Cancellation__c' }, state: {} });
    await settled();
    wire.error((refusal('We could not find it.') as { body: unknown }).body, 500);
    await settled();
    expect(textIn(find(element, '[role="alert"]'))).toBe('We could not find it. All services');
  });

  it('is accessible', async () => {
    await expect(await open({ initialRightUntil: '2026-11-25' })).toBeAccessible();
  });
});
