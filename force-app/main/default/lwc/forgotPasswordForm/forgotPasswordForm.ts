import { LightningElement } from 'lwc';
import forgotPassword from '@salesforce/apex/SignInController.forgotPassword';
import sending from '@salesforce/label/c.Form_Sending';
import heading from '@salesforce/label/c.Forgot_Password_Heading';
import intro from '@salesforce/label/c.Forgot_Password_Intro';
import send from '@salesforce/label/c.Forgot_Password_Send';
import goBack from '@salesforce/label/c.Sign_In_Go_Back';
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
import { pageReference } from 'c/pages';
import { NavigationMixin } from 'lightning/navigation';

/** The limit of SignInService in Apex. */
const RULES: FieldRules = { username: textRule(username, 80) };

/** Has a link for a new password mailed. The next page is the same whether there is such a customer or not. */
export default class ForgotPasswordForm extends NavigationMixin(LightningElement) {
  declare refs: { readonly problem?: HTMLElement };
  label = { goBack, heading, intro, username };
  isGuest = isGuest;
  isSending = false;
  problem: unknown;
  private isProblemNew = false;

  renderedCallback(): void {
    if (!this.isProblemNew || !this.refs.problem) return;
    this.isProblemNew = false;
    this.refs.problem.focus();
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
    this.isSending = true;
    this.problem = undefined;
    try {
      await forgotPassword({ username: this.fields[0]!.value });
      this[NavigationMixin.Navigate](pageReference('checkMail'));
    } catch (error) {
      this.show(error);
    } finally {
      this.isSending = false;
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
