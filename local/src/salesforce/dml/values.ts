// From what a client or an engine hands in to a value at rest: type, format, length, range, picklist.
// One function per field type; the table is complete, so a type without a rule does not compile.
import type { Field, FieldType, PicklistValue, Value } from '../schema/schema.ts';
import { ERRORS } from './errors.ts';
import { isId, to18 } from '../store/ids.ts';
import type { SaveError } from './save.ts';

/** What JSON or an engine can hand in. */
type Raw = string | number | boolean | object;

/** A value at rest, or why there is none. */
export type Converted = { readonly value: Value } | { readonly error: SaveError };

/** `strict`: as JSON gives it, where a number is no text. Engines inside the org (flows) have their values converted instead. */
type Converter = (field: Field, raw: Raw, strict: boolean) => Converted;

const CONVERTERS: Record<FieldType, Converter> = {
  string: trimmedText,
  phone: trimmedText,
  url: trimmedText,
  combobox: trimmedText,
  encryptedstring: trimmedText,
  textarea: plainText,
  email,
  picklist,
  multipicklist,
  boolean,
  int: number,
  long: number,
  double: number,
  currency: number,
  percent: number,
  date,
  datetime,
  time,
  reference: id,
  id,
  base64: plainText,
  anyType: plainText,
  address: notWritable,
  location: notWritable,
  complexvalue: notWritable,
};

/** Converts and checks one value. Blank text is null. References are checked for form only, not for existence. */
export function toValueAtRest(field: Field, raw: unknown, strict: boolean): Converted {
  if (raw === undefined || raw === null || raw === '') {
    if (field.type !== 'boolean') return { value: null };
    return strict ? { error: ERRORS.wrongTypeOnField(field, null) } : { value: false };
  }
  return CONVERTERS[field.type](field, raw, strict);
}

function plainText(field: Field, raw: Raw, strict: boolean): Converted {
  if (typeof raw === 'object' || (strict && typeof raw !== 'string'))
    return { error: ERRORS.notOfType(field, 'string', token(raw)) };
  const text = String(raw);
  if (field.length !== undefined && text.length > field.length && field.type !== 'base64')
    return { error: ERRORS.stringTooLong(field, text) };
  return { value: text.trim() === '' ? null : text };
}

function trimmedText(field: Field, raw: Raw, strict: boolean): Converted {
  return plainText(field, typeof raw === 'string' ? raw.trim() : raw, strict);
}

