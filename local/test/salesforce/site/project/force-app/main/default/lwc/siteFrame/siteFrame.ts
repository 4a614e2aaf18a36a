import { LightningElement } from 'lwc';
import logo from '@salesforce/resourceUrl/Sample_Logo';
import skip from '@salesforce/label/c.Skip';

/**
 * @slot header
 * @slot footer
 */
export default class SiteFrame extends LightningElement {
  logo = logo;
  skip = skip;
}
