// addError. Source: Apex Developer Guide, "Trigger Exceptions".
import type { SObjectValue } from './sobject-value.ts';

/** Keeps an error on the record; a trigger's caller gets it. @param field declared name; undefined: the record as a whole */
export function addError(record: SObjectValue, message: string | null, field?: string): void {
  (record.errors ??= []).push({ message: message ?? '', field });
}
