import { LightningElement, api } from 'lwc';

/** The heading of a page, one on each; the slot is for what can be done on the whole page. */
export default class PageHeading extends LightningElement {
  @api heading = '';
  @api subtitle = '';
}
