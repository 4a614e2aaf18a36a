// Values of one JSON token for each primitive type, with the platform's complaints.
// Source: public reports of System.JSONException; what none shows is (unconfirmed).
import { ApexDecimal } from '../values/decimal.ts';
import { ApexBlob, ApexDouble, type ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { isIdText, idOfText } from './id-text.ts';
import { dateOfJson, datetimeOfJson, timeOfJson } from './json-values.ts';

/** Complaints about one value; the reader adds where. */
export class ValueError extends Error {}

const wrong = (what: string): never => {
  throw new ValueError(what);
};

const malformedTime = (text: string): never => wrong(`Invalid format: "${text}"`);

function readInteger(text: string, bits: 32 | 64): bigint {
  const value = /^[+-]?\d+$/.test(text) ? BigInt(text.replace('+', '')) : undefined;
  return value !== undefined && BigInt.asIntN(bits, value) === value ? value : wrong(`For input string: "${text}"`);
}

function readDecimal(text: string): ApexDecimal {
  const read = text === text.trim() ? ApexDecimal.parse(text) : undefined;
  if (read) return read;
  const odd = /[^\d.eE+-]/.exec(text)?.[0];
  return wrong(
    odd
      ? `Character ${odd} is neither a decimal digit number, decimal point, nor "e" notation exponential mark.`
      : 'N/A',
  );
}

/** Values of one token, by library name of the type wanted. */
export const PRIMITIVES: Readonly<Record<string, (vm: Vm, text: string) => ApexValue>> = {
  String: (_vm, text) => text,
  Id(vm, text) {
    if (!isIdText(text)) wrong(`Invalid id: ${text}`); // (unconfirmed)
    return idOfText(vm, text);
  },
  Boolean: (_vm, text) =>
    /^true$/i.test(text) ? true : /^false$/i.test(text) ? false : wrong(`Illegal value for boolean: ${text}`),
  Integer: (_vm, text) => Number(readInteger(text, 32)),
  Long: (_vm, text) => readInteger(text, 64),
  Double: (_vm, text) => new ApexDouble(readDecimal(text).toNumber()),
  Decimal: (_vm, text) => readDecimal(text),
  Date: (_vm, text) => dateOfJson(text) ?? malformedTime(text),
  Datetime: (_vm, text) => datetimeOfJson(text) ?? malformedTime(text),
  Time: (_vm, text) => timeOfJson(text) ?? malformedTime(text),
  Blob: (_vm, text) => new ApexBlob(Uint8Array.from(Buffer.from(text, 'base64'))),
};

/** Names of types as the messages about fields of records have them. */
export const COLUMN_TYPES: Readonly<Record<string, string>> = {
  Decimal: 'double',
  Double: 'double',
  Integer: 'integer',
  Long: 'long',
  Boolean: 'boolean',
  Date: 'date',
  Datetime: 'datetime',
  Time: 'time',
  String: 'string',
  Id: 'id',
};
