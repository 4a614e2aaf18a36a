// JSON into values of a given type. Neither constructors nor initialisers of the classes run, as on the platform.
// Source: Apex Reference Guide, "JSON Class"; wording of errors as public reports give it, else (unconfirmed).
import { memberOf } from '../sobject/fields.ts';
import { fieldApexType } from '../sobject/field-values.ts';
import { SObjectValue } from '../sobject/sobject-value.ts';
import { isException } from '../compile/construction.ts';
import { keyOf } from '../equality.ts';
import type { ApexType } from '../types.ts';
import type { Field } from '../user-class.ts';
import { ApexList, ApexMap, ApexSet } from '../values/collections.ts';
import { ApexObject, type ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { shapeOf } from './json-library.ts';
import { COLUMN_TYPES, PRIMITIVES, ValueError } from './json-primitives.ts';
import { isIdText } from './id-text.ts';
import { JsonError, JsonReader } from './json-reader.ts';
import { readUntyped } from './json-untyped.ts';

/**
 * Reads text as one value of a type.
 * @throws ApexThrow System.JSONException the text is no JSON, or not of that type
 */
export function deserialize(vm: Vm, text: string, type: ApexType, isStrict: boolean): ApexValue {
  return readingJson(vm, () => {
    const reader = new JsonReader(text, 'column');
    // The platform looks at the kind of the first value before it reads a string to its end.
    if (/^\s*"/.test(text)) refuseText(type);
    if (!reader.next()) throw new JsonError('No content to map to Object due to end of input');
    return new Deserializer(vm, reader, isStrict).value(type);
  });
}

const LIST_WANTED = "Malformed JSON: Expected '[' at the beginning of List/Set";
const OBJECT_WANTED = "Malformed JSON: Expected '{' at the beginning of object";

/** @throws JsonError text stands where a list or an object is wanted */
function refuseText(type: ApexType): void {
  if (type.is('List') || type.is('Set')) throw new JsonError(LIST_WANTED);
  if (type.is('Map') || type.kind === 'sobject' || type.user?.kind === 'class') throw new JsonError(OBJECT_WANTED);
}

/** Turns complaints of the reader into the platform's exception. */
export function readingJson<T>(vm: Vm, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof JsonError) return vm.raise('System.JSONException', error.message);
    throw error;
  }
}

const unsupported = (type: ApexType): never => {
  throw new JsonError(`Apex Type unsupported in JSON: ${type.name}`);
};

export class Deserializer {
  readonly #vm: Vm;
  readonly #reader: JsonReader;
  readonly #isStrict: boolean;

  constructor(vm: Vm, reader: JsonReader, isStrict: boolean) {
    this.#vm = vm;
    this.#reader = reader;
    this.#isStrict = isStrict;
  }

