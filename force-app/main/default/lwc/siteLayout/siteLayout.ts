import { LightningElement } from 'lwc';
import skip from '@salesforce/label/c.Site_Skip_To_Content';

/**
 * Every page of the site: header, the page itself, footer. The first thing on the keyboard's way is a link past the header.
 * @slot header
 * @slot footer
 */
export default class SiteLayout extends LightningElement {
  declare refs: { readonly main: HTMLElement };
  label = { skip };

  handleSkip(event: Event): void {
    event.preventDefault();
    this.refs.main.focus();
  }
}
