// Values as JSON. Source: Apex Reference Guide, "JSON Class", and Apex Developer Guide, "JSON Support".
import { display } from '../display.ts';
import { memberOf } from '../sobject/fields.ts';
import { SObjectValue } from '../sobject/sobject-value.ts';
import { typeOf } from '../runtime-type.ts';
import type { Field } from '../user-class.ts';
import { ApexList, ApexMap, ApexSet } from '../values/collections.ts';
import { ApexDatetime, ApexObject, type ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { fieldsOf } from './json-library.ts';
import { datetimeJson, writeScalar } from './json-values.ts';
import { JsonWriter, JsonWriteError } from './json-writer.ts';

export interface SerializeOptions {
  readonly isPretty?: boolean;
  /** Fields of instances of classes of the project that are null are left out. */
  readonly suppressNulls?: boolean;
}

/** @throws ApexThrow System.JSONException the value has a part that JSON cannot hold */
export function serialize(vm: Vm, value: ApexValue, options: SerializeOptions = {}): string {
  const writer = new JsonWriter(options.isPretty === true);
  writeJson(vm, writer, value, options);
  return writer.text;
}

/** Writes a value where the writer stands. */
export function writeJson(vm: Vm, writer: JsonWriter, value: ApexValue, options: SerializeOptions = {}): void {
  try {
    new Serializer(vm, writer, options).write(value);
  } catch (error) {
    if (error instanceof JsonWriteError) vm.raise('System.JSONException', error.message);
    throw error;
  }
}

class Serializer {
  readonly #vm: Vm;
  readonly #writer: JsonWriter;
  readonly #options: SerializeOptions;
  /** Values that hold the one being written. */
  readonly #open = new Set<unknown>();

  constructor(vm: Vm, writer: JsonWriter, options: SerializeOptions) {
    this.#vm = vm;
    this.#writer = writer;
    this.#options = options;
  }

  write(value: ApexValue): void {
    if (writeScalar(this.#writer, value)) return;
    if (this.#open.has(value)) this.#vm.raise('System.JSONException', 'Direct self-reference leading to cycle'); // (unconfirmed)
    this.#open.add(value);
    this.#writeParts(value);
    this.#open.delete(value);
  }

  #writeParts(value: ApexValue): void {
    if (value instanceof ApexList) this.#writeList(value.items);
    else if (value instanceof ApexSet) this.#writeList([...value.entries.values()]);
    else if (value instanceof ApexMap) this.#writeMap(value);
    else if (value instanceof SObjectValue) this.#writeRecord(value);
    else if (value instanceof ApexObject && !value.facts) this.#writeInstance(value);
    else this.#writeLibrary(value);
  }

  #writeList(items: Iterable<ApexValue>): void {
    this.#writer.open('ARRAY');
    for (const item of items) this.write(item);
    this.#writer.close('ARRAY');
  }

  #writeMap(map: ApexMap): void {
    this.#writer.open('OBJECT');
    // The platform writes what was put last first, as public tests show.
    for (const { key, value } of [...map.entries.values()].reverse()) {
      this.#writer.name(this.#keyText(key));
      this.write(value);
    }
    this.#writer.close('OBJECT');
  }

  /** Source: Apex Reference Guide, "JSON Class": keys of primitive types become text. */
  #keyText(key: ApexValue): string {
    if (key === null) return 'null';
    const isInstance = key instanceof ApexObject || key instanceof SObjectValue;
    if (isInstance || key instanceof ApexList || key instanceof ApexMap || key instanceof ApexSet)
      return this.#vm.raise(
        'System.JSONException',
        `Apex Type unsupported in JSON: ${typeOf(key, this.#vm.types).name}`,
      );
    return display(key, this.#vm);
  }

  #writeInstance(instance: ApexObject): void {
    const cls = instance.type.user!;
    this.#writer.open('OBJECT');
    for (const above of cls.lineage())
      for (const field of above.members.fields.values()) {
        if (!isSerialized(field)) continue;
        const value = field.getter ? this.#vm.call(field.getter, instance, []) : instance.fields[field.slot];
        if (value === null && this.#options.suppressNulls) continue;
        this.#writer.name(field.name);
        this.write(value);
      }
    this.#writer.close('OBJECT');
  }

  #writeRecord(record: SObjectValue): void {
    const { program, org } = this.#vm;
    this.#writer.open('OBJECT');
    this.#writer.name('attributes');
    this.#writer.open('OBJECT');
    this.#writer.name('type');
    this.#writer.string(record.type.name);
    if (record.type.sobject && record.id) {
      this.#writer.name('url');
      this.#writer.string(`/services/data/v${org.project.apiVersion}/sobjects/${record.type.name}/${record.id}`);
    }
    this.#writer.close('OBJECT');
    for (const [name, value] of record.fields) {
      if (value === null && !record.isAssigned(name)) continue;
      const isChildren =
        value instanceof ApexList &&
        record.type.sobject !== undefined &&
        memberOf(program.schema, record.type.sobject, name)?.kind === 'children';
      if (isChildren && !value.items.length) continue;
      this.#writer.name(name);
      if (isChildren) this.#writeChildren(value);
      // Datetimes of records have an offset; those of classes end in Z.
      else if (value instanceof ApexDatetime) this.#writer.string(datetimeJson(value.ms).replace('Z', '+0000'));
      else this.write(value);
    }
    this.#writer.close('OBJECT');
  }

  #writeChildren({ items }: ApexList): void {
    this.#writer.open('OBJECT');
    this.#writer.name('totalSize');
    this.#writer.raw(String(items.length));
    this.#writer.name('done');
    this.#writer.raw('true');
    this.#writer.name('records');
    this.#writeList(items);
    this.#writer.close('OBJECT');
  }

  #writeLibrary(value: ApexValue): void {
    const fields = fieldsOf(this.#vm, value);
    if (!fields)
      this.#vm.raise('System.JSONException', `Apex Type unsupported in JSON: ${typeOf(value, this.#vm.types).name}`);
    this.#writer.open('OBJECT');
    for (const [name, part] of fields) {
      this.#writer.name(name);
      this.write(part);
    }
    this.#writer.close('OBJECT');
  }
}

/** Instance fields and readable properties, private ones too; not `transient` ones. */
export function isSerialized(field: Field): boolean {
  return !field.isStatic && field.canGet && !field.modifiers.words.has('transient');
}
