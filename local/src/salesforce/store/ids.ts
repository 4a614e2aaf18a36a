// Record ids: 15 case-sensitive characters, and the 18-character form that ends in a checksum of their case.
// Rule: for each five characters, bit i is set when character i is A–Z; the five bits pick the suffix letter.

const SUFFIX = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const SHAPE = /^[a-zA-Z0-9]{15}(?:[a-zA-Z0-5]{3})?$/;

/** Ids of records made by the store, and ids fixed by the schema (record types) never meet: they differ here. */
export const RECORD_POD = 'Lo';
export const SCHEMA_POD = '00';

/**
 * The id with that key prefix and serial number, 18 characters: prefix (3), pod (2), `0`, serial in base 62 (9), checksum (3).
 * @param keyPrefix three characters, e.g. `001`
 */
export function makeId(keyPrefix: string, serial: number, pod: string = RECORD_POD): string {
  let tail = '';
  for (let rest = serial; rest > 0; rest = Math.floor(rest / 62)) tail = DIGITS[rest % 62]! + tail;
  return withChecksum(`${keyPrefix}${pod}0${tail.padStart(9, '0')}`);
}

/** The 18-character form of a 15- or 18-character id. Anything else comes back as it is. */
export function to18(id: string): string {
  return id.length === 15 ? withChecksum(id) : id;
}

/** The 15-character form, as some error messages show ids. */
export function to15(id: string): string {
  return id.slice(0, 15);
}

/** True for 15 characters, and for 18 whose checksum is right; the checksum's case does not matter. */
export function isId(text: string): boolean {
  return (
    SHAPE.test(text) &&
    (text.length === 15 || withChecksum(text.slice(0, 15)) === text.slice(0, 15) + text.slice(15).toUpperCase())
  );
}

function withChecksum(id15: string): string {
  let suffix = '';
  for (let block = 0; block < 15; block += 5) {
    let bits = 0;
    for (let i = 0; i < 5; i++) {
      const code = id15.charCodeAt(block + i);
      if (code >= 65 && code <= 90) bits |= 1 << i;
    }
    suffix += SUFFIX[bits];
  }
  return id15 + suffix;
}
