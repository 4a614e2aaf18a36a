// Calls that the library makes on a value whose class it does not know: compareTo, execute, iterator, toString …
import { isInstance, typeOf } from './runtime-type.ts';
import { parents } from './subtype.ts';
import type { NativeMember } from './native.ts';
import type { ApexType } from './types.ts';
import type { Method } from './user-class.ts';
import { ApexObject, type ApexValue } from './values/values.ts';
import type { Vm } from './vm.ts';

/**
 * Calls the instance method of that name which takes these arguments.
 * @throws Error there is none: ask `respondsTo` first where that can be
 */
export function invoke(vm: Vm, receiver: ApexValue, name: string, args: ApexValue[]): ApexValue {
  if (receiver instanceof ApexObject) {
    const method = findImplementation(vm, receiver, name, args);
    if (method) return vm.call(method, receiver, args);
  }
  const type = typeOf(receiver, vm.types);
  const native = findNative(vm, type, name, args.length, (member) => takes(vm, type, member, args));
  if (!native?.call) throw new Error(`apex: ${type.name} has no method ${name} with ${args.length} arguments`);
  return (native.call as (...all: unknown[]) => ApexValue)(vm, receiver, ...args);
}

/** Whether a class of the project brings that method itself. */
export function respondsTo(receiver: ApexValue, name: string, parameterCount: number): receiver is ApexObject {
  return (
    receiver instanceof ApexObject &&
    receiver.type.user !== undefined &&
    receiver.type.user.implementations(name, parameterCount).length > 0
  );
}

function findImplementation(
  vm: Vm,
  receiver: ApexObject,
  name: string,
  args: readonly ApexValue[],
): Method | undefined {
  const found = receiver.type.user?.implementations(name, args.length) ?? [];
  if (found.length < 2) return found[0];
  return found.find((method) =>
    method.parameters.every(({ type }, index) => args[index] === null || isInstance(args[index], type, vm.types)),
  );
}

function takes(vm: Vm, type: ApexType, { parameters }: NativeMember, args: readonly ApexValue[]): boolean {
  return parameters.every(
    (written, index) => args[index] === null || isInstance(args[index], vm.types.ofSignature(written, type), vm.types),
  );
}

/**
 * A method of the library's own table or of the tables above it.
 * @param fits which of several with as many parameters is meant; the first when it is left out
 */
export function findNative(
  vm: Vm,
  type: ApexType,
  name: string,
  parameterCount: number,
  fits?: (member: NativeMember) => boolean,
): NativeMember | undefined {
  const own = (type.native?.methods.get(name.toLowerCase()) ?? []).filter(
    (member) => member.call && member.parameters.length === parameterCount,
  );
  const meant = own.length > 1 && fits ? own.find(fits) : own[0];
  if (meant) return meant;
  for (const parent of parents(type, vm.types)) {
    const found = findNative(vm, parent, name, parameterCount, fits);
    if (found) return found;
  }
  return type.name === 'Object' ? undefined : findNative(vm, vm.types.object, name, parameterCount, fits);
}
