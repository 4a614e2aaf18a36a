import { LightningElement } from 'lwc';
import heading from '@salesforce/label/c.Check_Mail_Heading';
import again from '@salesforce/label/c.Check_Mail_None_Again';
import contact from '@salesforce/label/c.Check_Mail_None_Contact';
import customer from '@salesforce/label/c.Check_Mail_None_Customer';
import noneHeading from '@salesforce/label/c.Check_Mail_None_Heading';
import junk from '@salesforce/label/c.Check_Mail_None_Junk';
import text from '@salesforce/label/c.Check_Mail_Text';
import goBack from '@salesforce/label/c.Sign_In_Go_Back';

/** Says that a mail is on its way if the details were right; the same to everybody. */
export default class CheckMail extends LightningElement {
  label = { again, contact, customer, goBack, heading, junk, noneHeading, text };
}
