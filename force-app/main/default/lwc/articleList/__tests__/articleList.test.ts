import ArticleList from 'c/articleList';
import { find, findAll, settled, show, textIn } from '../../../../../../test/lwc/elements';

const ARTICLES = [
  { urlName: 'router', title: 'Restart your router', teaser: 'Unplug it.', note: 'Internet' },
  { urlName: 'pay', title: 'Ways to pay' },
];

describe('c-article-list', () => {
  it('shows of each article title, beginning and heading, as far as it has them', async () => {
    const element = show('c-article-list', ArticleList, { articles: ARTICLES });
    await settled();
    expect(findAll(element, 'li').map((row) => textIn(row))).toEqual([
      'Restart your router Unplug it. Internet',
      'Ways to pay',
    ]);
    expect(find<HTMLElement & { urlName: string }>(element, 'c-page-link').urlName).toBe('router');
  });

  it('opens articles beside a page on which something is being typed, and says so', async () => {
    const element = show('c-article-list', ArticleList, { articles: ARTICLES, opensTab: true });
    await settled();
    expect(find(element, 'a').getAttribute('target')).toBe('_blank');
    expect(find<HTMLElement & { alternativeText: string }>(element, 'lightning-icon').alternativeText).toBe(
      'opens in a new tab',
    );
    await expect(element).toBeAccessible();
  });
});
