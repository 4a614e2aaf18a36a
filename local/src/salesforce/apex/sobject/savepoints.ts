// Savepoints. Source: Apex Developer Guide, "Transaction Control": setting and rolling back each cost one DML statement, and
// rolling back to one makes the later ones invalid.
import { LimitExceeded } from '../../dml/errors.ts';
import { spend, type TransactionSavepoint } from '../../dml/transactions.ts';
import { spendCounter, workDone } from '../async/execution.ts';
import type { Vm } from '../vm.ts';

export class SavepointValue {
  readonly at: TransactionSavepoint;
  /** What the transaction had done by then; see `workDone`. */
  readonly workDone: number;
  isValid = true;
  constructor(at: TransactionSavepoint, work: number) {
    this.at = at;
    this.workDone = work;
  }
}

const all = (): SavepointValue[] => [];

function spendStatement(vm: Vm): void {
  spendCounter(vm, 'savepointStatements');
  try {
    spend(vm.tx, 'dmlStatements', 1);
  } catch (error) {
    if (error instanceof LimitExceeded) vm.raiseFinal('System.LimitException', error.message);
    throw error;
  }
}

export function setSavepoint(vm: Vm): SavepointValue {
  spendStatement(vm);
  const made = new SavepointValue(vm.tx.savepoint(), workDone(vm));
  vm.keep(all, all).push(made);
  return made;
}

export function rollback(vm: Vm, given: SavepointValue | null): null {
  const savepoint = usable(vm, given);
  spendStatement(vm);
  vm.tx.rollback(savepoint.at);
  vm.execution.workUndone = workDone(vm) - savepoint.workDone;
  for (const later of forgetFrom(vm, savepoint, 1)) later.isValid = false;
  return null;
}

export function releaseSavepoint(vm: Vm, given: SavepointValue | null): null {
  const savepoint = usable(vm, given);
  spendStatement(vm);
  for (const later of forgetFrom(vm, savepoint, 0)) later.isValid = false;
  return null;
}

/** Whether there are savepoints to go back to. */
export const hasSavepoints = (vm: Vm): boolean => vm.keep(all, all).length > 0;

/** The savepoints from this one on (`after` 1: those after it), no longer kept. */
function forgetFrom(vm: Vm, savepoint: SavepointValue, after: 0 | 1): SavepointValue[] {
  const kept = vm.keep(all, all);
  return kept.splice(kept.indexOf(savepoint) + after);
}

function usable(vm: Vm, given: SavepointValue | null): SavepointValue {
  const savepoint = vm.notNull(given);
  // Wording unconfirmed.
  if (!savepoint.isValid) vm.raise('System.TypeException', 'Savepoint is not valid');
  return savepoint;
}
