import { LightningElement, api } from 'lwc';
import requestEmailChange from '@salesforce/apex/ProfileController.requestEmailChange';
import sending from '@salesforce/label/c.Form_Sending';
import heading from '@salesforce/label/c.Profile_Email';
import ask from '@salesforce/label/c.Profile_Email_Ask';
import asked from '@salesforce/label/c.Profile_Email_Asked';
import follow from '@salesforce/label/c.Profile_Email_Follow';
import newEmail from '@salesforce/label/c.Profile_Email_New';
import none from '@salesforce/label/c.Profile_Email_None';
import now from '@salesforce/label/c.Profile_Email_Now';
import same from '@salesforce/label/c.Profile_Email_Same';
import text from '@salesforce/label/c.Profile_Email_Text';
import { problemOf } from 'c/errors';
import {
  checkFields,
  checkLeft,
  forgiveChanged,
  showFieldProblem,
  valueOf,
  type FieldRules,
  type FormField,
} from 'c/formFields';
import { halfWidth } from 'c/japaneseText';
import { emailRule, optional } from 'c/personRules';

/** The e-mail address. Another one is asked for, not set: passwords and invoices go there, so a person checks it. */
export default class ProfileEmail extends LightningElement {
  declare refs: { readonly outcome?: HTMLElement };
  label = { asked, follow, heading, newEmail, now, text };
  isSending = false;
  problem: unknown;
  /** The case that asks for the change, once it was asked for. */
  caseId: string | undefined;
  private focusesOutcome = false;

  /** Undefined where there is none. */
  @api email: string | undefined;

  renderedCallback(): void {
    if (!this.focusesOutcome || !this.refs.outcome) return;
    this.focusesOutcome = false;
    this.refs.outcome.focus();
  }

  get shownEmail(): string {
    return this.email || none;
  }

  get askLabel(): string {
    return this.isSending ? sending : ask;
  }

  handleLeave(event: Event): void {
    // An empty field that somebody only walks through is no mistake.
    checkLeft(event, { newEmail: optional(this.rule) });
  }

  handleChange(event: Event): void {
    forgiveChanged(event);
  }

  handleSubmit(event: Event): Promise<void> | undefined {
    event.preventDefault();
    return this.send();
  }

  handleRetry(): Promise<void> | undefined {
    return this.send();
  }

  private readonly rule = (value: string): string =>
    emailRule(value) || (halfWidth(value).toLowerCase() === this.email?.toLowerCase() ? same : '');

  private async send(): Promise<void> {
    const rules: FieldRules = { newEmail: this.rule };
    if (this.isSending || !checkFields(this.fields, rules)) return;
    this.isSending = true;
    this.problem = undefined;
    try {
      this.caseId = await requestEmailChange({ newEmail: valueOf(this.fields[0]!) });
      this.focusesOutcome = true;
    } catch (error) {
      const { field, text: words } = problemOf(error);
      if (!showFieldProblem(this.fields, field, words)) this.problem = error;
    } finally {
      this.isSending = false;
    }
  }

  private get fields(): FormField[] {
    return [...this.template!.querySelectorAll<FormField>('[data-field]')];
  }
}
