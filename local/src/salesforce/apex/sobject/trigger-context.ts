// What `Trigger.…` says while a trigger runs.
import type { ApexList, ApexMap } from '../values/collections.ts';
import type { Vm } from '../vm.ts';

export interface TriggerContext {
  readonly isBefore: boolean;
  readonly operation: 'insert' | 'update' | 'delete' | 'undelete';
  readonly newList: ApexList | null;
  readonly oldList: ApexList | null;
  readonly newMap: ApexMap | null;
  readonly oldMap: ApexMap | null;
  readonly size: number;
}

interface Current {
  context: TriggerContext | null;
}

const current = (): Current => ({ context: null });

/** The context of the trigger that runs innermost; null outside of triggers. */
export const triggerContext = (vm: Vm): TriggerContext | null => vm.keep(current, current).context;

/** Runs `work` as inside a trigger. */
export function inTrigger(vm: Vm, context: TriggerContext, work: () => void): void {
  const kept = vm.keep(current, current);
  const before = kept.context;
  kept.context = context;
  try {
    work();
  } finally {
    kept.context = before;
  }
}
