// Savepoints. Source: Apex Developer Guide, "Transaction Control": setting and rolling back each cost one DML statement, and
// rolling back to one makes the later ones invalid.
import { LimitExceeded } from '../../dml/errors.ts';
import { spend, type TransactionSavepoint } from '../../dml/transactions.ts';
import type { Vm } from '../vm.ts';

export class SavepointValue {
  readonly at: TransactionSavepoint;
  isValid = true;
  constructor(at: TransactionSavepoint) {
    this.at = at;
  }
}

const all = (): SavepointValue[] => [];

function spendStatement(vm: Vm): void {
  try {
    spend(vm.tx, 'dmlStatements', 1);
  } catch (error) {
    if (error instanceof LimitExceeded) vm.raiseFinal('System.LimitException', error.message);
    throw error;
  }
}

export function setSavepoint(vm: Vm): SavepointValue {
  spendStatement(vm);
  const made = new SavepointValue(vm.tx.savepoint());
  vm.keep(all, all).push(made);
  return made;
}

export function rollback(vm: Vm, given: SavepointValue | null): null {
  const savepoint = usable(vm, given);
  spendStatement(vm);
  vm.tx.rollback(savepoint.at);
  for (const later of forgetFrom(vm, savepoint, 1)) later.isValid = false;
  return null;
}

export function releaseSavepoint(vm: Vm, given: SavepointValue | null): null {
  const savepoint = usable(vm, given);
  spendStatement(vm);
  for (const later of forgetFrom(vm, savepoint, 0)) later.isValid = false;
  return null;
}

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
