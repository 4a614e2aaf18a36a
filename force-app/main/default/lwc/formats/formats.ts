// Money, days and moments in the reader's locale and time zone, for texts. In markup use lightning-formatted-*.
import locale from '@salesforce/i18n/locale';
import timeZone from '@salesforce/i18n/timeZone';
import fullName from '@salesforce/label/c.Profile_Full_Name';

/** `¥5,500`; currencies have the decimals that are theirs. '' for nothing. */
export function money(amount: number | undefined, currencyCode: string | undefined): string {
  if (amount === undefined || !currencyCode) return '';
  return new Intl.NumberFormat(locale, { style: 'currency', currency: currencyCode }).format(amount);
}

/** @param date a day without a time, `2026-11-22`. '' for nothing */
export function day(date: string | undefined): string {
  if (!date) return '';
  // A day is the same day everywhere: no zone may move it.
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(
    new Date(`${date}T00:00:00Z`),
  );
}

/** @param moment ISO 8601 with zone; shown in the reader's. '' for nothing */
export function moment(at: string | undefined): string {
  if (!at) return '';
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(new Date(at));
}

/** The day of a moment in the reader's time zone. @param at ISO 8601 with zone. '' for nothing */
export function dayOf(at: string | undefined): string {
  if (!at) return '';
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone }).format(new Date(at));
}

const KILOBYTE = 1024;

/** `340 KB`, `1.5 MB`; never less than one of a unit. */
export function fileSize(bytes: number): string {
  const megabytes = bytes / KILOBYTE / KILOBYTE;
  return megabytes < 1 ? `${Math.max(1, Math.round(bytes / KILOBYTE))} KB` : `${megabytes.toFixed(1)} MB`;
}

/** A person's name in the order of the reader's language: `Hanako Rei`, `例示 華子`. */
export function personName(firstName: string | undefined, lastName: string | undefined): string {
  return filled(fullName, firstName ?? '', lastName ?? '').trim();
}

/** Fills `{0}`, `{1}` … of a label. */
export function filled(label: string, ...values: readonly (string | number)[]): string {
  return label.replace(/\{(\d+)\}/g, (place, index: string) => String(values[Number(index)] ?? place));
}
