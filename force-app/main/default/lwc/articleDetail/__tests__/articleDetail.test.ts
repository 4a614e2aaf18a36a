import { refreshApex } from '@salesforce/apex';
import getArticle from '@salesforce/apex/KnowledgeController.getArticle';
import vote from '@salesforce/apex/KnowledgeController.vote';
import ArticleDetail from 'c/articleDetail';
import { CurrentPageReference } from 'lightning/navigation';
import { find, findAll, refusal, settled, show, textIn } from '../../../../../../test/lwc/elements';
import type { TestWire } from '../../../../../../test/lwc/wires';

jest.mock(
  '@salesforce/apex/KnowledgeController.getArticle',
  () => ({ default: jest.requireActual<WireTools>('@salesforce/sfdx-lwc-jest').createApexTestWireAdapter(jest.fn()) }),
  { virtual: true },
);
jest.mock('@salesforce/apex/KnowledgeController.vote', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex', () => ({ refreshApex: jest.fn(() => Promise.resolve()) }), { virtual: true });
jest.mock('@salesforce/user/isGuest', () => ({ default: false }), { virtual: true });
interface WireTools {
  createApexTestWireAdapter(call: unknown): unknown;
}

const wire = getArticle as unknown as TestWire;
const page = CurrentPageReference as unknown as TestWire;
const send = vote as unknown as jest.Mock;

const ARTICLE: Apex.ArticleDetail = {
  urlName: 'router',
  title: 'Restart your router',
  topic: 'Internet',
  publishedAt: '2026-11-20T01:02:00.000Z',
  body: '<p>Unplug it.</p>',
  language: 'en',
  canVote: true,
};

async function open(article?: Apex.ArticleDetail): Promise<HTMLElement> {
  const element = show('c-article-detail', ArticleDetail);
  page.emit({ type: 'comm__namedPage', attributes: { name: 'Article__c' }, state: { urlName: 'router' } });
  if (article) wire.emit(article);
  await settled();
  return element;
}

async function answer(element: HTMLElement, key: 'yes' | 'no'): Promise<void> {
  find(element, `[data-answer="${key}"]`).click();
  await settled();
}

const pressed = (element: HTMLElement): (string | null)[] =>
  findAll(element, '[aria-pressed="true"]').map(({ textContent }) => textContent);

describe('c-article-detail', () => {
  it('asks for the article that the address names, and shows it', async () => {
    const element = await open(ARTICLE);
    expect(wire.getLastConfig()).toEqual({ urlName: 'router' });
    expect(textIn(find(element, 'h1'))).toBe('Restart your router');
    expect(textIn(element)).toContain('Updated Nov 20, 2026');
    expect(find<HTMLElement & { value: string }>(element, 'lightning-formatted-rich-text').value).toBe(ARTICLE.body);
    await expect(element).toBeAccessible();
  });

  it('says what language an article is written in, which need not be the page’s', async () => {
    const element = await open({ ...ARTICLE, title: 'ルーターを再起動する', language: 'ja' });
    expect(find(element, 'article').lang).toBe('ja');
  });

  it('shows that it is loading', async () => {
    expect(find(await open(), 'lightning-spinner')).toBeTruthy();
  });

  it('says so when an article has no text', async () => {
    const { body: _, ...bare } = ARTICLE;
    expect(textIn(await open(bare))).toContain('This article has no text yet.');
  });

  it('takes the answer whether it helped, thanks, and shows it as given', async () => {
    const element = await open(ARTICLE);
    expect(pressed(element)).toEqual([]);
    await answer(element, 'yes');
    expect(send).toHaveBeenCalledWith({ urlName: 'router', wasHelpful: true });
    expect(pressed(element)).toEqual(['Yes']);
    expect(textIn(find(element, '[role="status"]'))).toContain('We are glad it helped.');
    expect(refreshApex).toHaveBeenCalledTimes(1);
  });

  it('lets somebody think again, but sends no answer twice', async () => {
    const element = await open({ ...ARTICLE, wasHelpful: true });
    await answer(element, 'yes');
    expect(send).not.toHaveBeenCalled();
    await answer(element, 'no');
    expect(send).toHaveBeenCalledWith({ urlName: 'router', wasHelpful: false });
    expect(textIn(find(element, '[role="status"]'))).toContain('write to us');
  });

  it('keeps the answer before when the new one could not be sent', async () => {
    send.mockRejectedValueOnce(refusal('This could not be found.'));
    const element = await open({ ...ARTICLE, wasHelpful: true });
    await answer(element, 'no');
    expect(pressed(element)).toEqual(['Yes']);
    expect(textIn(find(element, '[role="alert"]'))).toContain('This could not be found.');
  });

  it('asks nobody who cannot answer', async () => {
    const element = await open({ ...ARTICLE, canVote: false });
    expect(findAll(element, '[data-answer]')).toEqual([]);
    expect(textIn(element)).toContain('Write to us');
  });

  it('says so when there is no such article, and leads back to all', async () => {
    const element = await open();
    wire.error((refusal('This could not be found.') as { body: unknown }).body, 500);
    await settled();
    expect(textIn(find(element, '[role="alert"]'))).toContain('This could not be found.');
    expect(textIn(element)).toContain('All articles');
  });
});
