// Results of approvals and of invoked actions: the local org makes none but those of locks, tests make them from JSON.
// Source: Apex Reference Guide, Approval and Invocable namespaces.
import { nativeClass, type NativeClass } from '../native.ts';
import { ApexList, ApexMap } from '../values/collections.ts';
import type { ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { Bean } from './bean.ts';
import { refuse } from './given.ts';

export class LockResult extends Bean {}
export class UnlockResult extends Bean {}
class ProcessResult extends Bean {}
class ActionResult extends Bean {}
class ActionError extends Bean {}

/** How JSON holds one: its parts and their types. */
export interface MadeShape {
  readonly js: new () => Bean;
  readonly parts: Readonly<Record<string, string>>;
}

const ERRORS = { success: 'Boolean', errors: 'List<Database.Error>' };

export const MADE_SHAPES: Readonly<Record<string, MadeShape>> = {
  'Approval.LockResult': { js: LockResult, parts: { ...ERRORS, id: 'Id' } },
  'Approval.UnlockResult': { js: UnlockResult, parts: { ...ERRORS, id: 'Id' } },
  'Approval.ProcessResult': {
    js: ProcessResult,
    parts: {
      ...ERRORS,
      entityId: 'String',
      instanceId: 'String',
      instanceStatus: 'String',
      newWorkitemIds: 'List<Id>',
    },
  },
  'Invocable.Action.Result': {
    js: ActionResult,
    parts: {
      success: 'Boolean',
      errors: 'List<Invocable.Action.Error>',
      outputParameters: 'Map<String, Object>',
      action: 'Object',
    },
  },
  'Invocable.Action.Error': { js: ActionError, parts: { code: 'String', message: 'String' } },
};

const read = (name: string) => (_vm: Vm, self: Bean) => self.get(name);
const isSuccess = (_vm: Vm, self: Bean) => self.get('success') === true;

const list = (name: string, of: string) => (vm: Vm, self: Bean) =>
  self.get(name) ?? new ApexList(vm.types.list(vm.types.native(of)), []);

const COMMON = {
  'Boolean isSuccess()': isSuccess,
  'List<Database.Error> getErrors()': list('errors', 'Database.Error'),
};

function outputs(vm: Vm, self: Bean): ApexValue {
  return (self.values['outputParameters'] ??= new ApexMap(vm.types.map(vm.types.string, vm.types.object)));
}

const actions = (vm: Vm) => refuse(vm, 'Invocable.Action (actions by name)');

export const MADE_RESULTS: readonly NativeClass[] = [
  nativeClass({
    name: 'Approval.LockResult',
    js: LockResult,
    methods: { ...COMMON, 'Id getId()': read('id') },
  }),
  nativeClass({
    name: 'Approval.UnlockResult',
    js: UnlockResult,
    methods: { ...COMMON, 'Id getId()': read('id') },
  }),
  nativeClass({
    name: 'Approval.ProcessResult',
    js: ProcessResult,
    methods: {
      ...COMMON,
      'String getEntityId()': read('entityId'),
      'String getInstanceId()': read('instanceId'),
      'String getInstanceStatus()': read('instanceStatus'),
      'List<Id> getNewWorkitemIds()': list('newWorkitemIds', 'Id'),
    },
  }),
  nativeClass({
    name: 'Invocable.Action',
    statics: {
      'Invocable.Action createCustomAction(String type, String name)': actions,
      'Invocable.Action createCustomAction(String type, String namespace, String name)': actions,
      'Invocable.Action createStandardAction(String type)': actions,
    },
    methods: {
      'Invocable.Action addInvocation()': actions,
      'Invocable.Action setInvocationParameter(String name, Object value)': actions,
      'Invocable.Action setInvocations(List<Map<String, Object>> invocations)': actions,
      'List<Invocable.Action.Result> invoke()': actions,
    },
  }),
  nativeClass({
    name: 'Invocable.Action.Result',
    js: ActionResult,
    methods: {
      'Boolean isSuccess()': isSuccess,
      'List<Invocable.Action.Error> getErrors()': list('errors', 'Invocable.Action.Error'),
      'Map<String, Object> getOutputParameters()': outputs,
      'Invocable.Action getAction()': read('action'),
    },
  }),
  nativeClass({
    name: 'Invocable.Action.Error',
    js: ActionError,
    methods: { 'String getCode()': read('code'), 'String getMessage()': read('message') },
  }),
];
