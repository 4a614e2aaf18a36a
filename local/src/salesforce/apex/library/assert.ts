// Assertions: System.assert…, and the Assert class. Source: Apex Reference Guide, "System Class", "Assert Class".
// A failed assertion ends the test: no `catch` takes it.
import { to18 } from '../../store/ids.ts';
import { display } from '../display.ts';
import { areEqual, keyOf } from '../equality.ts';
import { nativeClass, type NativeTable } from '../native.ts';
import { isInstance, typeOf } from '../runtime-type.ts';
import { ApexList, ApexMap, ApexSet } from '../values/collections.ts';
import type { ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { isIdText } from './id-text.ts';
import type { TypeToken } from './type-token.ts';

/** @param detail what is wrong, after the caller's own message; empty when the assertion has nothing to tell */
function fail(vm: Vm, detail: string, message: ApexValue): never {
  const parts = ['Assertion Failed', ...(message === null ? [] : [display(message, vm)]), ...(detail ? [detail] : [])];
  return vm.raiseFinal('System.AssertException', parts.join(': '));
}

/** An Id of 18 characters is the one of 15 that it begins with. */
function isSameId(left: string, right: string): boolean {
  const [short, long] = left.length < right.length ? [left, right] : [right, left];
  return short.length === 15 && long.length === 18 && long.startsWith(short) && isIdText(short) && to18(short) === long;
}

/** Unlike `==`, assertions tell upper case from lower. */
function isSame(left: ApexValue, right: ApexValue, vm: Vm): boolean {
  if (typeof left === 'string' && typeof right === 'string') return left === right || isSameId(left, right);
  if (left instanceof ApexList && right instanceof ApexList)
    return left.items.length === right.items.length && left.items.every((one, at) => isSame(one, right.items[at], vm));
  if ((left instanceof ApexSet && right instanceof ApexSet) || (left instanceof ApexMap && right instanceof ApexMap))
    return keyOf(left, vm) === keyOf(right, vm);
  return areEqual(left, right, vm);
}

function assertTrue(vm: Vm, condition: boolean | null, message: ApexValue = null): null {
  return condition === true ? null : fail(vm, '', message);
}

function assertFalse(vm: Vm, condition: boolean | null, message: ApexValue = null): null {
  return condition === false ? null : fail(vm, '', message);
}

function assertSame(vm: Vm, expected: ApexValue, actual: ApexValue, message: ApexValue = null): null {
  if (isSame(expected, actual, vm)) return null;
  return fail(vm, `Expected: ${display(expected, vm)}, Actual: ${display(actual, vm)}`, message);
}

function assertDifferent(vm: Vm, unexpected: ApexValue, actual: ApexValue, message: ApexValue = null): null {
  return isSame(unexpected, actual, vm) ? fail(vm, `Same value: ${display(actual, vm)}`, message) : null;
}

const assertNull = (vm: Vm, value: ApexValue, message: ApexValue = null) => assertSame(vm, null, value, message);
const assertNotNull = (vm: Vm, value: ApexValue, message: ApexValue = null) =>
  assertDifferent(vm, null, value, message);

/** The wording of the two failures is unconfirmed. */
function assertInstance(vm: Vm, instance: ApexValue, type: TypeToken | null, message: ApexValue = null): null {
  const wanted = vm.notNull(type).of;
  if (isInstance(instance, wanted, vm.types)) return null;
  const actual = instance === null ? 'null' : typeOf(instance, vm.types).name;
  return fail(vm, `Expected: instance of type ${wanted.name}, Actual: ${actual}`, message);
}

function assertNoInstance(vm: Vm, instance: ApexValue, type: TypeToken | null, message: ApexValue = null): null {
  const unwanted = vm.notNull(type).of;
  if (!isInstance(instance, unwanted, vm.types)) return null;
  return fail(vm, `Not expected: instance of type ${unwanted.name}`, message);
}

/** What System has of assertions. */
export const SYSTEM_ASSERTIONS: NativeTable = {
  'void assert(Boolean condition)': assertTrue,
  'void assert(Boolean condition, Object message)': assertTrue,
  'void assertEquals(Object expected, Object actual)': assertSame,
  'void assertEquals(Object expected, Object actual, Object message)': assertSame,
  'void assertNotEquals(Object expected, Object actual)': assertDifferent,
  'void assertNotEquals(Object expected, Object actual, Object message)': assertDifferent,
};

export const ASSERT = nativeClass({
  name: 'Assert',
  statics: {
    'void areEqual(Object expected, Object actual)': assertSame,
    'void areEqual(Object expected, Object actual, String message)': assertSame,
    'void areNotEqual(Object notExpected, Object actual)': assertDifferent,
    'void areNotEqual(Object notExpected, Object actual, String message)': assertDifferent,
    'void isTrue(Boolean condition)': assertTrue,
    'void isTrue(Boolean condition, String message)': assertTrue,
    'void isFalse(Boolean condition)': assertFalse,
    'void isFalse(Boolean condition, String message)': assertFalse,
    'void isNull(Object value)': assertNull,
    'void isNull(Object value, String message)': assertNull,
    'void isNotNull(Object value)': assertNotNull,
    'void isNotNull(Object value, String message)': assertNotNull,
    'void isInstanceOfType(Object instance, System.Type expectedType)': assertInstance,
    'void isInstanceOfType(Object instance, System.Type expectedType, String message)': assertInstance,
    'void isNotInstanceOfType(Object instance, System.Type notExpectedType)': assertNoInstance,
    'void isNotInstanceOfType(Object instance, System.Type notExpectedType, String message)': assertNoInstance,
    'void fail()': (vm: Vm) => fail(vm, '', null),
    'void fail(String message)': (vm: Vm, message: string | null) => fail(vm, '', message),
  },
});
