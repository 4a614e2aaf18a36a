// Exception and the exceptions of the platform. Source: Apex Reference Guide, "Exception Class and Built-In Exceptions".
import { nativeClass, type NativeClass } from '../native.ts';
import type { ApexType } from '../types.ts';
import type { ApexObject } from '../values/values.ts';
import { NO_MESSAGE, type Vm } from '../vm.ts';
import { ApexMap } from '../values/collections.ts';
import { DML_METHODS } from './dml-facts.ts';

function initCause(vm: Vm, self: ApexObject, cause: ApexObject | null): void {
  if (self.facts!.cause) vm.raise('System.TypeException', 'Can only call initCause once'); // wording unconfirmed
  self.facts!.cause = cause;
}

const EXCEPTION = nativeClass({
  name: 'Exception',
  aliases: ['System.Exception'],
  kind: 'abstract',
  methods: {
    'Exception getCause()': (_vm, self: ApexObject) => self.facts!.cause,
    'Map<String, Set<String>> getInaccessibleFields()': (vm, self: ApexObject) =>
      self.facts!.inaccessible?.(vm) ?? new ApexMap(vm.types.map(vm.types.string, vm.types.set(vm.types.string))),
    'Integer getLineNumber()': (_vm, self: ApexObject) => self.facts!.line,
    'String getMessage()': (_vm, self: ApexObject) => self.facts!.message,
    'String getStackTraceString()': (_vm, self: ApexObject) => self.facts!.trace.join('\n'),
    'String getTypeName()': (_vm, self: ApexObject) => self.type.name,
    'void initCause(Exception cause)': initCause,
    'void setMessage(String message)': (_vm, self: ApexObject, message: string) =>
      void Object.assign(self.facts!, { message, isMessageSet: true }),
    'String toString()': (_vm, self: ApexObject) => `${self.type.name}: ${self.facts!.message ?? ''}`,
    ...DML_METHODS,
  },
});

/** Exceptions that code may make itself with `new`. */
const NAMES = [
  'AssertException',
  'AsyncException',
  'BigObjectException',
  'CalloutException',
  'DataWeaveScriptException',
  'DmlException',
  'DuplicateMessageException',
  'EmailException',
  'ExternalObjectException',
  'FinalException',
  'FlowException',
  'FormulaEvaluationException',
  'FormulaValidationException',
  'HandledException',
  'IllegalArgumentException',
  'InvalidHeaderException',
  'InvalidParameterValueException',
  'JSONException',
  'LimitException',
  'ListException',
  'MathException',
  'NoAccessException',
  'NoDataFoundException',
  'NoSuchElementException',
  'NullPointerException',
  'ParseException',
  'ProcedureException',
  'QueryException',
  'RequiredFeatureMissingException',
  'SObjectException',
  'SearchException',
  'SecurityException',
  'SerializationException',
  'StringException',
  'TouchHandledException',
  'TypeException',
  'UnexpectedException',
  'UnsupportedOperationException',
  'VisualforceException',
  'XmlException',
];

type Make = (vm: Vm, type: ApexType, ...values: never[]) => ApexObject;

function caused(vm: Vm, type: ApexType, message: string | null, cause: ApexObject | null): ApexObject {
  const made = vm.exception(type, message);
  made.facts!.cause = cause;
  return made;
}

/** Every exception can be made of nothing, of a message, of a cause, and of both. */
const constructors = (name: string): Record<string, Make> => ({
  [`${name}()`]: (vm, type) => vm.exception(type, null),
  [`${name}(String message)`]: (vm, type, message: string | null) => vm.exception(type, message),
  [`${name}(Exception cause)`]: (vm, type, cause: ApexObject | null) => caused(vm, type, null, cause),
  [`${name}(String message, Exception cause)`]: caused,
});

/** An exception of the library; `name` with its namespace. */
export function builtInException(name: string): NativeClass {
  return nativeClass({ name, extends: 'Exception', constructors: constructors(name.split('.').at(-1)!) });
}

/** Its text is for Lightning components: Apex reads it only after setMessage. */
const auraMessage = ({ facts }: ApexObject): string | null => (facts!.isMessageSet ? facts!.message : NO_MESSAGE);

const AURA_HANDLED = nativeClass({
  name: 'System.AuraHandledException',
  extends: 'Exception',
  constructors: {
    'AuraHandledException(String message)': (vm, type, message: string | null) => vm.exception(type, message),
  },
  methods: {
    'String getMessage()': (_vm, self: ApexObject) => auraMessage(self),
    'String toString()': (_vm, self: ApexObject) => `${self.type.name}: ${auraMessage(self)}`,
  },
});

export const EXCEPTIONS: readonly NativeClass[] = [
  EXCEPTION,
  AURA_HANDLED,
  ...NAMES.map((name) => builtInException(`System.${name}`)),
];
