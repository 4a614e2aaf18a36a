// Where names of types lead: classes of the project first, then the library, then sObjects.
import type { Schema } from '../schema/schema.ts';
import { isRefusedNamespace, refusedClass } from './library/refused.ts';
import type { NativeClass } from './native.ts';
import { splitTypes } from './native.ts';
import { ApexType, VOID } from './types.ts';
import type { UserClass } from './user-class.ts';
import { EnumValue } from './values/values.ts';

/** Namespaces whose classes need no prefix. Source: Apex Developer Guide, "Namespaces": System is implied, Schema too. */
const IMPLIED = ['system.', 'schema.'];

/** The static types of one program. */
export class Types {
  readonly object: ApexType;
  readonly string: ApexType;
  readonly id: ApexType;
  readonly boolean: ApexType;
  readonly integer: ApexType;
  readonly long: ApexType;
  readonly double: ApexType;
  readonly decimal: ApexType;
  /** Any record. Its methods are those of every sObject. */
  readonly sobjectBase: ApexType;
  /** One line of a query with groups. */
  readonly aggregateResult: ApexType;
  /** What a polymorphic relationship such as Owner leads to. */
  readonly nameObject: ApexType;
  readonly #natives = new Map<string, NativeClass>();
  readonly #byJs = new Map<unknown, NativeClass>();
  readonly #namespaces = new Set<string>();
  /** Names of library classes that others extend or implement. */
  readonly #extended = new Set<string>();
  readonly #made = new Map<NativeClass, Map<string, ApexType>>();
  readonly #sobjects = new Map<string, ApexType>();
  readonly #numbers = new Map<ApexType, number>();
  readonly #enums = new Map<ApexType, readonly EnumValue[]>();
  readonly #schema: Schema;
  readonly #userClass: (name: string) => UserClass | undefined;

  constructor(schema: Schema, library: readonly NativeClass[], userClass: (name: string) => UserClass | undefined) {
    this.#schema = schema;
    this.#userClass = userClass;
    for (const native of library) this.#register(native);
    this.object = this.native('Object');
    this.string = this.native('String');
    this.id = this.native('Id');
    this.boolean = this.native('Boolean');
    this.integer = this.native('Integer');
    this.long = this.native('Long');
    this.double = this.native('Double');
    this.decimal = this.native('Decimal');
    const records = this.#nativeNamed('sobject');
    this.sobjectBase = new ApexType('sobject', 'SObject', records ? { native: records } : {});
    this.aggregateResult = new ApexType('sobject', 'AggregateResult');
    this.nameObject = new ApexType('sobject', 'Name');
  }

  #register(native: NativeClass): void {
    for (const name of [native.name, ...(native.spec.aliases ?? [])]) {
      const key = name.toLowerCase();
      if (this.#natives.has(key)) throw new Error(`apex library: ${name} stands in two tables`);
      this.#natives.set(key, native);
      const dot = key.indexOf('.');
      if (dot > 0) this.#namespaces.add(key.slice(0, dot));
    }
    if (native.spec.js) this.#byJs.set(native.spec.js, native);
    for (const above of [native.spec.extends, ...(native.spec.implements ?? [])])
      if (above) this.#extended.add(above.replace(/<.*/, '').toLowerCase());
  }

  /** Whether every value of the type has this very table: nothing in the library or in a project can extend it. */
  isClosed(type: ApexType): boolean {
    // Every record has the methods of SObject, and nothing overrides them.
    if (type.kind === 'sobject') return true;
    const { native } = type;
    if (!native || type.kind !== 'native') return false;
    const { kind = 'class' } = native.spec;
    const name = native.name.toLowerCase();
    return (
      (kind === 'class' || kind === 'enum') &&
      !this.#extended.has(name) &&
      !IMPLIED.some((namespace) => name.startsWith(namespace) && this.#extended.has(name.slice(namespace.length)))
    );
  }

  /** `Messaging`, `System`, … */
  isNamespace(name: string): boolean {
    const key = name.toLowerCase();
    return key === 'system' || key === 'schema' || this.#namespaces.has(key) || isRefusedNamespace(name);
  }

  /** A top-level class of the project, a library class (`String`, `Database.SaveResult`, `System.Type`), or an sObject; without arguments. */
  find(name: string): ApexType | undefined {
    const key = name.toLowerCase();
    const user = this.#userClass(name);
    if (user) return user.type;
    if (key === 'sobject' || key === 'system.sobject' || key === 'schema.sobject') return this.sobjectBase;
    if (key === 'aggregateresult' || key === 'system.aggregateresult' || key === 'schema.aggregateresult')
      return this.aggregateResult;
    const native = this.#nativeNamed(key);
    if (key === 'name' || key === 'schema.name') return this.nameObject;
    // Of `Site`, `Network`, `BusinessHours` there are only records; the classes of that name are sets of static methods.
    if (native) return (isOnlyStatic(native) ? this.sobject(name) : undefined) ?? this.#make(native, []);
    // A flow that the project does not have: the name compiles all the same (unconfirmed).
    if (key.startsWith('flow.interview.')) return this.native('Flow.Interview');
    return this.sobject(key.startsWith('schema.') ? name.slice('schema.'.length) : name) ?? this.#refused(name);
  }

  /** The class with the static methods that an sObject's name stands for too, if there is one. */
  classBeside(type: ApexType): ApexType | undefined {
    const native = this.#nativeNamed(type.name.toLowerCase());
    return native && isOnlyStatic(native) ? this.#make(native, []) : undefined;
  }

  /** A type that the library knows only to refuse its use. */
  #refused(name: string): ApexType | undefined {
    const refused = refusedClass(name);
    if (!refused) return undefined;
    this.#natives.set(name.toLowerCase(), refused);
    return this.#make(refused, []);
  }

