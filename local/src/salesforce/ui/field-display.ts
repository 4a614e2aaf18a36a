// How a field's value is shown to a person and put into a form, by its type. Times are in the running user's zone.
import type { Field, Value } from '../schema/schema.ts';
import type { RunningUser } from '../security/running-user.ts';
import { html, type Html, type HtmlValue } from './html.ts';
import { inItsLanguage, langAttribute } from './language.ts';

/** Fields that hold the parts of a compound (BillingStreet…) are shown one by one; the compound itself is not stored. */
const UNSHOWN_TYPES: ReadonlySet<string> = new Set(['address', 'location', 'complexvalue', 'base64', 'anyType']);

export function isShown(field: Field): boolean {
  return !UNSHOWN_TYPES.has(field.type);
}

/** A lookup is shown by its parent's name, so its label drops the ID: `Account`, not `Account ID`. */
export function shownLabel(field: Field): string {
  return field.type === 'reference' ? field.label.replace(/ ID$/, '') : field.label;
}

/** @param nameOf title of the record an id points to, or undefined when it cannot be seen */
export function displayValue(
  field: Field,
  value: Value | undefined,
  user: RunningUser,
  nameOf: (id: string) => string | undefined,
): HtmlValue {
  if (value === null || value === undefined || value === '') return '';
  const show = DISPLAYS[field.type];
  return show ? show(value, field, user, nameOf) : inItsLanguage(String(value));
}

type Display = (
  value: NonNullable<Value>,
  field: Field,
  user: RunningUser,
  nameOf: (id: string) => string | undefined,
) => HtmlValue;

const DISPLAYS: Partial<Record<Field['type'], Display>> = {
  boolean: (value) => (value ? '✓' : '—'),
  currency: (value, field) => numberText(value, field.scale ?? 2),
  double: (value, field) => numberText(value, field.scale ?? 0),
  percent: (value, field) => `${numberText(value, field.scale ?? 0)} %`,
  datetime: (value, _field, user) =>
    html`<time datetime="${String(value)}">${dateTimeText(String(value), user)}</time>`,
  picklist: (value, field) =>
    html`<span class="chip" data-value="${String(value)}"
      >${field.picklistValues.find((entry) => entry.value === value)?.label ?? String(value)}</span
    >`,
  reference: (value, _field, _user, nameOf) =>
    html`<a href="/console/record/${String(value)}">${inItsLanguage(nameOf(String(value)) ?? String(value))}</a>`,
  email: (value) => html`<a href="mailto:${String(value)}">${String(value)}</a>`,
  textarea: (value) => html`<span class="long">${inItsLanguage(String(value))}</span>`,
};

/** Ids and order numbers carry no thousands separators; amounts do. */
function numberText(value: NonNullable<Value>, scale: number): string {
  return Number(value).toLocaleString('en-US', {
    useGrouping: scale > 0,
    minimumFractionDigits: scale,
    maximumFractionDigits: scale,
  });
}

function dateTimeText(value: string, user: RunningUser): string {
  return new Date(value).toLocaleString('sv-SE', { timeZone: user.timeZone });
}

const INPUT_TYPES: Partial<Record<Field['type'], string>> = {
  date: 'date',
  datetime: 'datetime-local',
  email: 'email',
  phone: 'tel',
  url: 'url',
  int: 'number',
  double: 'number',
  currency: 'number',
  percent: 'number',
};

export type Choice = readonly [value: string, label: string];

export interface InputOptions {
  /** What a lookup may be set to; left out = any id is typed in. */
  readonly choices?: readonly Choice[] | undefined;
  readonly required: boolean;
  /** Why the last save was refused because of this field; '' = it was not. */
  readonly problem: string;
}

