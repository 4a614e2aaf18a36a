import { LightningElement } from 'lwc';
import already from '@salesforce/label/c.Sign_In_Already';
import goHome from '@salesforce/label/c.Sign_In_Go_Home';

/** What pages for visitors show to somebody who is signed in. */
export default class AlreadySignedIn extends LightningElement {
  label = { already, goHome };
}
