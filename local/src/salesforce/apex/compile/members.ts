// Fields and properties: of instances, of classes, of the library, of sObjects.
import type { NativeProperty } from '../native.ts';
import type { Node } from '../syntax.ts';
import { refuseUnsupported } from '../program.ts';
import { parents } from '../subtype.ts';
import { NULL, type ApexType } from '../types.ts';
import type { Field } from '../user-class.ts';
import type { ApexObject, ApexValue } from '../values/values.ts';
import type { Frame, Vm } from '../vm.ts';
import { inChain } from './chains.ts';
import { staticsOf } from './construction.ts';
import type { Expression, Place, Scope, Target } from './scope.ts';
import { onlyRow } from './soql.ts';
import { readTriggerRecords } from './trigger-variables.ts';
import { readSObjectField, sobjectFieldTarget, sobjectStaticMember } from './sobject-members.ts';

/** Reads a field of the project's classes. @param receiver undefined: of this instance, or static */
export function readField(field: Field, receiver: Expression | undefined, scope: Scope): Expression {
  const { type, slot, getter } = field;
  if (type.problem) throw type.problem;
  if (!field.isStatic && !receiver && scope.method.isStatic)
    throw new Error(`apex: ${field.owner.name}.${field.name} is read without an instance`);
  const self = receiver ? receiver.evaluate : (frame: Frame) => frame.self;
  if (getter && !isOwnAccessor(field, scope)) {
    return field.isStatic
      ? { type, evaluate: (frame) => (staticsOf(field.owner, frame.vm), frame.vm.call(getter, null, [])) }
      : { type, evaluate: (frame) => frame.vm.call(getter, frame.vm.notNull(self(frame)), []) };
  }
  if (field.isStatic) return { type, evaluate: (frame) => staticsOf(field.owner, frame.vm)[slot] };
  if (!receiver) return { type, evaluate: (frame) => (frame.self as ApexObject).fields[slot] };
  return { type, evaluate: (frame) => frame.vm.notNull(self(frame) as ApexObject | null).fields[slot] };
}

/** Inside its own accessor a property's name means what the property stores. */
const isOwnAccessor = (field: Field, { method }: Scope): boolean => method === field.getter || method === field.setter;

/** Where a field of the project's classes is assigned. */
export function fieldTarget(field: Field, receiver: Expression | undefined, scope: Scope, node: Node): Target {
  const { type, slot, setter } = field;
  if (!field.canSet && !isOwnAccessor(field, scope) && scope.cls !== field.owner)
    throw scope.wrong(node, `Variable is not writable: ${field.name}`);
  const read = readField(field, receiver, scope);
  const self = receiver ? receiver.evaluate : (frame: Frame) => frame.self;
  if (setter && !isOwnAccessor(field, scope)) {
    return {
      type,
      prepare(frame) {
        const instance = field.isStatic ? null : frame.vm.notNull(self(frame));
        const call = (value: ApexValue) => void frame.vm.call(setter, instance, [value]);
        return { get: () => read.evaluate(frame), set: call };
      },
    };
  }
  const store = field.isStatic
    ? (frame: Frame) => staticsOf(field.owner, frame.vm)
    : (frame: Frame) => frame.vm.notNull(self(frame) as ApexObject | null).fields;
  return {
    type,
    prepare: (frame) => slotPlace(store(frame), slot, field.getter ? () => read.evaluate(frame) : undefined),
  };
}

function slotPlace(values: ApexValue[], slot: number, get?: () => ApexValue): Place {
  return { get: get ?? (() => values[slot]), set: (value) => void (values[slot] = value) };
}

/** `receiver.name`, also `receiver?.name`. */
export function readMember(receiver: Expression, name: string, isSafe: boolean, scope: Scope, node: Node): Expression {
  const row =
    receiver.isQuery && receiver.type.is('List') ? onlyRow(receiver, receiver.type.args[0]!, isSafe) : receiver;
  return inChain(row, isSafe, (known) => readPlainMember(known, name, scope, node), scope);
}

