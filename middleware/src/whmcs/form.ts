// How values travel to WHMCS: a PHP-style form with explicit indexes, and PHP-serialized maps inside some fields.
// @see https://developers.whmcs.com/api/getting-started/ and https://www.php.net/manual/en/function.serialize.php

export type Scalar = string | number | boolean;
/** undefined is left out; false is left out too, because PHP reads the word "false" as true; an array goes as `name[0]`, `name[1]`, …; a gap as an empty string. */
export type FormValue = Scalar | undefined | readonly (Scalar | undefined)[];
export type FormFields = Readonly<Record<string, FormValue>>;

/** @returns the body of an application/x-www-form-urlencoded POST */
export function encodeForm(fields: FormFields): string {
  const pairs: string[] = [];
  const add = (name: string, value: Scalar): void => {
    pairs.push(`${encodeURIComponent(name)}=${encodeURIComponent(value === true ? '1' : String(value))}`);
  };
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined || value === false) continue;
    // Parallel arrays join by index in PHP, so a gap must hold its place.
    if (isList(value)) value.forEach((item, index) => add(`${name}[${index}]`, item ?? ''));
    else add(name, value);
  }
  return pairs.join('&');
}

/** How many variables PHP will count in this form. */
export function countVariables(fields: FormFields): number {
  return Object.values(fields).reduce<number>((sum, value) => sum + (isList(value) ? value.length : 1), 0);
}

function isList(value: FormValue): value is readonly (Scalar | undefined)[] {
  return Array.isArray(value);
}

/**
 * base64 of PHP `serialize()` of a flat map, as AddOrder's customfields and configoptions want it.
 * `serializeMap({ 1: 'Google', 7: 'ünï' })` → `YToyOntpOjE7czo2OiJHb29nbGUiO2k6NztzOjU6IsO8bsOvIjt9`
 */
export function serializeMap(map: Readonly<Record<string, string | number>>): string {
  const entries = Object.entries(map);
  const body = entries.map(([key, value]) => serializeKey(key) + serializeValue(value)).join('');
  return Buffer.from(`a:${entries.length}:{${body}}`, 'utf8').toString('base64');
}

function serializeKey(key: string): string {
  // PHP turns keys that look like decimal integers into integers.
  return /^(0|-?[1-9]\d*)$/.test(key) ? `i:${key};` : serializeString(key);
}

function serializeValue(value: string | number): string {
  if (typeof value === 'string') return serializeString(value);
  return Number.isInteger(value) ? `i:${value};` : `d:${value};`;
}

function serializeString(text: string): string {
  return `s:${Buffer.byteLength(text, 'utf8')}:"${text}";`; // PHP counts bytes
}
