// What forms share: every field is checked by a rule of its own on the spot, and what the server refuses is shown in the same place.
import missing from '@salesforce/label/c.Portal_Text_Missing';
import tooLong from '@salesforce/label/c.Portal_Text_Too_Long';
import { filled } from 'c/formats';

/** What lightning-input, -combobox, -textarea and -radio-group have in common; `name` is that of the property sent to Apex. */
export interface FormField extends HTMLElement {
  readonly name: string;
  readonly value: string | undefined;
  /** Of a checkbox: whether it is ticked. */
  readonly checked?: boolean;
  readonly type?: string;
  setCustomValidity(text: string): void;
  reportValidity(): boolean;
}

/** Says what is wrong with a value, for the person who typed it; '' = nothing. */
export type FieldRule = (value: string) => string;
export type FieldRules = Readonly<Record<string, FieldRule>>;

/** A rule that a value be there and fit, in the words of PortalError.checkText in Apex. */
export function textRule(label: string, maxLength: number): FieldRule {
  return (value) => {
    if (value.trim() === '') return filled(missing, label);
    return value.length > maxLength ? filled(tooLong, label, maxLength) : '';
  };
}

/** What a field holds; '' for nothing, and for a checkbox that is not ticked. */
export function valueOf({ type, checked, value }: FormField): string {
  if (type === 'checkbox') return checked ? 'true' : '';
  return value ?? '';
}

/** Shows one field what is wrong with it, or that nothing is any more. @returns whether it is well */
export function checkField(field: FormField, rules: FieldRules): boolean {
  return showProblem(field, rules[field.name]?.(valueOf(field)) ?? '');
}

/** Checks all fields; the first wrong one gets the focus. @returns whether all are well */
export function checkFields(fields: Iterable<FormField>, rules: FieldRules): boolean {
  const wrong = [...fields].filter((field) => !checkField(field, rules));
  wrong[0]?.focus();
  return wrong.length === 0;
}

/** Shows beside its field what the server said. @returns false when the form has no such field */
export function showFieldProblem(fields: Iterable<FormField>, name: string | undefined, text: string): boolean {
  const field = [...fields].find((each) => each.name === name);
  if (!field) return false;
  showProblem(field, text);
  field.focus();
  return true;
}

/**
 * For `focusout` of a form: a field that is left is checked. Not when it is left for the button that sends the form, which checks
 * them all: a text that appears between pressing and letting go would move the button away from under the finger.
 */
export function checkLeft(event: Event, rules: FieldRules): void {
  const { target } = event;
  if (isSubmit((event as FocusEvent).relatedTarget)) return;
  if (isField(target) && target.name in rules) checkField(target, rules);
}

/** For `change` of a form: what was said of a field goes when it is changed. */
export function forgiveChanged({ target }: Event): void {
  if (isField(target)) showProblem(target, '');
}

function isSubmit(target: EventTarget | null | undefined): boolean {
  return target instanceof HTMLElement && (target as { readonly type?: unknown }).type === 'submit';
}

function isField(target: EventTarget | null): target is FormField {
  return target instanceof HTMLElement && 'setCustomValidity' in target && 'reportValidity' in target;
}

function showProblem(field: FormField, text: string): boolean {
  field.setCustomValidity(text);
  field.reportValidity();
  return text === '';
}
