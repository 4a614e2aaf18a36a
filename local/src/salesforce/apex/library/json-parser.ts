// JSONParser and JSONToken. Source: Apex Reference Guide, "JSONParser Class".
import { nativeClass, type NativeClass } from '../native.ts';
import { ApexDecimal } from '../values/decimal.ts';
import { ApexDouble, type ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { blobOf } from './blob.ts';
import { given } from './given.ts';
import { idOfText } from './id-text.ts';
import { Deserializer, readingJson } from './json-deserialize.ts';
import { JSON_TOKENS, JsonError, JsonReader, type JsonToken } from './json-reader.ts';
import { dateOfJson, datetimeOfJson, timeOfJson } from './json-values.ts';
import type { TypeToken } from './type-token.ts';

export class ApexJsonParser {
  readonly reader: JsonReader;
  isCleared = false;
  lastCleared: JsonToken | undefined;
  constructor(text: string) {
    this.reader = new JsonReader(text);
  }

  get token(): JsonToken | undefined {
    return this.isCleared ? undefined : this.reader.token;
  }
}

const constant = (vm: Vm, token: JsonToken | undefined): ApexValue =>
  token ? (vm.types.enumValue(vm.types.native('JSONToken'), token) ?? null) : null;

function next(vm: Vm, self: ApexJsonParser): ApexValue {
  self.isCleared = false;
  return constant(
    vm,
    readingJson(vm, () => self.reader.next()),
  );
}

/** The next token that is a value: names of fields are passed. */
function nextValue(vm: Vm, self: ApexJsonParser): ApexValue {
  self.isCleared = false;
  return constant(
    vm,
    readingJson(vm, () => {
      const token = self.reader.next();
      return token === 'FIELD_NAME' ? self.reader.next() : token;
    }),
  );
}

/** @throws ApexThrow System.JSONException the token is of another kind (wording after Jackson, unconfirmed) */
function expected(vm: Vm, self: ApexJsonParser, kinds: readonly JsonToken[], what: string): string {
  const { token, reader } = self;
  if (!token || !kinds.includes(token))
    vm.raise('System.JSONException', `Current token (${token ?? 'null'}) not ${what}, can not access it as such`);
  return reader.text;
}

const NUMBERS: readonly JsonToken[] = ['VALUE_NUMBER_INT', 'VALUE_NUMBER_FLOAT'];
const number = (vm: Vm, self: ApexJsonParser): ApexDecimal =>
  ApexDecimal.parse(expected(vm, self, NUMBERS, 'numeric'))!;
const text = (vm: Vm, self: ApexJsonParser): string => expected(vm, self, ['VALUE_STRING'], 'a VALUE_STRING');

/** Reads the text by `read`; undefined means it does not fit. */
const textAs =
  (read: (text: string) => ApexValue, what: string) =>
  (vm: Vm, self: ApexJsonParser): ApexValue =>
    read(text(vm, self)) ?? vm.raise('System.TypeException', `Invalid ${what}: ${self.reader.text}`);

function whole(vm: Vm, self: ApexJsonParser, bits: 32 | 64): bigint {
  const value = number(vm, self).whole;
  if (BigInt.asIntN(bits, value) !== value)
    vm.raise(
      'System.JSONException',
      `Numeric value (${self.reader.text}) out of range of ${bits === 32 ? 'int' : 'long'}`,
    );
  return value;
}

function readValueAs(vm: Vm, self: ApexJsonParser, type: TypeToken | null, isStrict: boolean): ApexValue {
  const wanted = given(vm, type).of;
  return readingJson(vm, () => {
    const { reader } = self;
    if (!self.token || reader.token === 'FIELD_NAME') reader.next();
    if (!reader.token) throw new JsonError('No content to map to Object due to end of input');
    return new Deserializer(vm, reader, isStrict).value(wanted);
  });
}

export const JSON_PARSER: NativeClass = nativeClass({
  name: 'System.JSONParser',
  js: ApexJsonParser,
  methods: {
    'void clearCurrentToken()'(_vm, self: ApexJsonParser) {
      if (self.token) self.lastCleared = self.token;
      self.isCleared = true;
    },
    'Blob getBlobValue()': (vm, self: ApexJsonParser) => blobOf(Buffer.from(text(vm, self), 'base64')),
    'Boolean getBooleanValue()': (vm, self: ApexJsonParser) =>
      expected(vm, self, ['VALUE_TRUE', 'VALUE_FALSE'], 'a boolean') === 'true',
    'String getCurrentName()': (_vm, self: ApexJsonParser) => self.reader.name,
    'System.JSONToken getCurrentToken()': (vm, self: ApexJsonParser) => constant(vm, self.token),
    'Datetime getDatetimeValue()': textAs(datetimeOfJson, 'date/time'),
    'Date getDateValue()': textAs(dateOfJson, 'date'),
    'Time getTimeValue()': textAs(timeOfJson, 'time'),
    'Decimal getDecimalValue()': number,
    'Double getDoubleValue()': (vm, self: ApexJsonParser) => new ApexDouble(number(vm, self).toNumber()),
    'Id getIdValue()': (vm, self: ApexJsonParser) => idOfText(vm, text(vm, self)),
    'Integer getIntegerValue()': (vm, self: ApexJsonParser) => Number(whole(vm, self, 32)),
    'Long getLongValue()': (vm, self: ApexJsonParser) => whole(vm, self, 64),
    'System.JSONToken getLastClearedToken()': (vm, self: ApexJsonParser) => constant(vm, self.lastCleared),
    'String getText()': (_vm, self: ApexJsonParser) => (self.token ? self.reader.text : null),
    'Boolean hasCurrentToken()': (_vm, self: ApexJsonParser) => self.token !== undefined,
    'System.JSONToken nextToken()': next,
    'System.JSONToken nextValue()': nextValue,
    'Object readValueAs(Type type)': (vm, self: ApexJsonParser, type: TypeToken | null) =>
      readValueAs(vm, self, type, false),
    'Object readValueAsStrict(Type type)': (vm, self: ApexJsonParser, type: TypeToken | null) =>
      readValueAs(vm, self, type, true),
    'void skipChildren()': (vm, self: ApexJsonParser) => readingJson(vm, () => self.reader.skipChildren()),
  },
});

export const JSON_TOKEN: NativeClass = nativeClass({ name: 'System.JSONToken', kind: 'enum', values: JSON_TOKENS });