/** The form control of one field, named after it, with its help and what is wrong with it. */
export function fieldInput(field: Field, value: Value | undefined, user: RunningUser, options: InputOptions): Html {
  const id = `f-${field.name}`;
  const notes = [
    ...(options.problem ? [html`<small class="problem" id="${id}-problem">${options.problem}</small>`] : []),
    ...(field.help ? [html`<small id="${id}-help">${field.help}</small>`] : []),
  ];
  const described = [...(options.problem ? [`${id}-problem`] : []), ...(field.help ? [`${id}-help`] : [])].join(' ');
  const aria = html`${described ? html`aria-describedby="${described}"` : ''}
  ${options.problem ? html`aria-invalid="true"` : ''} ${options.required ? html`aria-required="true"` : ''}`;
  return html`${control(field, value, user, id, aria, options.choices)}${notes}`;
}

function control(
  field: Field,
  value: Value | undefined,
  user: RunningUser,
  id: string,
  described: HtmlValue,
  choices: readonly Choice[] | undefined = field.type === 'picklist' ? picklistChoices(field, value) : undefined,
): Html {
  if (field.type === 'boolean') {
    return html`<input type="hidden" name="${field.name}" value="false" /><input
        id="${id}"
        type="checkbox"
        name="${field.name}"
        value="true"
        ${value === true ? 'checked' : ''}
        ${described}
      />`;
  }
  if (choices) {
    return html`<select id="${id}" name="${field.name}" ${described}>
      <option value="">--None--</option>
      ${withCurrent(choices, value).map((choice) => option(choice, value))}
    </select>`;
  }
  const text = inputText(field, value, user);
  if (field.type === 'textarea') {
    return html`<textarea
      id="${id}"
      name="${field.name}"
      rows="3"
      maxlength="${field.length ?? 32768}"
      ${langAttribute(text)}
      ${described}
    >
${text}</textarea>`;
  }
  const type = INPUT_TYPES[field.type] ?? 'text';
  const step = type === 'number' ? html`step="any"` : type === 'datetime-local' ? html`step="1"` : '';
  const length = field.length && type === 'text' ? html`maxlength="${field.length}"` : '';
  return html`<input
    id="${id}"
    type="${type}"
    name="${field.name}"
    value="${text}"
    ${langAttribute(text)}
    ${step}
    ${length}
    ${described}
  />`;
}

function picklistChoices(field: Field, value: Value | undefined): Choice[] {
  return field.picklistValues
    .filter((entry) => entry.active || entry.value === value)
    .map((entry) => [entry.value, entry.label] as const);
}

/** A value that is no longer offered stays selectable, so that saving the form does not change it. */
function withCurrent(choices: readonly Choice[], value: Value | undefined): readonly Choice[] {
  if (value === null || value === undefined || value === '' || choices.some(([known]) => known === value))
    return choices;
  return [...choices, [String(value), String(value)]];
}

function option([value, label]: Choice, current: Value | undefined): Html {
  return html`<option value="${value}" ${langAttribute(label)} ${value === current ? 'selected' : ''}>
    ${label}
  </option>`;
}

function inputText(field: Field, value: Value | undefined, user: RunningUser): string {
  if (value === null || value === undefined) return '';
  if (field.type === 'datetime') return dateTimeText(String(value), user).replace(' ', 'T');
  return String(value);
}

/** What a form field sent, as the save pipeline takes it; blank is null. */
export function formValue(field: Field, text: string, user: RunningUser): Value {
  if (field.type === 'boolean') return text === 'true';
  if (text.trim() === '') return null;
  if (field.type === 'datetime') return localToUtc(text, user.timeZone);
  if (INPUT_TYPES[field.type] === 'number') return Number(text);
  return text;
}

/** `2026-11-22T10:00` on the clock of a zone → the same moment as a datetime at rest; other text as it is, for the save to refuse. */
function localToUtc(text: string, timeZone: string): string {
  const asUtc = Date.parse(`${text.length === 16 ? `${text}:00` : text}Z`);
  if (Number.isNaN(asUtc)) return text;
  const shown = Date.parse(`${new Date(asUtc).toLocaleString('sv-SE', { timeZone }).replace(' ', 'T')}Z`);
  return new Date(asUtc - (shown - asUtc)).toISOString().replace(/\.\d{3}Z$/, '.000Z');
}
