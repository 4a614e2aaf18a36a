// Exception and the exceptions of the platform. Source: Apex Reference Guide, "Exception Class and Built-In Exceptions".
import { nativeClass, type NativeClass } from '../native.ts';
import type { ApexType } from '../types.ts';
import type { ApexObject } from '../values/values.ts';
import type { Vm } from '../vm.ts';

const EXCEPTION = nativeClass({
  name: 'Exception',
  kind: 'abstract',
  methods: {
    'String getMessage()': (_vm, self: ApexObject) => self.facts!.message,
    'void setMessage(String message)': (_vm, self: ApexObject, message: string) => void (self.facts!.message = message),
    'String getTypeName()': (_vm, self: ApexObject) => self.type.name,
    'Exception getCause()': (_vm, self: ApexObject) => self.facts!.cause,
    'Integer getLineNumber()': (_vm, self: ApexObject) => self.facts!.line,
    'String getStackTraceString()': (_vm, self: ApexObject) => self.facts!.trace.join('\n'),
    'String toString()': (_vm, self: ApexObject) =>
      self.facts!.message === null ? self.type.name : `${self.type.name}: ${self.facts!.message}`,
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

function builtIn(name: string): NativeClass {
  return nativeClass({
    name: `System.${name}`,
    extends: 'Exception',
    constructors: {
      [`${name}()`]: (vm: Vm, type: ApexType) => vm.exception(type, null),
      [`${name}(String message)`]: (vm: Vm, type: ApexType, message: string | null) => vm.exception(type, message),
    },
  });
}

export const EXCEPTIONS: readonly NativeClass[] = [EXCEPTION, ...NAMES.map(builtIn)];
