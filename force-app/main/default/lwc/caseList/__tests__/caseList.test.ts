import { refreshApex } from '@salesforce/apex';
import getCases from '@salesforce/apex/CaseController.getCases';
import CaseList from 'c/caseList';
import { find, findAll, settled, show, textIn } from '../../../../../../test/lwc/elements';
import type { TestWire } from '../../../../../../test/lwc/wires';

jest.mock(
  '@salesforce/apex/CaseController.getCases',
  () => ({ default: jest.requireActual<WireTools>('@salesforce/sfdx-lwc-jest').createApexTestWireAdapter(jest.fn()) }),
  { virtual: true },
);
jest.mock('@salesforce/apex', () => ({ refreshApex: jest.fn(() => Promise.resolve()) }), { virtual: true });
interface WireTools {
  createApexTestWireAdapter(call: unknown): unknown;
}

const wire = getCases as unknown as TestWire;
const SLOW: Apex.CaseRow = {
  caseId: '500000000000001AAA',
  caseNumber: '00001001',
  subject: 'Slow line',
  status: 'AwaitingYou',
  createdAt: '2026-11-20T01:02:00.000Z',
  statusSince: '2026-11-20T01:02:00.000Z',
  isMine: true,
};
const pageOf = (rows: readonly Apex.CaseRow[], hasNext = false): Apex.CasePage => ({ rows, pageNumber: 1, hasNext });

async function open(page?: Apex.CasePage): Promise<HTMLElement> {
  const element = show('c-case-list', CaseList);
  if (page) wire.emit(page);
  await settled();
  return element;
}

async function search(element: HTMLElement, value: string): Promise<void> {
  jest.useFakeTimers();
  find(element, 'lightning-input').dispatchEvent(new CustomEvent('change', { detail: { value } }));
  jest.advanceTimersByTime(1000);
  jest.useRealTimers();
  await settled();
}

async function choose(element: HTMLElement, value: string): Promise<void> {
  find(element, 'lightning-combobox').dispatchEvent(new CustomEvent('change', { detail: { value } }));
  await settled();
}

describe('c-case-list', () => {
  it('shows that it is loading, then number, day and state of every case, in one call', async () => {
    const element = await open();
    expect(find(element, 'lightning-spinner')).toBeTruthy();
    expect(wire.getLastConfig()).toEqual({ filter: 'All', searchText: '', pageNumber: 1 });
    wire.emit(pageOf([SLOW]));
    await settled();
    expect(textIn(find(element, 'li'))).toBe('Slow line Case 00001001 Opened Nov 20, 2026 Waiting for your answer');
    await expect(element).toBeAccessible();
  });

  it('marks the cases of colleagues', async () => {
    const element = await open(pageOf([SLOW, { ...SLOW, caseId: '500000000000002AAA', isMine: false }]));
    const [mine, colleagues] = findAll(element, 'li').map((row) => textIn(row));
    expect(mine).not.toContain('Opened by a colleague');
    expect(colleagues).toContain('Opened by a colleague');
  });

  it('shows the cases of one state, from the first page, and reads out how many', async () => {
    const element = await open(pageOf([SLOW], true));
    find(element, 'c-pager').dispatchEvent(new CustomEvent('page', { detail: 2 }));
    await settled();
    expect(wire.getLastConfig()).toMatchObject({ pageNumber: 2 });
    await choose(element, 'AwaitingYou');
    expect(wire.getLastConfig()).toEqual({ filter: 'AwaitingYou', searchText: '', pageNumber: 1 });
    wire.emit(pageOf([SLOW]));
    await settled();
    expect(textIn(find(element, '[role="status"]'))).toBe('1 case shown');
  });

  it('offers all, open, and every state by the words that cases have', async () => {
    const { options } = find<HTMLElement & { options: { label: string }[] }>(
      await open(pageOf([SLOW])),
      'lightning-combobox',
    );
    expect(options.map(({ label }) => label)).toEqual([
      'All cases',
      'Open cases',
      'Received',
      'In progress',
      'Waiting for your answer',
      'Closed',
    ]);
  });

  it('searches once somebody stops typing', async () => {
    const element = await open(pageOf([SLOW]));
    await search(element, ' slow ');
    expect(wire.getLastConfig()).toEqual({ filter: 'All', searchText: 'slow', pageNumber: 1 });
  });

  it('tells an empty list from a search that finds nothing', async () => {
    const element = await open(pageOf([]));
    expect(textIn(find(element, 'c-empty-state'))).toContain('No cases yet');
    expect(findAll(element, 'lightning-combobox')).toEqual([]);
    wire.emit(pageOf([SLOW]));
    await settled();
    await search(element, 'fax');
    wire.emit(pageOf([]));
    await settled();
    expect(textIn(find(element, 'c-empty-state'))).toContain('No cases found');
    expect(findAll(element, 'lightning-combobox')).toHaveLength(1);
  });

  it('offers to try again after a failure', async () => {
    const element = await open();
    wire.error({ message: 'Unexpected' }, 500);
    await settled();
    jest.mocked(refreshApex).mockClear();
    find(element, 'c-error-panel').dispatchEvent(new CustomEvent('retry'));
    expect(refreshApex).toHaveBeenCalledTimes(1);
  });
});
