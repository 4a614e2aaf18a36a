import { LightningElement, wire } from 'lwc';
import signIn from '@salesforce/apex/SignInController.signIn';
import forgot from '@salesforce/label/c.Sign_In_Forgot';
import heading from '@salesforce/label/c.Sign_In_Heading';
import intro from '@salesforce/label/c.Sign_In_Intro';
import noAccount from '@salesforce/label/c.Sign_In_No_Account';
import password from '@salesforce/label/c.Sign_In_Password';
import showPassword from '@salesforce/label/c.Sign_In_Show_Password';
import signingIn from '@salesforce/label/c.Sign_In_Sending';
import toSignUp from '@salesforce/label/c.Sign_In_To_Sign_Up';
import username from '@salesforce/label/c.Sign_In_Username';
import isGuest from '@salesforce/user/isGuest';
import { problemOf } from 'c/errors';
import {
  checkFields,
  checkLeft,
  forgiveChanged,
  showFieldProblem,
  textRule,
  type FieldRules,
  type FormField,
} from 'c/formFields';
import { leaveTo } from 'c/leave';
import { startAddress } from 'c/startAddress';
import { CurrentPageReference, type PageReference } from 'lightning/navigation';

/** The limits of SignInService in Apex. */
const RULES: FieldRules = { username: textRule(username, 80), password: textRule(password, 255) };

/** Lets a customer in, and on to the page they wanted. A refusal never says which part was wrong. */
export default class SignInForm extends LightningElement {
  declare refs: { readonly problem?: HTMLElement };
  label = { forgot, heading, intro, noAccount, password, showPassword, toSignUp, username };
  isGuest = isGuest;
  isSending = false;
  isPasswordShown = false;
  problem: unknown;
  private startUrl: string | undefined;
  private isProblemNew = false;

  @wire(CurrentPageReference)
  readPage(page: PageReference | undefined): void {
    this.startUrl = page?.state?.startURL;
  }

  renderedCallback(): void {
    if (!this.isProblemNew || !this.refs.problem) return;
    this.isProblemNew = false;
    this.refs.problem.focus();
  }

  get passwordType(): string {
    return this.isPasswordShown ? 'text' : 'password';
  }

  get sendLabel(): string {
    return this.isSending ? signingIn : heading;
  }

  handleShowPassword({ detail }: CustomEvent<{ checked: boolean }>): void {
    this.isPasswordShown = detail.checked;
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
    const typed = Object.fromEntries(this.fields.map(({ name, value }) => [name, value]));
    this.isSending = true;
    this.isPasswordShown = false;
    this.problem = undefined;
    try {
      // Still sending afterwards: the browser is on its way.
      leaveTo(
        await signIn({ username: typed.username, password: typed.password, startUrl: startAddress(this.startUrl) }),
      );
    } catch (error) {
      this.isSending = false;
      this.show(error);
    }
  }

  private show(error: unknown): void {
    const { field, text } = problemOf(error);
    if (showFieldProblem(this.fields, field, text)) return;
    this.problem = error;
    this.isProblemNew = true;
  }

  private get fields(): FormField[] {
    return [...this.template!.querySelectorAll<FormField>('[data-field]')];
  }
}
