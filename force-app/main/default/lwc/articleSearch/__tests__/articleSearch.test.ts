import { refreshApex } from '@salesforce/apex';
import findArticles from '@salesforce/apex/KnowledgeController.findArticles';
import ArticleSearch from 'c/articleSearch';
import { find, findAll, settled, show, textIn } from '../../../../../../test/lwc/elements';
import type { TestWire } from '../../../../../../test/lwc/wires';

jest.mock(
  '@salesforce/apex/KnowledgeController.findArticles',
  () => ({ default: jest.requireActual<WireTools>('@salesforce/sfdx-lwc-jest').createApexTestWireAdapter(jest.fn()) }),
  { virtual: true },
);
jest.mock('@salesforce/apex', () => ({ refreshApex: jest.fn(() => Promise.resolve()) }), { virtual: true });
jest.mock('@salesforce/user/isGuest', () => ({ default: true }), { virtual: true });
interface WireTools {
  createApexTestWireAdapter(call: unknown): unknown;
}

const wire = findArticles as unknown as TestWire;
const TOPICS = [
  { value: 'Internet', label: 'Internet' },
  { value: 'Billing', label: 'Billing and payment' },
];
const article = (urlName: string, title: string, topic?: string): Apex.ArticleRow => ({
  urlName,
  title,
  teaser: `About ${title}.`,
  ...(topic && { topic }),
  publishedAt: '2026-11-20T01:02:00.000Z',
});
const pageOf = (rows: readonly Apex.ArticleRow[], rest: Partial<Apex.ArticlePage> = {}): Apex.ArticlePage => ({
  rows,
  pageNumber: 1,
  hasNext: false,
  topics: TOPICS,
  ...rest,
});
const ROUTER = article('router', 'Restart your router', 'Internet');

async function open(page?: Apex.ArticlePage): Promise<HTMLElement> {
  const element = show('c-article-search', ArticleSearch);
  if (page) wire.emit(page);
  await settled();
  return element;
}

async function type(element: HTMLElement, value: string): Promise<void> {
  find(element, 'lightning-input').dispatchEvent(new CustomEvent('change', { detail: { value } }));
  jest.advanceTimersByTime(1000);
  await settled();
}

async function choose(element: HTMLElement, topic: string): Promise<void> {
  find(element, `[data-topic="${topic}"]`).click();
  await settled();
}

describe('c-article-search', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('shows that it is loading, then every article under the name of its topic, in one call', async () => {
    const element = await open();
    expect(find(element, 'lightning-spinner')).toBeTruthy();
    expect(wire.getLastConfig()).toEqual({ searchText: '', topic: '', pageNumber: 1 });
    wire.emit(pageOf([ROUTER, article('pay', 'Ways to pay', 'Billing')]));
    await settled();
    expect(findAll(element, 'lightning-spinner')).toEqual([]);
    expect(findAll(element, 'li').map((row) => textIn(row))).toEqual([
      'Restart your router About Restart your router. Internet',
      'Ways to pay About Ways to pay. Billing and payment',
    ]);
    jest.useRealTimers();
    await expect(element).toBeAccessible();
  });

  it('searches once somebody stops typing, from the first page, and reads out how much was found', async () => {
    const element = await open(pageOf([ROUTER], { hasNext: true }));
    find(element, 'c-pager').dispatchEvent(new CustomEvent('page', { detail: 2 }));
    await settled();
    expect(wire.getLastConfig()).toMatchObject({ pageNumber: 2 });
    await type(element, ' router ');
    expect(wire.getLastConfig()).toEqual({ searchText: 'router', topic: '', pageNumber: 1 });
    wire.emit(pageOf([ROUTER]));
    await settled();
    expect(textIn(find(element, '[role="status"]'))).toBe('1 article shown');
  });

  it('keeps what was found until there is something else to show', async () => {
    const element = await open(pageOf([ROUTER]));
    await type(element, 'fax');
    expect(textIn(element)).toContain('Restart your router');
  });

  it('browses by topic and says which one is chosen', async () => {
    const element = await open(pageOf([ROUTER]));
    expect(find(element, '[aria-pressed="true"]').textContent).toBe('All topics');
    await choose(element, 'Billing');
    expect(wire.getLastConfig()).toEqual({ searchText: '', topic: 'Billing', pageNumber: 1 });
    expect(find(element, '[aria-pressed="true"]').textContent).toBe('Billing and payment');
  });

  it('leads a guest who finds nothing to the contact form', async () => {
    const element = await open(pageOf([ROUTER]));
    await type(element, 'fax');
    wire.emit(pageOf([]));
    await settled();
    expect(textIn(find(element, 'c-empty-state'))).toContain('No articles found');
    expect(find<HTMLElement & { page: string }>(element, 'c-empty-state c-page-link').page).toBe('contactUs');
    jest.useRealTimers();
    await expect(element).toBeAccessible();
  });

  it('says so when nothing was published', async () => {
    const element = await open(pageOf([]));
    expect(textIn(find(element, 'c-empty-state'))).toContain('No articles yet');
  });

  it('offers to try again after a failure', async () => {
    const element = await open();
    wire.error({ message: 'Unexpected' }, 500);
    await settled();
    expect(textIn(find(element, '[role="alert"]'))).toContain('Something went wrong');
    find(element, 'c-error-panel').dispatchEvent(new CustomEvent('retry'));
    expect(refreshApex).toHaveBeenCalledTimes(1);
  });
});
