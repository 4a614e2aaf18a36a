import { LightningElement } from 'lwc';
import contact from '@salesforce/label/c.Menu_Contact';
import raiseCase from '@salesforce/label/c.Contact_Us_Raise_Case';
import heading from '@salesforce/label/c.Error_Page_Heading';
import help from '@salesforce/label/c.Error_Page_Help';
import next from '@salesforce/label/c.Error_Page_Next';
import signIn from '@salesforce/label/c.Error_Page_Sign_In';
import text from '@salesforce/label/c.Error_Page_Text';
import goHome from '@salesforce/label/c.Sign_In_Go_Home';
import isGuest from '@salesforce/user/isGuest';
import type { PageName } from 'c/pages';

interface Way {
  readonly page: PageName;
  readonly label: string;
}

const OF_GUESTS: readonly Way[] = [
  { page: 'login', label: signIn },
  { page: 'knowledge', label: help },
  { page: 'contactUs', label: contact },
];
const OF_CUSTOMERS: readonly Way[] = [
  { page: 'home', label: goHome },
  { page: 'knowledge', label: help },
  { page: 'newCase', label: raiseCase },
];

/** What stands at addresses that lead to no page: what happened, and where to go from here. */
export default class ErrorPage extends LightningElement {
  label = { heading, next, text };
  ways = isGuest ? OF_GUESTS : OF_CUSTOMERS;
}
