import { refreshApex } from '@salesforce/apex';
import addComment from '@salesforce/apex/CaseController.addComment';
import attachFile from '@salesforce/apex/CaseController.attachFile';
import closeCase from '@salesforce/apex/CaseController.closeCase';
import getCase from '@salesforce/apex/CaseController.getCase';
import reopenCase from '@salesforce/apex/CaseController.reopenCase';
import CaseDetail from 'c/caseDetail';
import { CurrentPageReference } from 'lightning/navigation';
import { find, findAll, refusal, settled, show, textIn } from '../../../../../../test/lwc/elements';
import type { TestWire } from '../../../../../../test/lwc/wires';

jest.mock(
  '@salesforce/apex/CaseController.getCase',
  () => ({ default: jest.requireActual<WireTools>('@salesforce/sfdx-lwc-jest').createApexTestWireAdapter(jest.fn()) }),
  { virtual: true },
);
jest.mock('@salesforce/apex/CaseController.addComment', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/CaseController.attachFile', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/CaseController.closeCase', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/CaseController.reopenCase', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex', () => ({ refreshApex: jest.fn(() => Promise.resolve()) }), { virtual: true });
interface WireTools {
  createApexTestWireAdapter(call: unknown): unknown;
}

const wire = getCase as unknown as TestWire;
const page = CurrentPageReference as unknown as TestWire;
const comment = addComment as unknown as jest.Mock;
const attach = attachFile as unknown as jest.Mock;

const CASE_ID = '500000000000001AAA';
const AT = '2026-11-20T01:02:00.000Z';
const FILE = { fileName: 'a.pdf', base64: 'JVBERi0=', bytes: 5, bytesBefore: 5 };
const OPEN: Apex.CaseDetail = {
  caseId: CASE_ID,
  caseNumber: '00001001',
  subject: 'Slow line',
  status: 'InProgress',
  createdAt: AT,
  statusSince: AT,
  isMine: true,
  thread: [{ key: 'Opened', kind: 'Opened', at: AT, author: 'You', text: 'Since yesterday.' }],
  isThreadCut: false,
  canComment: true,
  canAttach: true,
  canClose: true,
  canReopen: false,
  articles: [{ urlName: 'router', title: 'Restart your router', publishedAt: AT }],
};
const CLOSED: Apex.CaseDetail = {
  ...OPEN,
  status: 'Closed',
  canComment: false,
  canAttach: false,
  canClose: false,
  canReopen: true,
  reopenUntil: '2026-12-04T01:02:00.000Z',
  articles: [],
};

async function open(data?: Apex.CaseDetail, state: Readonly<Record<string, string>> = {}): Promise<HTMLElement> {
  const element = show('c-case-detail', CaseDetail);
  page.emit({
    type: 'comm__namedPage',
    attributes: { name: 'Case_Detail__c' },
    state: { recordId: CASE_ID, ...state },
  });
  if (data) wire.emit(data);
  await settled();
  return element;
}

async function send(element: HTMLElement, text: string, files: readonly unknown[] = []): Promise<void> {
  find(element, 'c-case-reply').dispatchEvent(new CustomEvent('send', { detail: { text, files } }));
  await settled();
}

const notice = (element: HTMLElement): string =>
  findAll(element, '.notice')
    .map((one) => textIn(one))
    .join();

