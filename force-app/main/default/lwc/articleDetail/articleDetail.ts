import { LightningElement, wire } from 'lwc';
import { refreshApex } from '@salesforce/apex';
import getArticle from '@salesforce/apex/KnowledgeController.getArticle';
import vote from '@salesforce/apex/KnowledgeController.vote';
import back from '@salesforce/label/c.Article_Back';
import emptyText from '@salesforce/label/c.Article_Empty';
import no from '@salesforce/label/c.Article_Helpful_No';
import question from '@salesforce/label/c.Article_Helpful_Question';
import yes from '@salesforce/label/c.Article_Helpful_Yes';
import published from '@salesforce/label/c.Article_Published';
import sorry from '@salesforce/label/c.Article_Sorry';
import stillOpen from '@salesforce/label/c.Article_Still_Open';
import thanks from '@salesforce/label/c.Article_Thanks';
import loading from '@salesforce/label/c.Common_Loading';
import askUs from '@salesforce/label/c.Knowledge_Ask_Us';
import heading from '@salesforce/label/c.Knowledge_Heading';
import isGuest from '@salesforce/user/isGuest';
import { dayOf, filled } from 'c/formats';
import type { PageName } from 'c/pages';
import { CurrentPageReference, type PageReference } from 'lightning/navigation';

/** One article, and whether it helped: customers are asked, guests are not. */
export default class ArticleDetail extends LightningElement {
  label = { askUs, back, emptyText, heading, loading, question, stillOpen };
  askPage: PageName = isGuest ? 'contactUs' : 'newCase';
  urlName: string | undefined;
  problem: unknown;
  /** What was said on this visit, at once. */
  private saidNow: boolean | undefined;
  private isSending = false;

  @wire(CurrentPageReference)
  readPage(page: PageReference | undefined): void {
    const urlName = page?.state?.urlName ?? '';
    if (urlName === this.urlName) return;
    this.urlName = urlName;
    this.saidNow = undefined;
    this.problem = undefined;
  }

  @wire(getArticle, { urlName: '$urlName' } as const)
  article: ApexResult<Apex.ArticleDetail> = {};

  get isLoading(): boolean {
    return !this.article.data && !this.article.error;
  }

  get shown() {
    const { data } = this.article;
    return data && { ...data, published: filled(published, dayOf(data.publishedAt)) };
  }

  private get said(): boolean | undefined {
    return this.saidNow ?? this.article.data?.wasHelpful;
  }

  get answers() {
    return [
      { key: 'yes', label: yes, isSaid: this.said === true },
      { key: 'no', label: no, isSaid: this.said === false },
    ].map(({ key, label, isSaid }) => ({
      key,
      label,
      pressed: String(isSaid),
      className: `slds-button ${isSaid ? 'slds-button_brand' : 'slds-button_neutral'}`,
    }));
  }

  get reply(): string {
    if (this.said === undefined) return '';
    return this.said ? thanks : sorry;
  }

  handleRetry(): void {
    void refreshApex(this.article).catch(() => undefined);
  }

  async handleAnswer(event: Event): Promise<void> {
    const wasHelpful = (event.currentTarget as HTMLElement).dataset.answer === 'yes';
    if (this.isSending || !this.urlName || wasHelpful === this.said) return;
    this.isSending = true;
    this.problem = undefined;
    try {
      await vote({ urlName: this.urlName, wasHelpful });
      this.saidNow = wasHelpful;
      await refreshApex(this.article).catch(() => undefined);
    } catch (error) {
      this.problem = error;
    } finally {
      this.isSending = false;
    }
  }
}
