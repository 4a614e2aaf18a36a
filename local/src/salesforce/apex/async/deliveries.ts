// Platform events that a test publishes: they wait until stopTest or Test.getEventBus().deliver(), then run their triggers.
// Source: Platform Events Developer Guide, "Testing Your Platform Event in Apex".
import type { Value } from '../../schema/schema.ts';
import { runEventTriggers } from '../event-triggers.ts';
import type { Vm } from '../vm.ts';
import { Execution, withFreshLimits } from './execution.ts';
import { testOf } from './test-context.ts';

/** What Test.getEventBus() gives. */
export class TestEventBus {}

export interface WaitingEvent {
  readonly type: string;
  readonly payload: Readonly<Record<string, Value>>;
  readonly uuid: string;
}

/** Runs the triggers of all events that wait; those that the triggers publish wait in turn. */
export function deliverEvents(vm: Vm): void {
  const test = testOf(vm, 'getEventBus');
  const events = test.events.splice(0);
  for (const [type, all] of Map.groupBy(events, (event) => event.type)) {
    const { frame } = vm;
    vm.frame = null;
    try {
      withFreshLimits(vm, new Execution('event'), () => runEventTriggers(vm, type, all));
    } finally {
      vm.frame = frame;
    }
  }
}

/** The events that wait are lost: publishing them failed. */
export function failEvents(vm: Vm): void {
  testOf(vm, 'getEventBus').events.length = 0;
}