/** The platform's own check is this loose: something, an @, a domain with a dot. */
const EMAIL = /^[^\s@,;<>()[\]"]+@[^\s@.,;<>()[\]"]+(?:\.[^\s@.,;<>()[\]"]+)+$/;

function email(field: Field, raw: Raw, strict: boolean): Converted {
  const converted = trimmedText(field, raw, strict);
  if ('error' in converted || converted.value === null) return converted;
  const text = String(converted.value);
  return EMAIL.test(text) ? converted : { error: ERRORS.invalidEmail(field, text) };
}

function picklist(field: Field, raw: Raw, strict: boolean): Converted {
  const converted = trimmedText(field, raw, strict);
  if ('error' in converted || converted.value === null || !field.restrictedPicklist) return converted;
  const value = activeValue(field, String(converted.value));
  return value ? { value: value.value } : { error: ERRORS.badPicklistValue(field, String(converted.value)) };
}

/** Stored in the order of the definition, each value once. */
function multipicklist(field: Field, raw: Raw, strict: boolean): Converted {
  const converted = trimmedText(field, raw, strict);
  if ('error' in converted || converted.value === null) return converted;
  const chosen = new Set(
    String(converted.value)
      .split(';')
      .map((part) => part.trim())
      .filter(Boolean)
      .map((part) => activeValue(field, part)?.value ?? part),
  );
  const unknown = [...chosen].find((part) => !activeValue(field, part));
  if (unknown !== undefined && field.restrictedPicklist) return { error: ERRORS.badPicklistValue(field, unknown) };
  const known = field.picklistValues.map((entry) => entry.value).filter((value) => chosen.delete(value));
  return { value: [...known, ...chosen].join(';') || null };
}

/** A value is known in any case and saved as the definition writes it, as public code relies on (unconfirmed). */
function activeValue(field: Field, value: string): PicklistValue | undefined {
  const active = field.picklistValues.filter((entry) => entry.active);
  const key = value.toLowerCase();
  return active.find((entry) => entry.value === value) ?? active.find((entry) => entry.value.toLowerCase() === key);
}

function boolean(field: Field, raw: Raw): Converted {
  if (typeof raw === 'boolean') return { value: raw };
  if (raw === 'true' || raw === 'false') return { value: raw === 'true' };
  return { error: ERRORS.notOfType(field, 'boolean', token(raw)) };
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

function number(field: Field, raw: Raw): Converted {
  const parsed = typeof raw === 'string' && NUMBER.test(raw.trim()) ? Number(raw) : raw;
  const wholeOnly = field.type === 'int' || field.type === 'long';
  if (typeof parsed !== 'number' || Number.isNaN(parsed) || (wholeOnly && !Number.isInteger(parsed)))
    return { error: ERRORS.notOfType(field, field.type === 'percent' ? 'double' : field.type, token(raw)) };
  // A standard currency field keeps what is sent beyond its decimal places, which are for display.
  const keepsDigits = field.type === 'currency' && !field.custom;
  const rounded = wholeOnly ? parsed : roundHalfUp(parsed, keepsDigits ? KEPT_DIGITS : (field.scale ?? 0));
  const wholeDigits = field.type === 'int' ? 10 : (field.precision ?? 18) - (field.scale ?? 0);
  const limit = field.type === 'int' ? 2 ** 31 : 10 ** wholeDigits;
  if (!Number.isFinite(rounded) || Math.abs(rounded) >= limit) return { error: ERRORS.numberOutOfRange(field, parsed) };
  return { value: rounded };
}

const KEPT_DIGITS = 8;

/** Rounds half away from zero on the decimal digits, so that 1.005 becomes 1.01. */
export function roundHalfUp(value: number, scale: number): number {
  const [digits, exponent = '0'] = String(Math.abs(value)).split('e');
  const shifted = Math.round(Number(`${digits}e${Number(exponent) + scale}`));
  const [roundedDigits, roundedExponent = '0'] = String(shifted).split('e');
  const magnitude = Number(`${roundedDigits}e${Number(roundedExponent) - scale}`);
  return value < 0 && magnitude !== 0 ? -magnitude : magnitude;
}

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

function date(field: Field, raw: Raw): Converted {
  if (typeof raw === 'string' && isDate(raw)) return { value: raw };
  return { error: ERRORS.notOfType(field, 'date', token(raw)) };
}

function isDate(text: string): boolean {
  if (!DATE.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

const DATETIME = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}(?::\d{2})?)(?:\.\d+)?(Z|[+-]\d{2}:?\d{2})$/;

/** Milliseconds are cut: the platform stores seconds. */
function datetime(field: Field, raw: Raw): Converted {
  const match = typeof raw === 'string' ? DATETIME.exec(raw) : null;
  const refused = { error: ERRORS.notOfType(field, 'datetime', token(raw)) };
  if (!match || !isDate(match[1]!)) return refused;
  const zone = match[3] === 'Z' ? 'Z' : match[3]!.replace(/^([+-]\d{2}):?/, '$1:');
  const time = Date.parse(`${match[1]}T${match[2]!.length === 5 ? `${match[2]}:00` : match[2]}${zone}`);
  return Number.isNaN(time) ? refused : { value: `${new Date(time).toISOString().slice(0, 19)}.000Z` };
}

const TIME = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(\.\d{1,3})?)?Z?$/;

function time(field: Field, raw: Raw): Converted {
  const match = typeof raw === 'string' ? TIME.exec(raw) : null;
  if (!match) return { error: ERRORS.notOfType(field, 'time', token(raw)) };
  return { value: `${match[1]}:${match[2]}:${match[3] ?? '00'}${(match[4] ?? '.').padEnd(4, '0')}Z` };
}

function id(field: Field, raw: Raw): Converted {
  const text = typeof raw === 'string' ? raw.trim() : '';
  return isId(text)
    ? { value: to18(text.slice(0, 15)) }
    : { error: ERRORS.malformedId(field, typeof raw === 'string' ? raw : token(raw)) };
}

function notWritable(field: Field): Converted {
  return { error: ERRORS.fieldsNotWritable([field.name]) };
}

/** How the platform's JSON parser names what it found. */
function token(raw: Raw): string {
  if (Array.isArray(raw)) return 'START_ARRAY';
  if (typeof raw === 'object') return 'START_OBJECT';
  if (typeof raw === 'string') return `VALUE_STRING value ${raw}`;
  if (typeof raw === 'boolean') return `VALUE_${String(raw).toUpperCase()}`;
  return `VALUE_NUMBER_${Number.isInteger(raw) ? 'INT' : 'FLOAT'} value ${String(raw)}`;
}
