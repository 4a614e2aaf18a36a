// Calls of methods of the platform's library: which one is meant, and how it is reached.
import { findNative, invoke } from '../invoke.ts';
import type { NativeMember } from '../native.ts';
import { typeOf } from '../runtime-type.ts';
import { parents } from '../subtype.ts';
import type { Node } from '../syntax.ts';
import type { ApexType } from '../types.ts';
import { ApexObject, type ApexValue } from '../values/values.ts';
import type { Frame, Vm } from '../vm.ts';
import { converted, type Arguments } from './arguments.ts';
import { chooseOverload } from './overloads.ts';
import type { Expression, Scope } from './scope.ts';

export type NativeCall = (vm: Vm, ...values: ApexValue[]) => ApexValue;

/** A method of the library that a call means. */
export interface NativeChoice {
  readonly member: NativeMember;
  readonly parameters: readonly ApexType[];
  readonly returns: ApexType;
}

/** A method of the library that the type has of itself or from above. */
export function inheritedNative(type: ApexType, name: string, args: Arguments, scope: Scope): NativeChoice | undefined {
  const found = pickNative(nativeCandidates(type, name, 'methods', scope), args, scope);
  // A clone of an instance is of the class that the expression has.
  return found && type.user && found.member.name === 'clone' ? { ...found, returns: type } : found;
}

/** Own members first, then those of the types above, Object last. */
export function nativeCandidates(
  type: ApexType,
  name: string,
  table: 'methods' | 'statics',
  scope: Scope,
): NativeChoice[] {
  const own = (type.native?.[table].get(name.toLowerCase()) ?? []).map((member) => ({
    member,
    parameters: member.parameters.map((written) => scope.types.ofSignature(written, type)),
    returns: scope.types.ofSignature(member.returns, type),
  }));
  const above = parents(type, scope.types);
  if (!above.length && table === 'methods' && type !== scope.types.object) above.push(scope.types.object);
  return [...own, ...above.flatMap((parent) => nativeCandidates(parent, name, table, scope))];
}

export function pickNative(
  candidates: readonly NativeChoice[],
  { expressions }: Arguments,
  scope: Scope,
): NativeChoice | undefined {
  return chooseOverload(candidates, ({ parameters }) => parameters, expressions, scope.types);
}

export function callNative(
  { member, parameters, returns }: NativeChoice,
  receiver: Expression | undefined,
  args: Arguments,
  scope: Scope,
  node: Node,
): Expression {
  const values = converted(args, parameters, scope);
  const call = member.call as NativeCall | undefined;
  const { line } = node.start;
  if (!receiver) {
    if (!call) throw scope.unsupported(node, member.name);
    return {
      type: returns,
      evaluate(frame) {
        const given = values(frame);
        frame.line = line;
        return call(frame.vm, ...given);
      },
    };
  }
  const evaluate = receiver.type.is('Blob') ? givenBlob(receiver) : receiver.evaluate;
  if (call && (receiver.isSuper || scope.types.isClosed(receiver.type)))
    return { type: returns, evaluate: directCall(call, evaluate, values, parameters.length, line) };
  const dispatch = dispatcher(member, call);
  return {
    type: returns,
    evaluate(frame) {
      const self = evaluate(frame);
      const given = values(frame);
      frame.line = line;
      if (self === null) return frame.vm.notNull(self);
      return dispatch(frame.vm, self, given);
    },
  };
}

/** Blob alone tells of null in these words, as public tests of `requestBody.toString()` have recorded. */
const givenBlob =
  ({ evaluate }: Expression) =>
  (frame: Frame): ApexValue =>
    evaluate(frame) ?? frame.vm.raise('System.NullPointerException', 'Argument cannot be null.');

/** A call whose function is known when it is compiled. */
function directCall(
  call: NativeCall,
  receiver: (frame: Frame) => ApexValue,
  values: (frame: Frame) => ApexValue[],
  count: number,
  line: number,
): (frame: Frame) => ApexValue {
  if (count === 0)
    return (frame) => {
      const self = receiver(frame);
      frame.line = line;
      return call(frame.vm, self === null ? frame.vm.notNull(self) : self);
    };
  return (frame) => {
    const self = receiver(frame);
    const given = values(frame);
    frame.line = line;
    if (self === null) frame.vm.notNull(self);
    return count === 1 ? call(frame.vm, self, given[0]) : call(frame.vm, self, ...given);
  };
}

/**
 * What is called may be more special than what was declared: toString of a Date in an Object variable, a method of the
 * library's interface that a class of the project implements. Remembers what it found for each type.
 */
function dispatcher({ name, parameters }: NativeMember, declared: NativeCall | undefined) {
  const count = parameters.length;
  const isMeant = (other: NativeMember): boolean => other.parameters.join() === parameters.join();
  const known = new Map<ApexType, NativeCall>();
  return (vm: Vm, self: ApexValue, given: ApexValue[]): ApexValue => {
    const type = typeOf(self, vm.types);
    const found = known.get(type);
    if (found) return found(vm, self, ...given);
    const own = self instanceof ApexObject ? (self.type.user?.implementations(name, count) ?? []) : [];
    if (own.length > 1) return invoke(vm, self, name, given);
    const [only] = own;
    const special = (only ? undefined : findNative(vm, type, name, count, isMeant)?.call) as NativeCall | undefined;
    const run: NativeCall | undefined = only
      ? (machine, instance, ...values) => machine.call(only, instance, values)
      : (special ?? declared);
    if (!run) throw new Error(`apex: ${type.name} has no ${name}`);
    known.set(type, run);
    return run(vm, self, ...given);
  };
}
