import { LightningElement, api } from 'lwc';
import next from '@salesforce/label/c.Pager_Next';
import pageNumberText from '@salesforce/label/c.Pager_Page';
import pages from '@salesforce/label/c.Pager_Pages';
import previous from '@salesforce/label/c.Pager_Previous';
import { filled } from 'c/formats';

/** Goes through the pages of a list: event `page` with the number wanted in `detail`. Not there while there is but one. */
export default class Pager extends LightningElement {
  label = { next, pages, previous };

  /** From 1. */
  @api pageNumber = 1;
  @api hasNext = false;

  get isNeeded(): boolean {
    return this.pageNumber > 1 || this.hasNext;
  }

  get isFirst(): boolean {
    return this.pageNumber <= 1;
  }

  get isLast(): boolean {
    return !this.hasNext;
  }

  get pageText(): string {
    return filled(pageNumberText, this.pageNumber);
  }

  handlePrevious(): void {
    this.goTo(this.pageNumber - 1);
  }

  handleNext(): void {
    this.goTo(this.pageNumber + 1);
  }

  private goTo(pageNumber: number): void {
    this.dispatchEvent(new CustomEvent('page', { detail: pageNumber }));
  }
}
