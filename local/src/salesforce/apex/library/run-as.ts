// System.runAs: a block of a test that runs as another user. Source: Apex Developer Guide, "Using the runAs Method": rights
// and sharing are the user's, set-up and ordinary records may both be changed around it, and a user that is not in the org
// yet is inserted.
import { SalesforceError } from '../../dml/save.ts';
import { spend } from '../../dml/transactions.ts';
import { spendCounter } from '../async/execution.ts';
import { performDml } from '../sobject/dml.ts';
import type { SObjectValue } from '../sobject/sobject-value.ts';
import type { Vm } from '../vm.ts';

/**
 * Runs `block` as `user`; the machine and its transaction are the old user's again afterwards, however it ends.
 * @param user a User with an Id, or one to be inserted
 */
export function runAs<T>(vm: Vm, user: SObjectValue | null, block: () => T): T {
  if (!vm.test) vm.raise('System.TypeException', 'System.runAs can be called only by test code');
  spendCounter(vm, 'runAs');
  spend(vm.tx, 'dmlStatements', 1);
  const { tx } = vm;
  const before = { user: vm.user, firstDml: tx.firstDml };
  tx.firstDml = undefined;
  try {
    const id = idOf(vm, vm.notNull(user));
    vm.user = tx.user = vm.org.userById(id);
    return block();
  } catch (error) {
    if (!(error instanceof SalesforceError) || error.errorCode !== 'INVALID_LOGIN') throw error;
    return vm.raise('System.UnexpectedException', 'System.runAs: the user is not active or does not exist');
  } finally {
    vm.user = tx.user = before.user;
    tx.firstDml = before.firstDml;
  }
}

/** A user who is not in the org yet is inserted. */
function idOf(vm: Vm, user: SObjectValue): string {
  if (user.id === null) {
    performDml(vm, 'insert', [user], { allOrNone: true, access: 'system' });
    vm.tx.firstDml = undefined;
  }
  return user.id!;
}
