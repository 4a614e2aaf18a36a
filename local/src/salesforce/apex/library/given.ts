// Arguments that a method of the library does not take as null, and what the library refuses while code runs.
import { UnsupportedApex } from '../errors.ts';
import type { Vm } from '../vm.ts';

/**
 * @param place of the argument, from 1
 * @throws ApexThrow System.NullPointerException `Argument 1 cannot be null`
 */
export function given<T>(vm: Vm, value: T | null, place = 1): T {
  if (value === null) vm.raise('System.NullPointerException', `Argument ${place} cannot be null`);
  return value;
}

/** What conversions from text and Object (`Integer.valueOf`) say to null. */
export function givenToConvert<T>(vm: Vm, value: T | null): T {
  if (value === null) vm.raise('System.NullPointerException', 'Argument cannot be null.');
  return value;
}

/** Refuses what only turns out at run time, with class and line. */
export function refuse(vm: Vm, construct: string): never {
  const { frame } = vm;
  const position = {
    unit: frame?.method.owner.unit.name ?? 'Apex',
    line: frame?.line ?? 0,
    column: frame ? 1 : 0,
  };
  throw new UnsupportedApex(position, `${construct} is not supported by the local org`);
}
