// The library of the platform as tables: one table per class, one line per member, its Apex signature as the key.
// A signature is written as the Apex Reference Guide writes it; overloads are resolved against it, so it must be exact.
//
//   export const STRING = nativeClass({
//     name: 'String',
//     statics: { 'String join(Iterable<Object> items, String separator)': (vm, items: ApexList, separator: string) => … },
//     methods: { 'Boolean contains(String substring)': (_vm, self: string, substring: string) => self.includes(substring) },
//   });
//
// Functions get the machine first (see vm.ts), then the receiver (methods and fields only), then the arguments, converted
// to the declared types. The receiver is never null: calling on null is refused before. Arguments may be null.
import { heldText, refusedText } from './heap.ts';
import type { Program } from './program.ts';
import type { ApexType } from './types.ts';
import type { ApexValue } from './values/values.ts';
import type { Vm } from './vm.ts';

// Parameters are checked against the signature by the compiler of Apex, not of TypeScript.
type NativeFunction = (vm: Vm, ...values: never[]) => ApexValue;
export type NativeTable = Readonly<Record<string, NativeFunction>>;

export interface NativeField {
  readonly get?: NativeFunction;
  readonly set?: NativeFunction;
}

/** `type` as a signature writes it. Static members get the machine, others the receiver too. */
export interface DynamicMember {
  readonly type: string;
  readonly get: NativeFunction;
}

export interface NativeSpec {
  /** `String`, `Database.SaveResult`, `List<T>`; classes of the namespaces System and Schema go without it where Apex lets them. */
  readonly name: string;
  /** Other names for the same class: `System.String` needs none; `Schema.SObjectType` for `SObjectType` does. */
  readonly aliases?: readonly string[];
  readonly extends?: string;
  readonly implements?: readonly string[];
  /** class is the default. Interfaces and virtual classes may be implemented or extended by classes of the project. */
  readonly kind?: 'class' | 'virtual' | 'abstract' | 'interface' | 'enum';
  /** Constants of an enum, in order. */
  readonly values?: readonly string[];
  /** JavaScript class of the instances; needed where `instanceof` or a call on an Object must find this table. */
  readonly js?: abstract new (...args: never[]) => object;
  /** Keys without return type: `HttpRequest()`. Functions get machine, the type being made, then arguments. */
  readonly constructors?: Readonly<Record<string, (vm: Vm, type: ApexType, ...values: never[]) => ApexValue>>;
  readonly statics?: NativeTable;
  readonly methods?: NativeTable;
  /** Keys are `Type name`; a function alone is a getter. */
  readonly staticFields?: Readonly<Record<string, NativeFunction | NativeField>>;
  readonly fields?: Readonly<Record<string, NativeFunction | NativeField>>;
  /** Signatures that a class of the project must bring; what an interface or abstract class leaves open. */
  readonly abstract?: readonly string[];
  /** Members that depend on the project: labels, sObject tokens. Asked after the tables; undefined = no such member. */
  readonly dynamicStatic?: (name: string, program: Program) => DynamicMember | undefined;
  readonly dynamicField?: (name: string, program: Program) => DynamicMember | undefined;
  /** The class is known to exist but any use is refused, with this reason. */
  readonly unsupported?: string;
}

export interface NativeMember {
  readonly name: string;
  /** As written in the table. */
  readonly returns: string;
  readonly parameters: readonly string[];
  /** undefined: to be brought by the implementing class. */
  readonly call: NativeFunction | undefined;
}

export interface NativeProperty {
  readonly name: string;
  readonly type: string;
  readonly get: NativeFunction | undefined;
  readonly set: NativeFunction | undefined;
}

export interface NativeClass {
  /** Without type parameters. */
  readonly name: string;
  readonly typeParameters: readonly string[];
  readonly spec: NativeSpec;
  readonly constructors: readonly NativeMember[];
  /** By lower-case name. */
  readonly statics: ReadonlyMap<string, readonly NativeMember[]>;
  readonly methods: ReadonlyMap<string, readonly NativeMember[]>;
  readonly staticFields: ReadonlyMap<string, NativeProperty>;
  readonly fields: ReadonlyMap<string, NativeProperty>;
}

/** Reads a table. @throws Error a signature is malformed: a mistake in our own tables */
export function nativeClass(spec: NativeSpec): NativeClass {
  const [, name = '', parameters = ''] = /^([\w.]+)(?:<(.*)>)?$/.exec(spec.name) ?? [];
  if (!name) throw new Error(`apex library: ${spec.name} is no class name`);
  return {
    name,
    typeParameters: splitTypes(parameters),
    spec,
    constructors: Object.entries(spec.constructors ?? {}).map(([key, call]) => readSignature(`void ${key}`, call)),
    statics: byName(members(spec.statics)),
    methods: byName([...members(spec.methods), ...(spec.abstract ?? []).map((key) => readSignature(key, undefined))]),
    staticFields: properties(spec.staticFields),
    fields: properties(spec.fields),
  };
}

const members = (table: NativeTable | undefined): NativeMember[] =>
  Object.entries(table ?? {}).map(([key, call]) => readSignature(key, call));

function byName(all: readonly NativeMember[]): Map<string, NativeMember[]> {
  return Map.groupBy(all, (member) => member.name.toLowerCase());
}

function readSignature(key: string, call: NativeFunction | undefined): NativeMember {
  const [, returns = '', name = '', parameters = ''] = /^(.+?)\s+(\w+)\((.*)\)$/.exec(key.trim()) ?? [];
  if (!name) throw new Error(`apex library: '${key}' is no signature`);
  return {
    name,
    returns,
    parameters: splitTypes(parameters).map((one) => one.replace(/\s+\w+$/, '')),
    call: call && returns === 'String' ? textCall(call) : call,
  };
}

/** Text counts against the heap, whoever makes it. */
function textCall(call: NativeFunction): NativeFunction {
  const run = call as (vm: Vm, ...values: ApexValue[]) => ApexValue;
  return (vm: Vm, ...values: ApexValue[]) => {
    let text: ApexValue;
    try {
      text = run(vm, ...values);
    } catch (error) {
      throw refusedText(vm, error);
    }
    return typeof text === 'string' ? heldText(vm, text) : text;
  };
}

function properties(table: NativeSpec['fields']): Map<string, NativeProperty> {
  return new Map(
    Object.entries(table ?? {}).map(([key, access]) => {
      const [, type = '', name = ''] = /^(.+?)\s+(\w+)$/.exec(key.trim()) ?? [];
      if (!name) throw new Error(`apex library: '${key}' is no field`);
      const { get, set } = typeof access === 'function' ? { get: access, set: undefined } : access;
      return [name.toLowerCase(), { name, type, get, set }];
    }),
  );
}

/** Splits at commas outside angle brackets. */
export function splitTypes(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const character of text) {
    if (character === '<') depth += 1;
    if (character === '>') depth -= 1;
    if (character === ',' && depth === 0) {
      parts.push(part.trim());
      part = '';
    } else part += character;
  }
  if (part.trim()) parts.push(part.trim());
  return parts;
}
