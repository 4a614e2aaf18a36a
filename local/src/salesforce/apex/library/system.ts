// System: debug and assertions. Source: Apex Reference Guide, "System Class".
import { display } from '../display.ts';
import { areEqual } from '../equality.ts';
import { nativeClass, type NativeClass } from '../native.ts';
import type { ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';

/** Ends the transaction: assertions cannot be caught. */
function fail(vm: Vm, what: string, message: ApexValue): never {
  const detail = message === null ? '' : `: ${display(message, vm)}`;
  return vm.raiseFinal('System.AssertException', `Assertion Failed${detail}${what}`);
}

function checkEqual(vm: Vm, expected: ApexValue, actual: ApexValue, message: ApexValue = null): void {
  if (!areEqual(expected, actual, vm))
    fail(vm, `: Expected: ${display(expected, vm)}, Actual: ${display(actual, vm)}`, message);
}

const SYSTEM_CLASS = nativeClass({
  name: 'System',
  statics: {
    'void debug(Object message)': (vm, message: ApexValue) => void vm.debugLog.push(display(message, vm)),
    'void assert(Boolean condition)': (vm, condition: boolean | null) =>
      void (condition === true || fail(vm, '', null)),
    'void assert(Boolean condition, Object message)': (vm, condition: boolean | null, message: ApexValue) =>
      void (condition === true || fail(vm, '', message)),
    'void assertEquals(Object expected, Object actual)': checkEqual,
    'void assertEquals(Object expected, Object actual, Object message)': checkEqual,
  },
});

export const SYSTEM: readonly NativeClass[] = [SYSTEM_CLASS];
