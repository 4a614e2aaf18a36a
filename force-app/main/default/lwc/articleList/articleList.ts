import { LightningElement, api } from 'lwc';

/** What a list shows of an article. */
export interface ShownArticle {
  readonly urlName: string;
  readonly title: string;
  readonly teaser?: string | undefined;
  /** Stands below, in small. */
  readonly note?: string | undefined;
}

/** Articles with how they begin, each a link. */
export default class ArticleList extends LightningElement {
  @api articles: readonly ShownArticle[] = [];
  /** Beside this page, so that nothing typed here is lost. */
  @api opensTab = false;
}
