import { LightningElement, wire } from 'lwc';
import { refreshApex } from '@salesforce/apex';
import findArticles from '@salesforce/apex/KnowledgeController.findArticles';
import loading from '@salesforce/label/c.Common_Loading';
import allTopics from '@salesforce/label/c.Knowledge_All_Topics';
import askUs from '@salesforce/label/c.Knowledge_Ask_Us';
import empty from '@salesforce/label/c.Knowledge_Empty';
import emptyText from '@salesforce/label/c.Knowledge_Empty_Text';
import foundNone from '@salesforce/label/c.Knowledge_Found_None';
import foundNoneText from '@salesforce/label/c.Knowledge_Found_None_Text';
import foundOne from '@salesforce/label/c.Knowledge_Found_One';
import foundSome from '@salesforce/label/c.Knowledge_Found_Some';
import heading from '@salesforce/label/c.Knowledge_Heading';
import intro from '@salesforce/label/c.Knowledge_Intro';
import results from '@salesforce/label/c.Knowledge_Results';
import search from '@salesforce/label/c.Knowledge_Search';
import searchExample from '@salesforce/label/c.Knowledge_Search_Example';
import topicsLabel from '@salesforce/label/c.Knowledge_Topics';
import isGuest from '@salesforce/user/isGuest';
import type { ShownArticle } from 'c/articleList';
import { filled } from 'c/formats';
import type { PageName } from 'c/pages';
import { TypingPause } from 'c/typingPause';

/** Every topic. */
const ALL = '';

/** Articles for whoever comes, signed in or not: searched while somebody types, or browsed by topic. */
export default class ArticleSearch extends LightningElement {
  label = { allTopics, askUs, heading, intro, loading, results, search, searchExample, topicsLabel };
  /** Where somebody is answered who finds nothing. */
  askPage: PageName = isGuest ? 'contactUs' : 'newCase';
  searchText = '';
  topic = ALL;
  pageNumber = 1;
  articles: ApexResult<Apex.ArticlePage> = {};
  private shown: Apex.ArticlePage | undefined;
  private readonly pause = new TypingPause();

  @wire(findArticles, { searchText: '$searchText', topic: '$topic', pageNumber: '$pageNumber' } as const)
  readArticles(result: ApexResult<Apex.ArticlePage>): void {
    this.articles = result;
    // What was found before stays until there is something else to show.
    if (result.data) this.shown = result.data;
  }

  disconnectedCallback(): void {
    this.pause.stop();
  }

  get isLoading(): boolean {
    return !this.shown && !this.articles.error;
  }

  get topics() {
    const topics = [{ value: ALL, label: allTopics }, ...(this.shown?.topics ?? [])];
    return topics.map(({ value, label }) => ({
      value,
      label,
      isChosen: String(value === this.topic),
      className: `slds-button ${value === this.topic ? 'slds-button_brand' : 'slds-button_neutral'}`,
    }));
  }

  get rows(): readonly ShownArticle[] {
    const nameOf = new Map(this.shown?.topics.map(({ value, label }) => [value, label]));
    return (this.shown?.rows ?? []).map(({ urlName, title, teaser, topic }) => ({
      urlName,
      title,
      teaser,
      note: topic && nameOf.get(topic),
    }));
  }

  get isSearch(): boolean {
    return this.searchText !== '' || this.topic !== ALL;
  }

  /** Words for an empty list; nothing while there is one. */
  get empty() {
    if (this.shown?.rows.length !== 0) return undefined;
    return this.isSearch ? { heading: foundNone, text: foundNoneText } : { heading: empty, text: emptyText };
  }

  /** Read out after a search; the list itself is not. */
  get found(): string {
    if (!this.shown || !this.isSearch) return '';
    const { length } = this.shown.rows;
    if (length === 0) return foundNone;
    return length === 1 ? foundOne : filled(foundSome, length);
  }

  get currentPage(): number {
    return this.shown?.pageNumber ?? 1;
  }

  get hasNext(): boolean {
    return this.shown?.hasNext ?? false;
  }

  handleSearch({ detail }: CustomEvent<{ value: string }>): void {
    this.pause.wait(() => {
      this.searchText = detail.value.trim();
      this.pageNumber = 1;
    });
  }

  handleTopic(event: Event): void {
    this.topic = (event.currentTarget as HTMLElement).dataset.topic ?? ALL;
    this.pageNumber = 1;
  }

  handlePage({ detail }: CustomEvent<number>): void {
    this.pageNumber = detail;
  }

  handleRetry(): void {
    void refreshApex(this.articles).catch(() => undefined);
  }
}
