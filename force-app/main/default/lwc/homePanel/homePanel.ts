import { LightningElement, api } from 'lwc';
import countText from '@salesforce/label/c.Home_Count';
import { filled } from 'c/formats';
import type { PageName } from 'c/pages';
import type { Tone } from 'c/statusBadge';

/** One thing, in a line or two. */
export interface PanelRow {
  readonly recordId: string;
  readonly title: string;
  /** A day or a sum; '' for none. */
  readonly detail: string;
  readonly status: { readonly label: string; readonly tone: Tone };
}

export interface PanelContent {
  readonly heading: string;
  /** Said when there is nothing. */
  readonly none: string;
  /** All there are; the rows are the first of them. */
  readonly count: number;
  readonly rows: readonly PanelRow[];
  /** The page of one of them. */
  readonly page: PageName;
  readonly allPage: PageName;
  readonly allLabel: string;
}

/** One kind of thing on the first page: how many, the first few, and a link to all. */
export default class HomePanel extends LightningElement {
  @api content: PanelContent | undefined;

  get hasRows(): boolean {
    return (this.content?.rows.length ?? 0) > 0;
  }

  get countText(): string {
    return filled(countText, this.content?.count ?? 0);
  }
}