describe('c-case-detail', () => {
  it('shows that it is loading, asking for the case that the address names', async () => {
    const element = await open();
    expect(find(element, 'lightning-spinner')).toBeTruthy();
    expect(wire.getLastConfig()).toEqual({ caseId: CASE_ID });
  });

  it('shows an open case with its state, what happened, and what may help', async () => {
    const element = await open(OPEN);
    expect(textIn(find(element, 'h1'))).toBe('Slow line');
    expect(textIn(element)).toContain('Case 00001001 · Opened Nov 20, 2026');
    expect(textIn(element)).toContain('In progress');
    expect(textIn(find(element, 'c-case-thread'))).toContain('Since yesterday.');
    expect(textIn(find(element, 'c-article-list'))).toBe('Restart your router');
    await expect(element).toBeAccessible();
  });

  it('says whose case it is, and that a long one is cut', async () => {
    const element = await open({ ...OPEN, isMine: false, isThreadCut: true });
    expect(textIn(element)).toContain('Opened by a colleague');
    expect(textIn(element)).toContain('The oldest messages are not shown here.');
  });

  it('sends words, then files, once, and says what happens next', async () => {
    const element = await open(OPEN);
    const reply = find(element, 'c-case-reply');
    const detail = { text: 'Still slow.', files: [FILE] };
    reply.dispatchEvent(new CustomEvent('send', { detail }));
    reply.dispatchEvent(new CustomEvent('send', { detail }));
    await settled();
    expect(comment.mock.calls).toEqual([[{ caseId: CASE_ID, text: 'Still slow.' }]]);
    expect(attach.mock.calls).toEqual([[{ caseId: CASE_ID, fileName: 'a.pdf', base64: 'JVBERi0=' }]]);
    expect(notice(element)).toBe('Sent. You will find our answer here.');
    expect(refreshApex).toHaveBeenCalledTimes(1);
  });

  it('keeps what could not be sent, and says why beside the field it is about', async () => {
    comment.mockRejectedValueOnce(refusal('{"field":"text","text":"Too long."}'));
    const element = await open(OPEN);
    const reply = find<HTMLElement & { showProblem: jest.Mock; clear: jest.Mock }>(element, 'c-case-reply');
    const [showProblem, clear] = [jest.spyOn(reply, 'showProblem'), jest.spyOn(reply, 'clear')];
    showProblem.mockReturnValue(true);
    await send(element, 'Long.');
    expect(showProblem).toHaveBeenCalledWith('text', 'Too long.');
    expect(clear).not.toHaveBeenCalled();
    expect(notice(element)).toBe('');
  });

  it('says it below the form when it is about no field', async () => {
    comment.mockRejectedValueOnce(refusal('This case is closed. Reopen it, or raise a new one.'));
    const element = await open(OPEN);
    await send(element, 'Hello?');
    expect(textIn(find(element, '[role="alert"]'))).toContain('This case is closed.');
    expect(refreshApex).toHaveBeenCalledTimes(1);
  });

  it('closes the case after asking once more', async () => {
    const element = await open(OPEN);
    const dialog = find<HTMLElement & { open: jest.Mock }>(element, 'c-confirm-dialog');
    const ask = jest.spyOn(dialog, 'open').mockReturnValue(undefined);
    find(element, 'aside lightning-button').click();
    expect(ask).toHaveBeenCalledTimes(1);
    expect(closeCase).not.toHaveBeenCalled();
    dialog.dispatchEvent(new CustomEvent('confirm'));
    await settled();
    expect(closeCase).toHaveBeenCalledWith({ caseId: CASE_ID });
    expect(notice(element)).toBe('The case is closed.');
  });

  it('reopens a closed case for a reason, while it can be', async () => {
    const element = await open(CLOSED);
    expect(textIn(element)).toContain('This case is closed');
    expect(textIn(element)).toContain('you can reopen it until Dec 4, 2026');
    await expect(element).toBeAccessible();
    await send(element, 'Slow again.');
    expect(reopenCase).toHaveBeenCalledWith({ caseId: CASE_ID, reason: 'Slow again.' });
    expect(notice(element)).toContain('The case is open again.');
  });

  it('leads to a new case when a closed one cannot be reopened', async () => {
    const { reopenUntil: _, ...rest } = CLOSED;
    const element = await open({ ...rest, canReopen: false });
    expect(findAll(element, 'c-case-reply')).toEqual([]);
    expect(textIn(element)).toContain('It can no longer be reopened.');
    expect(textIn(element)).toContain('New case');
  });

  it('takes no files where others must not read them, and says where to send them', async () => {
    const element = await open({ ...OPEN, canAttach: false });
    expect(findAll(element, 'c-file-upload')).toEqual([]);
    expect(textIn(element)).toContain('Please send identity documents on their own page');
  });

  it('thanks whoever has just opened it', async () => {
    expect(notice(await open(OPEN, { raised: 'yes' }))).toContain('Your case is open.');
  });

  it('asks again while the case is open, and no more once it is closed', async () => {
    jest.useFakeTimers();
    const element = await open(OPEN);
    jest.advanceTimersByTime(5000);
    expect(refreshApex).toHaveBeenCalledTimes(1);
    wire.emit(CLOSED);
    await settled();
    jest.advanceTimersByTime(60_000);
    expect(refreshApex).toHaveBeenCalledTimes(1);
    element.remove();
    jest.useRealTimers();
  });

  it('says so when there is no such case, and leads back to the list', async () => {
    const element = await open();
    wire.error((refusal('This could not be found.') as { body: unknown }).body, 500);
    await settled();
    expect(textIn(find(element, '[role="alert"]'))).toContain('This could not be found.');
    expect(textIn(element)).toContain('All cases');
  });
});