function readPlainMember(receiver: Expression, name: string, scope: Scope, node: Node): Expression {
  const { type } = receiver;
  if (type.kind === 'sobject') return readSObjectField(receiver, name, scope, node);
  const field = type.user?.findField(name);
  if (field) return readField(field, receiver, scope);
  const property = nativeProperty(type, name, 'fields', scope);
  if (property?.get) {
    const get = property.get as (vm: Vm, self: ApexValue) => ApexValue;
    return {
      type: scope.types.ofSignature(property.type, type),
      evaluate: (frame) => get(frame.vm, frame.vm.notNull(receiver.evaluate(frame))),
    };
  }
  if (type === NULL) return ofNothing(receiver);
  refuseUnsupported(type, scope.cls.unit, node);
  throw scope.wrong(node, `Variable does not exist: ${name} (on ${type.name})`);
}

/** Where `receiver.name` is assigned. */
export function memberTarget(receiver: Expression, name: string, scope: Scope, node: Node): Target {
  const { type } = receiver;
  if (type.kind === 'sobject') return sobjectFieldTarget(receiver, name, scope, node);
  const field = type.user?.findField(name);
  if (field) return fieldTarget(field, receiver, scope, node);
  const property = nativeProperty(type, name, 'fields', scope);
  if (!property) refuseUnsupported(type, scope.cls.unit, node);
  if (!property?.set) throw scope.wrong(node, `Field is not writeable: ${type.name}.${name}`);
  const read = property.get as ((vm: Vm, self: ApexValue) => ApexValue) | undefined;
  const write = property.set as (vm: Vm, self: ApexValue, value: ApexValue) => void;
  return {
    type: scope.types.ofSignature(property.type, type),
    prepare(frame) {
      const self = frame.vm.notNull(receiver.evaluate(frame));
      return { get: () => read?.(frame.vm, self), set: (value) => write(frame.vm, self, value) };
    },
  };
}

/** A field of the library's tables, the class's own or one above it. */
function nativeProperty(
  type: ApexType,
  name: string,
  table: 'fields' | 'staticFields',
  scope: Scope,
): NativeProperty | undefined {
  const own = type.native?.[table].get(name.toLowerCase());
  if (own) return own;
  const dynamic = type.native?.spec[table === 'fields' ? 'dynamicField' : 'dynamicStatic']?.(name, scope.program);
  if (dynamic) return { name, type: dynamic.type, get: dynamic.get, set: undefined };
  for (const parent of parents(type, scope.types)) {
    const found = nativeProperty(parent, name, table, scope);
    if (found) return found;
  }
  return undefined;
}

/** `Type.name`: static field, enum constant, sObject token; undefined when the type has no such value. */
export function readStaticMember(type: ApexType, name: string, scope: Scope, node: Node): Expression | undefined {
  if (type.user) {
    const constant = type.user.enumValues.find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (constant) return { type, evaluate: () => constant };
    const field = type.user.findField(name);
    return field?.isStatic ? readField(field, undefined, scope) : undefined;
  }
  if (type.kind === 'sobject') return sobjectStaticMember(type, name, scope, node);
  if (type.is('Trigger')) {
    const records = readTriggerRecords(name, scope);
    if (records) return records;
  }
  const constant = scope.types.enumValue(type, name);
  if (constant) return { type, evaluate: () => constant };
  const property = nativeProperty(type, name, 'staticFields', scope);
  if (!property?.get) return undefined;
  const get = property.get;
  return { type: scope.types.ofSignature(property.type), evaluate: (frame) => get(frame.vm) };
}

/** Where `Type.name` is assigned. */
export function staticTarget(type: ApexType, name: string, scope: Scope, node: Node): Target | undefined {
  const field = type.user?.findField(name);
  if (field?.isStatic) return fieldTarget(field, undefined, scope, node);
  const property = nativeProperty(type, name, 'staticFields', scope);
  if (!property?.set) return undefined;
  const { get, set } = property as unknown as { get?: (vm: Vm) => ApexValue; set: (vm: Vm, value: ApexValue) => void };
  return {
    type: scope.types.ofSignature(property.type),
    prepare: (frame) => ({ get: () => get?.(frame.vm), set: (value) => set(frame.vm, value) }),
  };
}

/** A member of what a refused call would give: the call itself fails. */
export const ofNothing = ({ evaluate }: Expression): Expression => ({
  type: NULL,
  evaluate: (frame) => frame.vm.notNull(evaluate(frame) && null),
});
