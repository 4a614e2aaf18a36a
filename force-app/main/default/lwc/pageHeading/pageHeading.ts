import { LightningElement, api } from 'lwc';

/** The heading of a page, one on each; the slot is for what can be done on the whole page. */
export default class PageHeading extends LightningElement {
  declare refs: { readonly heading: HTMLElement };

  @api heading = '';
  @api subtitle = '';

  /** When the page became another without being loaded: what it is now is read out. */
  @api
  focus(): void {
    this.refs.heading.focus();
  }
}
