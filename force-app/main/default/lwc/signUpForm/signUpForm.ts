import { LightningElement } from 'lwc';
import linkExisting from '@salesforce/apex/RegistrationController.linkExisting';
import signUp from '@salesforce/apex/RegistrationController.signUp';
import lang from '@salesforce/i18n/lang';
import requiredNote from '@salesforce/label/c.Form_Required_Note';
import sending from '@salesforce/label/c.Form_Sending';
import company from '@salesforce/label/c.Registration_Company';
import customerNumber from '@salesforce/label/c.Registration_Customer_Number';
import email from '@salesforce/label/c.Registration_Email';
import firstName from '@salesforce/label/c.Registration_First_Name';
import lastName from '@salesforce/label/c.Registration_Last_Name';
import phone from '@salesforce/label/c.Registration_Phone';
import heading from '@salesforce/label/c.Sign_In_To_Sign_Up';
import companyHelp from '@salesforce/label/c.Sign_Up_Company_Help';
import emailHelp from '@salesforce/label/c.Sign_Up_Email_Help';
import haveAccount from '@salesforce/label/c.Sign_Up_Have_Account';
import intro from '@salesforce/label/c.Sign_Up_Intro';
import kind from '@salesforce/label/c.Sign_Up_Kind';
import kindExisting from '@salesforce/label/c.Sign_Up_Kind_Existing';
import kindNew from '@salesforce/label/c.Sign_Up_Kind_New';
import numberHelp from '@salesforce/label/c.Sign_Up_Number_Help';
import send from '@salesforce/label/c.Sign_Up_Send';
import signIn from '@salesforce/label/c.Site_Sign_In';
import isGuest from '@salesforce/user/isGuest';
import { problemOf } from 'c/errors';
import {
  checkFields,
  checkLeft,
  forgiveChanged,
  showFieldProblem,
  type FieldRules,
  type FormField,
} from 'c/formFields';
import { pageReference } from 'c/pages';
import {
  companyRule,
  customerNumberRule,
  emailRule,
  firstNameRule,
  lastNameRule,
  optional,
  phoneRule,
} from 'c/personRules';
import { NavigationMixin } from 'lightning/navigation';

const RULES: FieldRules = {
  customerNumber: customerNumberRule,
  lastName: lastNameRule,
  firstName: firstNameRule,
  companyName: optional(companyRule),
  email: emailRule,
  phone: phoneRule,
};

type Values = Readonly<Record<string, string | undefined>>;

/**
 * Makes customers of visitors: new ones, and those whom we know by number and e-mail address. Whatever comes of it, the next page
 * says that a mail may be on its way: nobody learns here who is a customer.
 */
export default class SignUpForm extends NavigationMixin(LightningElement) {
  declare refs: { readonly problem?: HTMLElement };
  label = {
    company,
    companyHelp,
    customerNumber,
    email,
    emailHelp,
    firstName,
    haveAccount,
    heading,
    intro,
    kind,
    lastName,
    numberHelp,
    phone,
    requiredNote,
    signIn,
  };
  kinds = [
    { label: kindNew, value: 'new' },
    { label: kindExisting, value: 'existing' },
  ];
  isGuest = isGuest;
  kind = 'new';
  /** What was typed before the visitor changed between new and existing: it is there again after changing back. */
  typed: Values = {};
  isSending = false;
  problem: unknown;
  private isProblemNew = false;

  renderedCallback(): void {
    if (!this.isProblemNew || !this.refs.problem) return;
    this.isProblemNew = false;
    this.refs.problem.focus();
  }

  get isNew(): boolean {
    return this.kind === 'new';
  }

  get emailNote(): string | undefined {
    return this.isNew ? undefined : emailHelp;
  }

  get sendLabel(): string {
    return this.isSending ? sending : send;
  }

  handleKind({ detail }: CustomEvent<{ value: string }>): void {
    this.typed = { ...this.typed, ...this.values };
    this.kind = detail.value;
    this.problem = undefined;
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
    this.isSending = true;
    this.problem = undefined;
    try {
      await this.send(this.values);
      this[NavigationMixin.Navigate](pageReference('checkMail'));
    } catch (error) {
      this.show(error);
    } finally {
      this.isSending = false;
    }
  }

  private send(values: Values): Promise<unknown> {
    if (this.isNew) return signUp({ applicant: { ...values, language: lang } });
    return linkExisting({ customerNumber: values.customerNumber, email: values.email, language: lang });
  }

  private show(error: unknown): void {
    const { field, text } = problemOf(error);
    if (showFieldProblem(this.fields, field, text)) return;
    this.problem = error;
    this.isProblemNew = true;
  }

  private get values(): Values {
    return Object.fromEntries(this.fields.map(({ name, value }) => [name, value]));
  }

  private get fields(): FormField[] {
    return [...this.template!.querySelectorAll<FormField>('[data-field]')];
  }
}
