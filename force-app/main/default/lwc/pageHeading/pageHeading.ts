import { LightningElement, api } from 'lwc';
import siteName from '@salesforce/label/c.Site_Name';

/** The heading of a page, one on each, and with it the title of the window; the slot is for what can be done on the whole page. */
export default class PageHeading extends LightningElement {
  declare refs: { readonly heading: HTMLElement };

  @api heading = '';
  @api subtitle = '';

  /** The site's metadata has titles in one language only, and none that names the record. */
  renderedCallback(): void {
    const title = `${this.heading} | ${siteName}`;
    if (this.heading && document.title !== title) document.title = title;
  }

  /** When the page became another without being loaded: what it is now is read out. */
  @api
  focus(): void {
    this.refs.heading.focus();
  }
}