  /** The value that the current token begins; the reader ends on its last token. */
  value(type: ApexType): ApexValue {
    const reader = this.#reader;
    if (reader.token === 'VALUE_NULL') return null;
    if (type.kind === 'sobject') return this.#record(type);
    if (type.user) return type.user.kind === 'enum' ? this.#constant(type) : this.#instance(type);
    if (type.is('List')) return new ApexList(type, this.#items(type.args[0]!));
    if (type.is('Set')) {
      const set = new ApexSet(type);
      for (const item of this.#items(type.args[0]!)) set.entries.set(keyOf(item, this.#vm), item);
      return set;
    }
    if (type.is('Map')) return this.#map(type);
    const read = PRIMITIVES[type.native?.name ?? ''];
    if (read) return this.#primitive(read);
    if (type.native?.spec.kind === 'enum') return this.#constant(type);
    return this.#library(type);
  }

  #primitive(read: (vm: Vm, text: string) => ApexValue): ApexValue {
    const { token, text, place } = this.#reader;
    if (token === 'START_OBJECT' || token === 'START_ARRAY') throw new JsonError('Illegal value for primitive');
    try {
      return read(this.#vm, text);
    } catch (error) {
      if (error instanceof ValueError) throw new JsonError(`${error.message} at ${place}`);
      throw error;
    }
  }

  #items(type: ApexType): ApexValue[] {
    const reader = this.#reader;
    if (reader.token !== 'START_ARRAY') throw new JsonError(LIST_WANTED);
    const items: ApexValue[] = [];
    while (reader.next() !== 'END_ARRAY') items.push(this.value(type));
    return items;
  }

  #expectObject(): void {
    if (this.#reader.token !== 'START_OBJECT') throw new JsonError(OBJECT_WANTED);
  }

  #map(type: ApexType): ApexValue {
    const [keyType, valueType] = type.args as [ApexType, ApexType];
    const reader = this.#reader;
    this.#expectObject();
    const map = new ApexMap(type);
    const readKey = PRIMITIVES[keyType.native?.name ?? ''];
    while (reader.next() === 'FIELD_NAME') {
      const key = readKey ? readKey(this.#vm, reader.text) : this.#constant(keyType);
      reader.next();
      map.entries.set(keyOf(key, this.#vm), { key, value: this.value(valueType) });
    }
    return map;
  }

  #constant(type: ApexType): ApexValue {
    const { text, token, place } = this.#reader;
    const constants = type.user ? type.user.enumValues : this.#vm.types.enumValues(type);
    if (!constants.length) return unsupported(type);
    const found = constants.find(({ name }) => name.toLowerCase() === text.toLowerCase());
    if (token === 'START_OBJECT' || token === 'START_ARRAY') throw new JsonError('Illegal value for primitive');
    if (!found) throw new JsonError(`The type ${type.name} does not have an enum value ${text} at ${place}`);
    return found;
  }

  #instance(type: ApexType): ApexValue {
    const cls = type.user!;
    if (cls.kind === 'interface' || cls.modifiers.words.has('abstract')) return unsupported(type);
    const reader = this.#reader;
    this.#expectObject();
    this.#vm.initialise(cls);
    const made = new ApexObject(type, new Array<ApexValue>(cls.members.instanceSlots).fill(null));
    if (isException(type, this.#vm)) made.facts = this.#vm.exception(type, null).facts;
    const seen = new Set<Field>();
    while (reader.next() === 'FIELD_NAME') {
      const name = reader.text;
      const field = cls.findField(name);
      reader.next();
      if (!field || field.isStatic || field.modifiers.words.has('transient') || !field.canSet) {
        if (this.#isStrict && !field) throw new JsonError(`Unknown field: ${type.name}.${name}`);
        reader.skipChildren();
        continue;
      }
      if (this.#isStrict && seen.has(field)) throw new JsonError(`Duplicate field: ${type.name}.${name}`);
      seen.add(field);
      this.#setField(made, field, this.value(field.type));
    }
    return made;
  }

  #setField(made: ApexObject, field: Field, value: ApexValue): void {
    if (field.setter) this.#vm.call(field.setter, made, [value]);
    else made.fields[field.slot] = value;
  }

  /** The general SObject says its type in `attributes`, wherever it stands. */
  #record(type: ApexType): ApexValue {
    const reader = this.#reader;
    this.#expectObject();
    const isKnown = type.sobject !== undefined || type === this.#vm.types.aggregateResult;
    const own = isKnown ? type : this.#typeAhead();
    if (!own)
      throw new JsonError(
        'Nested object for polymorphic foreign key must have an attributes field before any other fields.',
      );
    const record = new SObjectValue(own);
    while (reader.next() === 'FIELD_NAME') {
      const name = reader.text;
      reader.next();
      if (name === 'attributes') reader.skipChildren();
      else this.#recordField(record, name);
    }
    return record;
  }

  /** Looks for `attributes.type` in the object that begins here, without moving the reader. */
  #typeAhead(): ApexType | undefined {
    const ahead = new JsonReader(this.#reader.source.slice(this.#reader.start), 'column');
    ahead.next();
    while (ahead.next() === 'FIELD_NAME') {
      const isAttributes = ahead.text === 'attributes';
      ahead.next();
      if (isAttributes) return this.#attributesType(ahead);
      ahead.skipChildren();
    }
    return undefined;
  }

  #attributesType(reader: JsonReader): ApexType | undefined {
    let type: ApexType | undefined;
    if (reader.token !== 'START_OBJECT') return undefined;
    while (reader.next() === 'FIELD_NAME') {
      const isType = reader.text === 'type';
      reader.next();
      if (isType) type = this.#vm.types.sobject(reader.text);
      else reader.skipChildren();
    }
    return type;
  }

  #recordField(record: SObjectValue, name: string): void {
    const { schema } = this.#vm.program;
    const reader = this.#reader;
    if (!record.type.sobject) {
      record.fields.set(name, readUntyped(this.#vm, reader));
      return;
    }
    const member = memberOf(schema, record.sobject, name);
    if (!member) {
      if (this.#isStrict) throw new JsonError(`No such column '${name}' on sobject of type ${record.type.name}`);
      reader.skipChildren(); // Source: the same page, deserialize: since API version 35.0 they are passed over
      return;
    }
    const set = (value: ApexValue) => void record.fields.set(member.name, value);
    if (member.kind === 'field') set(this.#column(fieldApexType(member.field, this.#vm.types)));
    else if (member.kind === 'parent') {
      const [target] = member.field.referenceTo;
      const isOne = member.field.referenceTo.length === 1;
      const type = (isOne && target ? this.#vm.types.sobject(target) : undefined) ?? this.#vm.types.sobjectBase;
      if (reader.token !== 'START_OBJECT' && reader.token !== 'VALUE_NULL')
        throw new JsonError(`The value provided for foreign key reference ${name} is not a nested SObject`);
      set(this.value(type));
    } else set(this.#children(this.#vm.types.sobject(member.child.childType)!));
  }

  #column(type: ApexType): ApexValue {
    const reader = this.#reader;
    const { token, text, place } = reader;
    const isNested = token === 'START_OBJECT' || token === 'START_ARRAY';
    // Fields of records take any text for an Id: public code makes records up with ids like `id-1` and with names.
    if (type === this.#vm.types.id && token === 'VALUE_STRING' && !isIdText(text)) return text;
    try {
      if (isNested && PRIMITIVES[type.native?.name ?? '']) throw new JsonError('');
      return this.value(type);
    } catch (error) {
      const column = COLUMN_TYPES[type.native?.name ?? ''];
      if (!(error instanceof JsonError) || !column || !token) throw error;
      throw new JsonError(
        `Cannot deserialize instance of ${column} from ${token} value ${text} or request may be missing a required field at ${place}`,
      );
    }
  }

  /** `{"totalSize":1,"done":true,"records":[…]}` */
  #children(type: ApexType): ApexValue {
    const reader = this.#reader;
    if (reader.token === 'VALUE_NULL') return null;
    let list = new ApexList(this.#vm.types.list(type), []);
    this.#expectObject();
    while (reader.next() === 'FIELD_NAME') {
      const isRecords = reader.text === 'records';
      reader.next();
      if (isRecords) list = new ApexList(list.type, this.#items(type));
      else reader.skipChildren();
    }
    return list;
  }

  #library(type: ApexType): ApexValue {
    const shape = shapeOf(type.native?.name ?? '');
    if (!shape) return unsupported(type);
    const reader = this.#reader;
    this.#expectObject();
    const parts = new Map<string, ApexValue>();
    while (reader.next() === 'FIELD_NAME') {
      const part = Object.keys(shape.parts).find((one) => one.toLowerCase() === reader.text.toLowerCase());
      reader.next();
      if (part) parts.set(part, this.value(this.#vm.types.ofSignature(shape.parts[part]!)));
      else reader.skipChildren();
    }
    return shape.read(parts);
  }
}
