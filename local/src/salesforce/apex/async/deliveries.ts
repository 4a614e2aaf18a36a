// Platform events that a test publishes: they wait until stopTest or Test.getEventBus().deliver(), then run their triggers.
// Source: Platform Events Developer Guide, "Testing Your Platform Event in Apex".
import type { HeldEvent } from '../../dml/transactions.ts';
import { runEventTriggers } from '../event-triggers.ts';
import { invoke } from '../invoke.ts';
import { isInstance } from '../runtime-type.ts';
import { ApexList } from '../values/collections.ts';
import type { ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { Execution, withFreshLimits } from './execution.ts';
import { testOf } from './test-context.ts';

/** What Test.getEventBus() gives. */
export class TestEventBus {}

export interface RetriedEvents {
  readonly type: string;
  readonly events: readonly HeldEvent[];
  readonly retries: number;
}

export interface PublishCallback {
  readonly instance: ApexValue;
  readonly uuids: readonly string[];
}

/** What a callback is told: EventBus.SuccessResult or FailureResult. */
export class PublishResult {
  readonly uuids: readonly string[];
  constructor(uuids: readonly string[]) {
    this.uuids = uuids;
  }
}

export class PublishFailure extends PublishResult {}

/** Runs the triggers of all events that wait; those that the triggers publish wait in turn. */
export function deliverEvents(vm: Vm): void {
  const test = testOf(vm, 'getEventBus');
  const again = test.retries.splice(0);
  const events = vm.tx.heldEvents?.splice(0) ?? [];
  const fresh = [...Map.groupBy(events, ({ type }) => type)].map(([type, all]) => ({ type, events: all, retries: 0 }));
  for (const batch of [...again, ...fresh]) {
    const wantsRetry = apart(vm, () => runEventTriggers(vm, batch));
    if (wantsRetry) test.retries.push({ ...batch, retries: batch.retries + 1 });
  }
  tellPublishers(vm, 'onSuccess');
}

/** The events that wait are lost: publishing them failed. */
export function failEvents(vm: Vm): void {
  testOf(vm, 'getEventBus');
  if (vm.tx.heldEvents) vm.tx.heldEvents.length = 0;
  tellPublishers(vm, 'onFailure');
}

function tellPublishers(vm: Vm, method: 'onSuccess' | 'onFailure'): void {
  const [Result, interfaceName] =
    method === 'onSuccess'
      ? ([PublishResult, 'EventBus.EventPublishSuccessCallback'] as const)
      : ([PublishFailure, 'EventBus.EventPublishFailureCallback'] as const);
  const wanted = vm.types.native(interfaceName);
  for (const { instance, uuids } of vm.test!.publishCallbacks.splice(0))
    if (isInstance(instance, wanted, vm.types)) apart(vm, () => void invoke(vm, instance, method, [new Result(uuids)]));
}

/** As a transaction of its own: limits and stack. */
function apart<T>(vm: Vm, work: () => T): T {
  const { frame } = vm;
  vm.frame = null;
  try {
    return withFreshLimits(vm, new Execution('event'), work);
  } finally {
    vm.frame = frame;
  }
}

export const uuidList = (vm: Vm, { uuids }: PublishResult): ApexList =>
  new ApexList(vm.types.list(vm.types.string), [...uuids]);
