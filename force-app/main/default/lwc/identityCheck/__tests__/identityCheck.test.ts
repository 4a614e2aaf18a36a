import { refreshApex } from '@salesforce/apex';
import getState from '@salesforce/apex/IdentityController.getState';
import submit from '@salesforce/apex/IdentityController.submit';
import IdentityCheck from 'c/identityCheck';
import { CurrentPageReference } from 'lightning/navigation';
import { find, findAll, refusal, settled, show, textIn } from '../../../../../../test/lwc/elements';
import type { TestWire } from '../../../../../../test/lwc/wires';

jest.mock(
  '@salesforce/apex/IdentityController.getState',
  () => ({ default: jest.requireActual<WireTools>('@salesforce/sfdx-lwc-jest').createApexTestWireAdapter(jest.fn()) }),
  { virtual: true },
);
jest.mock('@salesforce/apex/IdentityController.submit', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex', () => ({ refreshApex: jest.fn(() => Promise.resolve()) }), { virtual: true });
interface WireTools {
  createApexTestWireAdapter(call: unknown): unknown;
}

const wire = getState as unknown as TestWire;
const page = CurrentPageReference as unknown as TestWire;
const send = submit as unknown as jest.Mock;

const NOT_SUBMITTED = { status: 'NotSubmitted', canSubmit: true, maxFiles: 3, maxBytes: 2_097_152 };
const PENDING = { ...NOT_SUBMITTED, status: 'Pending', canSubmit: false, submittedAt: '2026-11-20T01:02:00.000Z' };
const REJECTED = { ...PENDING, status: 'Rejected', canSubmit: true, rejectionMessage: 'The edges are cut off.' };
const VERIFIED = { ...PENDING, status: 'Verified', method: 'IC Chip', verifiedAt: '2026-11-21T01:02:00.000Z' };
const CARD = { fileName: 'card.jpg', base64: 'AAAA', bytes: 3, bytesBefore: 3 };

async function open(state?: unknown, returnTo?: string): Promise<HTMLElement> {
  const element = show('c-identity-check', IdentityCheck);
  page.emit({ type: 'comm__namedPage', attributes: {}, state: { ...(returnTo && { returnTo }) } });
  if (state) wire.emit(state);
  await settled();
  return element;
}

async function choose(element: HTMLElement, ...files: unknown[]): Promise<void> {
  find(element, 'c-file-upload').dispatchEvent(new CustomEvent('files', { detail: files }));
  await settled();
}

async function press(element: HTMLElement): Promise<void> {
  (findAll(element, 'lightning-button').at(-1) as HTMLElement).click();
  await settled();
}

const alerts = (element: HTMLElement): string => findAll(element, '[role="alert"]').map(textIn).join();

describe('c-identity-check', () => {
  it('asks for documents, and says how to photograph them', async () => {
    const element = await open(NOT_SUBMITTED);
    expect(textIn(element)).toContain('with all four corners in the picture');
    expect(findAll(element, 'c-check-result')).toHaveLength(0);
  });

  it('sends what was chosen once, then shows that it is being checked', async () => {
    let answer: (state: unknown) => void = () => undefined;
    send.mockReturnValue(new Promise((resolve) => (answer = resolve)));
    const element = await open(NOT_SUBMITTED);
    await choose(element, CARD);
    await press(element);
    await press(element);
    expect(send).toHaveBeenCalledTimes(1);
    expect(send).toHaveBeenCalledWith({ documents: [{ fileName: 'card.jpg', base64: 'AAAA' }] });
    answer(PENDING);
    wire.emit(PENDING);
    await settled();
    expect(textIn(element)).toContain('We are checking your documents');
    expect(findAll(element, 'c-file-upload')).toHaveLength(0);
  });

  it('says so when nothing was chosen, and sends nothing', async () => {
    const element = await open(NOT_SUBMITTED);
    const focus = jest.spyOn(find(element, 'c-file-upload'), 'focus');
    await press(element);
    expect(focus).toHaveBeenCalled();
    expect(alerts(element)).toContain('Please choose an image or a PDF of your identity document.');
    expect(send).not.toHaveBeenCalled();
  });

  it('shows a refusal about the files beside them, and any other above the button; the files stay', async () => {
    const element = await open(NOT_SUBMITTED);
    await choose(element, CARD);
    send.mockRejectedValueOnce(refusal('{"field":"documents","text":"No passport."}'));
    await press(element);
    expect(alerts(element)).toBe('No passport.');
    send.mockRejectedValueOnce(new TypeError('Failed to fetch')).mockResolvedValueOnce(PENDING);
    await press(element);
    expect(alerts(element)).toContain('The connection was lost.');
    find(findAll(element, 'c-error-panel').at(-1)!, 'lightning-button').click();
    await settled();
    expect(send).toHaveBeenCalledTimes(3);
  });

  it('says in the agent’s words why documents were rejected, and takes others', async () => {
    const element = await open({ ...REJECTED, verifiedAt: '2026-11-01T01:02:00.000Z' });
    expect(textIn(element)).not.toContain('Nov 1, 2026');
    expect(textIn(element)).toContain('Send again');
    expect(textIn(element)).toContain('The edges are cut off.');
    expect(findAll(element, 'c-file-upload')).toHaveLength(1);
  });

  it('asks again while documents are being checked, and no more once they are', async () => {
    jest.useFakeTimers();
    const element = await open(PENDING);
    jest.mocked(refreshApex).mockClear();
    jest.advanceTimersByTime(2000);
    expect(refreshApex).toHaveBeenCalledTimes(1);
    wire.emit(VERIFIED);
    await settled();
    jest.advanceTimersByTime(60_000);
    expect(refreshApex).toHaveBeenCalledTimes(1);
    element.remove();
    jest.useRealTimers();
  });

  it('says how and when the identity was verified, and leads back to where the customer came from', async () => {
    const element = await open(VERIFIED, 'shop');
    expect(textIn(element)).toContain('Your identity is verified');
    expect(textIn(element)).toContain('IC chip of a card');
    expect(textIn(find(element, 'c-check-result'))).toContain('Back to where you were');
    expect(findAll(element, 'c-page-link')).toHaveLength(1);
  });

  it('says what failed', async () => {
    const element = await open();
    wire.error({}, 500);
    await settled();
    expect(alerts(element)).toContain('Something went wrong on our side.');
  });

  it.each([NOT_SUBMITTED, PENDING, REJECTED, VERIFIED])('is accessible: %#', async (state) => {
    await expect(await open(state)).toBeAccessible();
  });
});
