import { LightningElement, api } from 'lwc';
import required from '@salesforce/label/c.Form_Required';

/**
 * A field for one day, with the browser's own calendar: on phones the one that people know. The calendar of lightning-input has a
 * button smaller than WCAG 2.2 asks for (2.5.8), and states that screen readers are not allowed to be told (4.1.2).
 * Behaves in a form as base inputs do: event `change` with `value` in `detail`, setCustomValidity and reportValidity.
 */
export default class DayInput extends LightningElement {
  declare refs: { readonly input: HTMLInputElement };
  texts = { required };
  /** What is wrong, as it is shown. */
  shownProblem = '';
  private problem = '';

  @api name = '';
  @api label = '';
  /** Below the field, unless something is wrong with it: what is below stays where it is. */
  @api help = '';
  /** First and last day, `2026-11-22`. */
  @api min: string | undefined;
  @api max: string | undefined;
  private chosen = '';

  /** `2026-11-22`; '' for none, and for what is no day. */
  @api
  get value(): string {
    return this.chosen;
  }

  set value(value: string | undefined) {
    this.chosen = value ?? '';
  }

  @api
  setCustomValidity(text: string): void {
    this.problem = text;
  }

  @api
  reportValidity(): boolean {
    this.shownProblem = this.problem;
    return this.problem === '';
  }

  @api
  focus(): void {
    this.refs.input.focus();
  }

  get elementClass(): string {
    return `slds-form-element${this.shownProblem ? ' slds-has-error' : ''}`;
  }

  get helpClass(): string {
    return this.shownProblem ? 'help slds-assistive-text' : 'help';
  }

  get isInvalid(): string {
    return String(this.shownProblem !== '');
  }

  handleChange(event: Event): void {
    // The browser's own does not leave the component, and says nothing of the value.
    event.stopPropagation();
    this.chosen = this.refs.input.value;
    this.dispatchEvent(new CustomEvent('change', { detail: { value: this.chosen }, bubbles: true }));
  }
}
