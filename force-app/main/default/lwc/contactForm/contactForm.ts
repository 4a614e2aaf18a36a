import { LightningElement } from 'lwc';
import sendMessage from '@salesforce/apex/ContactUsController.send';
import consent from '@salesforce/label/c.Contact_Us_Consent';
import consentMissing from '@salesforce/label/c.Contact_Us_Consent_Missing';
import intro from '@salesforce/label/c.Contact_Us_Intro';
import leaveEmpty from '@salesforce/label/c.Contact_Us_Leave_Empty';
import message from '@salesforce/label/c.Contact_Us_Message';
import prefectureHelp from '@salesforce/label/c.Contact_Us_Prefecture_Help';
import prefectureNone from '@salesforce/label/c.Contact_Us_Prefecture_None';
import raiseCase from '@salesforce/label/c.Contact_Us_Raise_Case';
import send from '@salesforce/label/c.Contact_Us_Send';
import sent from '@salesforce/label/c.Contact_Us_Sent';
import sentHelp from '@salesforce/label/c.Contact_Us_Sent_Help';
import sentText from '@salesforce/label/c.Contact_Us_Sent_Text';
import signedIn from '@salesforce/label/c.Contact_Us_Signed_In';
import requiredNote from '@salesforce/label/c.Form_Required_Note';
import sending from '@salesforce/label/c.Form_Sending';
import heading from '@salesforce/label/c.Menu_Contact';
import prefecture from '@salesforce/label/c.Profile_Prefecture';
import company from '@salesforce/label/c.Registration_Company';
import email from '@salesforce/label/c.Registration_Email';
import firstName from '@salesforce/label/c.Registration_First_Name';
import lastName from '@salesforce/label/c.Registration_Last_Name';
import phone from '@salesforce/label/c.Registration_Phone';
import companyHelp from '@salesforce/label/c.Sign_Up_Company_Help';
import isGuest from '@salesforce/user/isGuest';
import { problemOf } from 'c/errors';
import {
  checkFields,
  checkLeft,
  forgiveChanged,
  showFieldProblem,
  textRule,
  valueOf,
  type FieldRules,
  type FormField,
} from 'c/formFields';
import { filled } from 'c/formats';
import { companyRule, emailRule, firstNameRule, lastNameRule, optional, phoneRule } from 'c/personRules';
import { PREFECTURES } from 'c/prefectures';

/** The limits of ContactMessage in Apex. */
const RULES: FieldRules = {
  lastName: lastNameRule,
  firstName: firstNameRule,
  companyName: optional(companyRule),
  email: emailRule,
  phone: optional(phoneRule),
  message: textRule(message, 5000),
  hasConsented: (value) => (value ? '' : consentMissing),
};

/** Takes messages of visitors. Customers who are signed in raise a case instead, which we can see with all that is theirs. */
export default class ContactForm extends LightningElement {
  declare refs: {
    readonly problem?: HTMLElement;
    readonly sent?: HTMLElement;
    readonly website?: HTMLInputElement;
  };
  label = {
    company,
    companyHelp,
    consent,
    email,
    firstName,
    heading,
    intro,
    lastName,
    leaveEmpty,
    message,
    phone,
    prefecture,
    prefectureHelp,
    raiseCase,
    requiredNote,
    sent,
    sentHelp,
    signedIn,
  };
  isGuest = isGuest;
  prefectures = [{ label: prefectureNone, value: '' }, ...PREFECTURES];
  isSending = false;
  problem: unknown;
  sentTo = '';
  private openedAt = 0;
  private focusNext: 'problem' | 'sent' | undefined;

  connectedCallback(): void {
    this.openedAt = Date.now();
  }

  renderedCallback(): void {
    const target = this.focusNext && this.refs[this.focusNext];
    if (!target) return;
    this.focusNext = undefined;
    target.focus();
  }

  get isAsking(): boolean {
    return isGuest && !this.sentTo;
  }

  get sentText(): string {
    return filled(sentText, this.sentTo);
  }

  get sendLabel(): string {
    return this.isSending ? sending : send;
  }

  handleLeave(event: Event): void {
    checkLeft(event, RULES);
  }

  handleChange(event: Event): void {
    forgiveChanged(event);
  }

  async handleSubmit(event: Event): Promise<void> {
    event.preventDefault();
    if (this.isSending || !checkFields(this.fields, RULES)) return;
    const typed = this.typed;
    this.isSending = true;
    this.problem = undefined;
    try {
      await sendMessage({ message: typed });
      this.sentTo = typed.email ?? '';
      this.focusNext = 'sent';
    } catch (error) {
      this.show(error);
    } finally {
      this.isSending = false;
    }
  }

  private get typed(): ApexInput.ContactMessage {
    const { hasConsented, ...values } = Object.fromEntries(this.fields.map((field) => [field.name, valueOf(field)]));
    return {
      ...values,
      hasConsented: Boolean(hasConsented),
      website: this.refs.website?.value,
      secondsOpen: Math.floor((Date.now() - this.openedAt) / 1000),
    };
  }

  private show(error: unknown): void {
    const { field, text } = problemOf(error);
    if (showFieldProblem(this.fields, field, text)) return;
    this.problem = error;
    this.focusNext = 'problem';
  }

  private get fields(): FormField[] {
    return [...this.template!.querySelectorAll<FormField>('[data-field]')];
  }
}
