// JSON. Source: Apex Reference Guide, "JSON Class".
import { nativeClass, type NativeClass } from '../native.ts';
import type { ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { given } from './given.ts';
import { deserialize, readingJson } from './json-deserialize.ts';
import { ApexJsonGenerator, JSON_GENERATOR } from './json-generator.ts';
import { ApexJsonParser, JSON_PARSER, JSON_TOKEN } from './json-parser.ts';
import { JsonError, JsonReader } from './json-reader.ts';
import { serialize } from './json-serialize.ts';
import { readUntyped } from './json-untyped.ts';
import type { TypeToken } from './type-token.ts';

function untyped(vm: Vm, text: string): ApexValue {
  return readingJson(vm, () => {
    const reader = new JsonReader(text);
    if (!reader.next()) throw new JsonError('No content to map to Object due to end of input');
    return readUntyped(vm, reader);
  });
}

const typed =
  (isStrict: boolean) =>
  (vm: Vm, text: string | null, type: TypeToken | null): ApexValue =>
    deserialize(vm, vm.notNull(text), vm.notNull(type).of, isStrict);

const JSON_CLASS: NativeClass = nativeClass({
  name: 'JSON',
  statics: {
    'System.JSONGenerator createGenerator(Boolean prettyPrint)': (vm, isPretty: boolean | null) =>
      new ApexJsonGenerator(given(vm, isPretty)),
    'System.JSONParser createParser(String text)': (vm, text: string | null) => new ApexJsonParser(given(vm, text)),
    'Object deserialize(String text, Type type)': typed(false),
    'Object deserializeStrict(String text, Type type)': typed(true),
    'Object deserializeUntyped(String text)': (vm, text: string | null) => untyped(vm, given(vm, text)),
    'String serialize(Object value)': (vm, value: ApexValue) => serialize(vm, value),
    'String serialize(Object value, Boolean suppressNulls)': (vm, value: ApexValue, suppressNulls: boolean | null) =>
      serialize(vm, value, { suppressNulls: suppressNulls === true }),
    'String serializePretty(Object value)': (vm, value: ApexValue) => serialize(vm, value, { isPretty: true }),
    'String serializePretty(Object value, Boolean suppressNulls)': (
      vm,
      value: ApexValue,
      suppressNulls: boolean | null,
    ) => serialize(vm, value, { isPretty: true, suppressNulls: suppressNulls === true }),
  },
});

export const JSON_CLASSES: readonly NativeClass[] = [JSON_CLASS, JSON_PARSER, JSON_TOKEN, JSON_GENERATOR];
