// System: debug, time, asynchronous jobs, where the code runs. Source: Apex Reference Guide, "System Class".
import { PasswordRefused } from '../../security/passwords.ts';
import { display } from '../display.ts';
import { areEqual, keyOf } from '../equality.ts';
import { nativeClass, type NativeClass } from '../native.ts';
import { ApexDate, ApexDatetime, EnumValue, type ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { abortJob } from '../async/abort.ts';
import { SYSTEM_ASYNC } from '../async/library.ts';
import { ASSERT, SYSTEM_ASSERTIONS } from './assert.ts';
import { given, refuse } from './given.ts';
import { LIMITS } from './limits.ts';
import { SYSTEM_PAGES } from './page-reference.ts';
import { USER } from './user-info.ts';

const LOGGING_LEVEL = nativeClass({
  name: 'LoggingLevel',
  kind: 'enum',
  values: ['NONE', 'INTERNAL', 'FINEST', 'FINER', 'FINE', 'DEBUG', 'INFO', 'WARN', 'ERROR'],
});

const READ_WRITE_MODE = nativeClass({
  name: 'ApplicationReadWriteMode',
  kind: 'enum',
  values: ['DEFAULT', 'READ_ONLY'],
});

/** Days since 1970 of the running user's today. */
export function todayOf(vm: Vm): number {
  const text = new Intl.DateTimeFormat('en-CA', { timeZone: vm.user.timeZone || 'UTC' }).format(vm.org.clock());
  return Date.parse(`${text}T00:00:00Z`) / 86_400_000;
}

const SYSTEM_CLASS = nativeClass({
  name: 'System',
  statics: {
    ...SYSTEM_ASSERTIONS,
    ...SYSTEM_ASYNC,
    ...SYSTEM_PAGES,
    'void debug(Object message)': (vm, message: ApexValue) => void vm.debugLog.push(display(message, vm)),
    'void debug(LoggingLevel level, Object message)': (vm, _level: EnumValue | null, message: ApexValue) =>
      void vm.debugLog.push(display(message, vm)),
    'Datetime now()': (vm) => new ApexDatetime(vm.org.clock()),
    'Date today()': (vm) => new ApexDate(todayOf(vm)),
    'Long currentTimeMillis()': (vm) => BigInt(vm.org.clock()),
    'Boolean equals(Object left, Object right)': (vm, left: ApexValue, right: ApexValue) => areEqual(left, right, vm),
    'Integer hashCode(Object value)': (vm, value: ApexValue) => hashOfText(String(keyOf(value, vm))),
    'ApplicationReadWriteMode getApplicationReadWriteMode()': (vm) =>
      vm.types.enumValue(
        vm.types.native('ApplicationReadWriteMode'),
        vm.test?.isReadOnlyApplication ? 'READ_ONLY' : 'DEFAULT',
      ),
    'void abortJob(String jobId)': (vm, id: string | null) => abortJob(vm, given(vm, id)),
    'Version requestVersion()': (vm) => refuse(vm, 'System.requestVersion (code of a managed package)'),
    'void runAs(Package.Version version)': (vm) => refuse(vm, 'System.runAs(Package.Version)'),
    'void setPassword(Id userId, String password)': (vm, id: string | null, password: string | null) =>
      setPassword(vm, given(vm, id), given(vm, password, 2)),
    'void movePassword(Id targetUserId, Id sourceUserId)': (vm) => refuse(vm, 'System.movePassword'),
    'System.ResetPasswordResult resetPassword(Id userId, Boolean sendUserEmail)': (vm, id: string | null) => {
      const password = `Local${vm.org.clock()}`;
      setPassword(vm, given(vm, id), password);
      return new ResetPasswordResult(password);
    },
    'Long process(List<Id> workItemIds, String action, String comments, String nextApprover)': (vm) =>
      refuse(vm, 'System.process (approval processes)'),
  },
});

function setPassword(vm: Vm, userId: string, password: string): null {
  try {
    vm.org.passwords.set(userId, password);
    return null;
  } catch (error) {
    if (!(error instanceof PasswordRefused)) throw error;
    return vm.raise('System.InvalidParameterValueException', `INVALID_NEW_PASSWORD: ${error.message}`);
  }
}

export class ResetPasswordResult {
  readonly password: string;
  constructor(password: string) {
    this.password = password;
  }
}

const RESET_PASSWORD_RESULT = nativeClass({
  name: 'System.ResetPasswordResult',
  js: ResetPasswordResult,
  methods: { 'String getPassword()': (_vm, self: ResetPasswordResult) => self.password },
});

/** As Java's String.hashCode. */
export function hashOfText(text: string): number {
  let hash = 0;
  for (let index = 0; index < text.length; index++) hash = (Math.imul(hash, 31) + text.charCodeAt(index)) | 0;
  return hash;
}

export const SYSTEM: readonly NativeClass[] = [
  SYSTEM_CLASS,
  LOGGING_LEVEL,
  READ_WRITE_MODE,
  RESET_PASSWORD_RESULT,
  ASSERT,
  LIMITS,
  ...USER,
];
