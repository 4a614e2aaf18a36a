import { LightningElement } from 'lwc';
import skip from '@salesforce/label/c.Skip';

/**
 * @slot header
 * @slot footer
 */
export default class SiteFrame extends LightningElement {
  skip = skip;
}
