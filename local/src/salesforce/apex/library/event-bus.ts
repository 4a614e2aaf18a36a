// EventBus: publishing platform events, and what their triggers may ask. Source: Apex Reference Guide, EventBus namespace.
import { LimitExceeded } from '../../dml/errors.ts';
import { SalesforceError, type SaveResult } from '../../dml/save.ts';
import { PublishFailure, PublishResult, uuidList } from '../async/deliveries.ts';
import { spendCounter } from '../async/execution.ts';
import { eventTriggerState } from '../event-triggers.ts';
import { nativeClass, type NativeClass } from '../native.ts';
import { toRestValue } from '../sobject/field-values.ts';
import { ApexSaveResult } from '../sobject/results.ts';
import type { SObjectValue } from '../sobject/sobject-value.ts';
import { ApexList } from '../values/collections.ts';
import type { ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { Bean, beanClass } from './bean.ts';
import { uuidByChance } from './chance.ts';
import { builtInException } from './exceptions.ts';
import { given, refuse } from './given.ts';

function publishAll(vm: Vm, events: readonly SObjectValue[], callback: ApexValue): ApexSaveResult[] {
  if (!events.length) return [];
  const results = save(vm, events).map((result) => new ApexSaveResult(result));
  if (callback !== null && vm.test) {
    const uuids = results.flatMap(({ operationId }) => (operationId ? [operationId] : []));
    vm.test.publishCallbacks.push({ instance: callback, uuids });
  }
  return results;
}

/** Events that are published at once count against a limit of their own, the others as DML. */
function save(vm: Vm, events: readonly SObjectValue[]): SaveResult[] {
  for (const event of events)
    if (given(vm, event).sobject.kind !== 'platformEvent')
      vm.raise('System.TypeException', `EventBus.publish takes platform events, not ${event.type.name}`); // (unconfirmed)
  const isImmediate = events.every(({ sobject }) => sobject.publishBehavior !== 'PublishAfterCommit');
  const { dmlStatements, dmlRows } = vm.tx.usage;
  try {
    return vm.org.save(vm.tx, {
      operation: 'insert',
      allOrNone: false,
      access: 'system',
      records: events.map((event) => ({ type: event.type.name, ...uuidOf(event), values: valuesOf(event) })),
    });
  } catch (error) {
    if (error instanceof LimitExceeded) return vm.raiseFinal('System.LimitException', error.message);
    if (error instanceof SalesforceError) return vm.raise('System.DmlException', error.message);
    throw error;
  } finally {
    if (isImmediate) {
      Object.assign(vm.tx.usage, { dmlStatements, dmlRows });
      spendCounter(vm, 'publishImmediateDml');
    }
  }
}

function uuidOf({ fields }: SObjectValue): { readonly id?: string } {
  const uuid = fields.get('EventUuid');
  return typeof uuid === 'string' ? { id: uuid } : {};
}

function valuesOf({ fields, sobject }: SObjectValue): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, value] of fields) if (sobject.fields.get(name)?.custom) values[name] = toRestValue(value);
  return values;
}

function publishList(vm: Vm, events: ApexList | null, callback: ApexValue = null): ApexList {
  const results = publishAll(vm, given(vm, events).items as SObjectValue[], callback);
  return new ApexList(vm.types.list(vm.types.native('Database.SaveResult')), results);
}

const publishOne = (vm: Vm, event: SObjectValue | null, callback: ApexValue = null) =>
  publishAll(vm, [given(vm, event)], callback)[0]!;

const EVENT_BUS = nativeClass({
  name: 'EventBus',
  statics: {
    'Database.SaveResult publish(SObject event)': publishOne,
    'Database.SaveResult publish(SObject event, Object callback)': publishOne,
    'List<Database.SaveResult> publish(List<SObject> events)': publishList,
    'List<Database.SaveResult> publish(List<SObject> events, Object callback)': publishList,
    'String getOperationId(Object result)': (vm: Vm, result: ApexValue) =>
      result instanceof ApexSaveResult ? (result.operationId ?? uuidByChance(vm)) : given(vm, null),
  },
});

class ChangeEventHeader extends Bean {}
class TriggerContext {}

const stateOf = (vm: Vm) => eventTriggerState(vm).current;

const TRIGGER_CONTEXT = nativeClass({
  name: 'EventBus.TriggerContext',
  js: TriggerContext,
  statics: {
    'EventBus.TriggerContext currentContext()': (vm: Vm) =>
      stateOf(vm) ? new TriggerContext() : refuse(vm, 'EventBus.TriggerContext outside an event trigger'),
  },
  fields: {
    'String lastError': (vm: Vm) => stateOf(vm)?.lastError ?? null,
    'Integer retries': (vm: Vm) => stateOf(vm)?.retries ?? 0,
  },
  methods: {
    'String getResumeCheckpoint()': (vm: Vm) => stateOf(vm)?.checkpoint ?? null,
    'void setResumeCheckpoint(String replayId)': (vm: Vm, _self: TriggerContext, replayId: string | null) => {
      const state = stateOf(vm);
      if (state) state.checkpoint = given(vm, replayId);
    },
  },
});

export const EVENT_BUS_CLASSES: readonly NativeClass[] = [
  EVENT_BUS,
  TRIGGER_CONTEXT,
  beanClass(
    'EventBus.ChangeEventHeader',
    ChangeEventHeader,
    [
      'String entityName',
      'List<String> recordIds',
      'String changeType',
      'String changeOrigin',
      'String transactionKey',
      'Integer sequenceNumber',
      'Long commitTimestamp',
      'String commitUser',
      'Long commitNumber',
      'List<String> nulledFields',
      'List<String> diffFields',
      'List<String> changedFields',
    ],
    { hasMethods: true },
  ),
  builtInException('EventBus.RetryableException'),
  nativeClass({
    name: 'EventBus.EventPublishSuccessCallback',
    kind: 'interface',
    abstract: ['void onSuccess(EventBus.SuccessResult result)'],
  }),
  nativeClass({
    name: 'EventBus.EventPublishFailureCallback',
    kind: 'interface',
    abstract: ['void onFailure(EventBus.FailureResult result)'],
  }),
  nativeClass({
    name: 'EventBus.SuccessResult',
    js: PublishResult,
    methods: { 'List<String> getEventUuids()': (vm, self: PublishResult) => uuidList(vm, self) },
  }),
  nativeClass({
    name: 'EventBus.FailureResult',
    js: PublishFailure,
    methods: { 'List<String> getEventUuids()': (vm, self: PublishFailure) => uuidList(vm, self) },
  }),
];
