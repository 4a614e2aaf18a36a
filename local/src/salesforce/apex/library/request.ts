// Request and Quiddity: what kind of request runs the code. Source: Apex Reference Guide, "Request Class", "Quiddity Enum".
import { nativeClass, type NativeClass } from '../native.ts';
import type { ExecutionKind } from '../async/execution.ts';
import type { Vm } from '../vm.ts';
import { bytesByChance } from './chance.ts';

class ApexRequest {}

const QUIDDITIES = [
  'ANONYMOUS',
  'APEXREST',
  'AURA',
  'BATCH_ACS',
  'BATCH_APEX',
  'BATCH_CHUNK_PARALLEL',
  'BATCH_CHUNK_SERIAL',
  'BULK_API',
  'COMMERCE_INTEGRATION',
  'DISCOVERABLE_LOGIN',
  'EXTERNAL_SERVICE_CALLBACK',
  'FUNCTION_CALLBACK',
  'FUTURE',
  'INBOUND_EMAIL_SERVICE',
  'INVOCABLE_ACTION',
  'IOT',
  'PLATFORM_EVENT_PUBLISH_CALLBACK',
  'POST_INSTALL_SCRIPT',
  'QUEUEABLE',
  'QUICK_ACTION',
  'REMOTE_ACTION',
  'REST',
  'RUNTEST_ASYNC',
  'RUNTEST_DEPLOY',
  'RUNTEST_SYNC',
  'SCHEDULED',
  'SOAP',
  'SYNCHRONOUS',
  'TRANSACTION_FINALIZER_QUEUEABLE',
  'UNDEFINED',
  'VF',
];

const OF_KIND: Readonly<Partial<Record<ExecutionKind, string>>> = {
  future: 'FUTURE',
  queueable: 'QUEUEABLE',
  finalizer: 'TRANSACTION_FINALIZER_QUEUEABLE',
  batch: 'BATCH_APEX',
  scheduled: 'SCHEDULED',
};

function quiddity(vm: Vm): string {
  return OF_KIND[vm.execution.kind] ?? (vm.test ? 'RUNTEST_SYNC' : vm.quiddity);
}

const ids = (vm: Vm) =>
  `TID:${BigInt(`0x${bytesByChance(vm, 8).toString('hex')}`)
    .toString(36)
    .padStart(16, '0')
    .slice(-16)}`;

export const REQUEST: readonly NativeClass[] = [
  nativeClass({ name: 'Quiddity', kind: 'enum', values: QUIDDITIES }),
  nativeClass({
    name: 'Request',
    js: ApexRequest,
    statics: { 'Request getCurrent()': () => new ApexRequest() },
    methods: {
      /** One per transaction. */
      'String getRequestId()': (vm: Vm) => vm.keep(ids, () => ids(vm)),
      'Quiddity getQuiddity()': (vm: Vm) => vm.types.enumValue(vm.types.native('Quiddity'), quiddity(vm)),
    },
  }),
];
