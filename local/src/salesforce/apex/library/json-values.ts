// Dates, times and numbers as JSON has them, and back. Source: Apex Reference Guide, "JSON Class"; ISO 8601.
import { ApexDecimal } from '../values/decimal.ts';
import { dateText, decimalText, doubleText, timeText } from '../values/scalar-text.ts';
import { ApexBlob, ApexDate, ApexDatetime, ApexDouble, ApexTime, EnumValue, type ApexValue } from '../values/values.ts';
import { ApexUuid } from './crypto.ts';
import { checkedClock } from './locale-dates.ts';
import type { JsonWriter } from './json-writer.ts';

const DAY_MS = 86_400_000;

/** `2020-01-31T18:30:02.000Z` */
export const datetimeJson = (ms: number): string => new Date(ms).toISOString();

/** Writes a value that has no parts. @returns false: it has */
export function writeScalar(writer: JsonWriter, value: ApexValue): boolean {
  if (value === null || value === undefined) writer.raw('null');
  else if (typeof value === 'string') writer.string(value);
  else if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    writer.raw(String(value));
  else if (value instanceof ApexDecimal) writer.raw(decimalText(value));
  else if (value instanceof ApexDouble) writer.raw(doubleText(value.value));
  else if (value instanceof ApexDate) writer.string(dateText(value));
  else if (value instanceof ApexDatetime) writer.string(datetimeJson(value.ms));
  else if (value instanceof ApexTime) writer.string(timeText(value));
  else if (value instanceof ApexBlob) writer.string(Buffer.from(value.bytes).toString('base64'));
  else if (value instanceof EnumValue) writer.string(value.name);
  else if (value instanceof ApexUuid) writer.string(value.text);
  else return false;
  return true;
}

const DATE = /^(\d{4})-(\d{1,2})-(\d{1,2})/;
const TIME = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?(Z|[+-]\d{2}:?(?:\d{2})?)?$/;

/** What follows a date: undefined for nonsense, else milliseconds since midnight UTC. */
function timeMs(text: string): number | undefined {
  const match = TIME.exec(text);
  if (!match) return undefined;
  const [, hour, minute, second = '0', fraction = '', zone = 'Z'] = match;
  const ms = Math.floor(Number(`0.${fraction || '0'}`) * 1000 + 1e-6);
  const clock = ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000 + ms;
  if (zone === 'Z') return clock;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(3).replace(':', '') || 0)];
  return clock - (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

/** undefined: the text is no date. A time after it does not count. */
export function dateOfJson(text: string): ApexDate | undefined {
  const [all, ...parts] = DATE.exec(text) ?? [];
  if (!all || (text.length > all.length && !/^[T ]/.test(text.slice(all.length)))) return undefined;
  const [year, month, day] = parts.map(Number);
  const clock = checkedClock(year!, month!, day!, 0, 0, 0);
  return clock === undefined ? undefined : new ApexDate(clock / DAY_MS);
}

/** undefined: the text is no datetime. A date alone is its midnight in UTC. */
export function datetimeOfJson(text: string): ApexDatetime | undefined {
  const day = dateOfJson(text);
  if (!day) return undefined;
  const rest = text.slice(DATE.exec(text)![0].length + 1);
  const ms = rest === '' ? 0 : timeMs(rest);
  return ms === undefined ? undefined : new ApexDatetime(day.days * DAY_MS + ms);
}

/** undefined: the text is no time of day. */
export function timeOfJson(text: string): ApexTime | undefined {
  const ms = timeMs(text);
  return ms === undefined ? undefined : new ApexTime(((ms % DAY_MS) + DAY_MS) % DAY_MS);
}
