import { LightningElement } from 'lwc';
import contact from '@salesforce/label/c.Menu_Contact';
import help from '@salesforce/label/c.Menu_Help';
import siteName from '@salesforce/label/c.Site_Name';
import isGuest from '@salesforce/user/isGuest';

/** Foot of every page: where help is. Signed-in customers open cases instead of writing to us. */
export default class SiteFooter extends LightningElement {
  label = { contact, help, siteName };
  isGuest = isGuest;
}
