import { LightningElement, api } from 'lwc';

/** What stands where there is nothing yet; the slot is for what to do about it. */
export default class EmptyState extends LightningElement {
  @api heading = '';
  @api text = '';
  @api iconName = '';
}
