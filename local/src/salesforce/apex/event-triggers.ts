// Triggers of platform events: after insert only, in a transaction of their own, as the Automated Process user.
// Source: Platform Events Developer Guide, "Subscribe to Platform Event Notifications with Apex Triggers".
import type { WaitingEvent } from './async/deliveries.ts';
import type { Vm } from './vm.ts';

export function runEventTriggers(vm: Vm, typeName: string, events: readonly WaitingEvent[]): void {
  void vm;
  void typeName;
  void events;
}