  #nativeNamed(key: string): NativeClass | undefined {
    const direct = this.#natives.get(key);
    if (direct) return direct;
    for (const namespace of IMPLIED) {
      const found = key.startsWith(namespace)
        ? this.#natives.get(key.slice(namespace.length))
        : this.#natives.get(namespace + key);
      if (found) return found;
    }
    return undefined;
  }

  /** @throws Error the library has no such class: a mistake in our own tables */
  native(name: string, args: readonly ApexType[] = []): ApexType {
    const native = this.#nativeNamed(name.toLowerCase());
    if (!native) throw new Error(`apex library: no class ${name}`);
    return this.#make(native, args);
  }

  /** A library class with type arguments; `List` without any is `List<Object>`. */
  #make(native: NativeClass, given: readonly ApexType[]): ApexType {
    const args = native.typeParameters.map((_, index) => given[index] ?? this.object);
    const key = args.map((type) => this.#number(type)).join();
    let made = this.#made.get(native);
    if (!made) this.#made.set(native, (made = new Map<string, ApexType>()));
    let type = made.get(key);
    if (!type) {
      const name = args.length ? `${native.name}<${args.map((one) => one.name).join(',')}>` : native.name;
      made.set(key, (type = new ApexType('native', name, { native, args })));
    }
    return type;
  }

  /** The type with arguments put in, if it takes any. */
  withArguments(type: ApexType, args: readonly ApexType[]): ApexType {
    return type.native && args.length ? this.#make(type.native, args) : type;
  }

  #number(type: ApexType): number {
    let number = this.#numbers.get(type);
    if (number === undefined) this.#numbers.set(type, (number = this.#numbers.size));
    return number;
  }

  sobject(name: string): ApexType | undefined {
    const sobject = this.#schema.type(name);
    if (!sobject) return undefined;
    let type = this.#sobjects.get(sobject.name);
    if (!type) this.#sobjects.set(sobject.name, (type = new ApexType('sobject', sobject.name, { sobject })));
    return type;
  }

  list(of: ApexType): ApexType {
    return this.native('List', [of]);
  }

  set(of: ApexType): ApexType {
    return this.native('Set', [of]);
  }

  map(key: ApexType, value: ApexType): ApexType {
    return this.native('Map', [key, value]);
  }

  /** A type as a signature of the library writes it, with the receiver's type arguments put in: `List<T>`. */
  ofSignature(written: string, receiver?: ApexType): ApexType {
    if (written === 'void') return VOID;
    const parameter = receiver?.native?.typeParameters.indexOf(written) ?? -1;
    if (parameter >= 0) return receiver!.args[parameter]!;
    const [, name = '', args = ''] = /^([\w.]+)(?:<(.*)>)?$/.exec(written) ?? [];
    const found = name.toLowerCase() === 'sobject' ? this.sobjectBase : this.#builtIn(name);
    if (!found) throw new Error(`apex library: no class ${written}`);
    return this.withArguments(
      found,
      splitTypes(args).map((one) => this.ofSignature(one, receiver)),
    );
  }

  /** A name in our own tables means the library's class also where the project has one of the same name. */
  #builtIn(name: string): ApexType | undefined {
    if (name === 'AggregateResult') return this.aggregateResult;
    const native = this.#nativeNamed(name.toLowerCase());
    return native ? this.#make(native, []) : this.sobject(name);
  }

  /** A constant of an enum of the library; ignores case. */
  enumValue(type: ApexType, name: string): EnumValue | undefined {
    return this.enumValues(type).find((one) => one.name.toLowerCase() === name.toLowerCase());
  }

  /** Constants of an enum of the library, in order; none for other types. */
  enumValues(type: ApexType): readonly EnumValue[] {
    let known = this.#enums.get(type);
    if (!known) {
      known = (type.native?.spec.values ?? []).map((name, ordinal) => new EnumValue(type, name, ordinal));
      this.#enums.set(type, known);
    }
    return known;
  }

  /** The library class of a JavaScript instance. */
  ofInstance(value: object): ApexType | undefined {
    const native = this.#byJs.get(value.constructor);
    return native ? this.#make(native, []) : undefined;
  }
}

const isOnlyStatic = ({ spec, constructors, methods, fields }: NativeClass): boolean =>
  !spec.js && !constructors.length && !methods.size && !fields.size && (spec.kind ?? 'class') === 'class';
