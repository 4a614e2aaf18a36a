import attachFile from '@salesforce/apex/CaseController.attachFile';
import createCase from '@salesforce/apex/CaseController.createCase';
import suggestArticles from '@salesforce/apex/KnowledgeController.suggestArticles';
import CaseForm from 'c/caseForm';
import { find, findAll, refusal, settled, show, textIn } from '../../../../../../test/lwc/elements';
import { navigated } from '../../../../../../test/lwc/navigation';
import type { TestWire } from '../../../../../../test/lwc/wires';

jest.mock(
  '@salesforce/apex/KnowledgeController.suggestArticles',
  () => ({ default: jest.requireActual<WireTools>('@salesforce/sfdx-lwc-jest').createApexTestWireAdapter(jest.fn()) }),
  { virtual: true },
);
jest.mock('@salesforce/apex/CaseController.createCase', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/CaseController.attachFile', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('lightning/navigation', () => jest.requireActual<object>('../../../../../../test/lwc/navigation'));
interface WireTools {
  createApexTestWireAdapter(call: unknown): unknown;
}

interface FieldElement extends HTMLElement {
  value: string;
  disabled: boolean;
  setCustomValidity: jest.Mock;
  reportValidity: jest.Mock;
}

const wire = suggestArticles as unknown as TestWire;
const create = createCase as unknown as jest.Mock;
const attach = attachFile as unknown as jest.Mock;

const CASE_ID = '500000000000001AAA';
const FILE = { fileName: 'a.pdf', base64: 'JVBERi0=', bytes: 5, bytesBefore: 5 };
const ROUTER = { urlName: 'router', title: 'Restart your router', publishedAt: '2026-11-20T01:02:00.000Z' };
const ANSWERED = { subject: 'Slow line', description: 'Since yesterday.' };

async function open() {
  create.mockResolvedValue(CASE_ID);
  const element = show('c-case-form', CaseForm);
  await settled();
  const field = (name: string): FieldElement =>
    find(element, name === 'subject' ? 'lightning-input' : 'lightning-textarea');
  for (const name of Object.keys(ANSWERED)) {
    field(name).setCustomValidity = jest.fn();
    field(name).reportValidity = jest.fn(() => true);
  }
  const type = async (name: string, value: string): Promise<void> => {
    jest.useFakeTimers();
    field(name).value = value;
    field(name).dispatchEvent(new CustomEvent('change', { detail: { value } }));
    jest.advanceTimersByTime(1000);
    jest.useRealTimers();
    await settled();
  };
  const fill = (): void => {
    for (const [name, value] of Object.entries(ANSWERED)) field(name).value = value;
  };
  const choose = (...files: readonly unknown[]): boolean =>
    find(element, 'c-file-upload').dispatchEvent(new CustomEvent('files', { detail: files }));
  const submit = (): boolean => find(element, 'form').dispatchEvent(new CustomEvent('submit', { cancelable: true }));
  const send = async (): Promise<void> => {
    submit();
    await settled();
  };
  return { element, field, type, fill, choose, submit, send };
}

describe('c-case-form', () => {
  it('asks the server nothing before something is typed, and is accessible', async () => {
    const { element } = await open();
    expect(wire.getLastConfig()).toEqual({});
    await expect(element).toBeAccessible();
  });

  it('suggests articles while somebody types, reads out how many, and opens them beside the form', async () => {
    const { element, type } = await open();
    await type('subject', 'Slow line');
    await type('description', 'at night');
    expect(wire.getLastConfig()).toEqual({ typed: 'Slow line at night' });
    wire.emit([ROUTER]);
    await settled();
    expect(textIn(find(element, '[role="status"]'))).toBe('Articles that may help: 1');
    expect(find(find(element, 'c-article-list'), 'a').getAttribute('target')).toBe('_blank');
    await expect(element).toBeAccessible();
  });

  it('takes suggestions away with the words they were for', async () => {
    const { element, type } = await open();
    await type('subject', 'Slow line');
    wire.emit([ROUTER]);
    await type('subject', ' ');
    expect(findAll(element, 'c-article-list')).toEqual([]);
  });

  it('goes on without suggestions when there are none to be had', async () => {
    const { element, type } = await open();
    await type('subject', 'Slow line');
    wire.error({ message: 'Unexpected' }, 500);
    await settled();
    expect(findAll(element, '[role="alert"]')).toEqual([]);
  });

  it('says what is missing beside each field, and sends nothing', async () => {
    const { field, send } = await open();
    await send();
    expect(create).not.toHaveBeenCalled();
    expect(field('subject').setCustomValidity).toHaveBeenLastCalledWith('Please fill in: Subject');
    expect(field('description').setCustomValidity).toHaveBeenLastCalledWith('Please fill in: Description');
  });

  it('raises one case for two clicks, attaches its files, and leads to it', async () => {
    const { fill, choose, submit, send } = await open();
    fill();
    choose(FILE);
    submit();
    await send();
    expect(create.mock.calls).toEqual([[ANSWERED]]);
    expect(attach.mock.calls).toEqual([[{ caseId: CASE_ID, fileName: 'a.pdf', base64: 'JVBERi0=' }]]);
    expect(navigated).toHaveBeenCalledWith(
      { type: 'comm__namedPage', attributes: { name: 'Case_Detail__c' }, state: { recordId: CASE_ID, raised: 'yes' } },
      undefined,
    );
  });

  it('keeps what was typed when sending failed, and says why', async () => {
    const { element, field, fill, send } = await open();
    create.mockRejectedValueOnce(new TypeError('Failed to fetch'));
    fill();
    await send();
    expect(textIn(find(element, '[role="alert"]'))).toContain('The connection was lost.');
    expect(field('description').value).toBe(ANSWERED.description);
    expect(navigated).not.toHaveBeenCalled();
    find(element, 'c-error-panel').dispatchEvent(new CustomEvent('retry'));
    await settled();
    expect(create).toHaveBeenCalledTimes(2);
    expect(navigated).toHaveBeenCalledTimes(1);
  });

  it('shows beside its field what the server said about one', async () => {
    const { element, field, fill, send } = await open();
    create.mockRejectedValueOnce(refusal('{"field":"subject","text":"Too long."}'));
    fill();
    await send();
    expect(field('subject').setCustomValidity).toHaveBeenLastCalledWith('Too long.');
    expect(findAll(element, '[role="alert"]')).toEqual([]);
  });

  it('raises no second case when only a file failed, and leads to the first', async () => {
    const { element, field, fill, choose, send } = await open();
    attach.mockRejectedValueOnce(refusal('You have sent many files in the last hour. Please try again later.'));
    fill();
    choose(FILE);
    await send();
    expect(textIn(find(element, 'c-error-panel'))).toContain('not every file could be attached');
    expect(textIn(find(element, 'c-error-panel'))).toContain('Go to your case');
    expect(field('subject').disabled).toBe(true);
    await send();
    expect(create).toHaveBeenCalledTimes(1);
    expect(attach).toHaveBeenCalledTimes(2);
    expect(navigated).toHaveBeenCalledTimes(1);
  });
});
