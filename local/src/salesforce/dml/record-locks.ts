// Records that Apex or an approval has locked for editing: who may change them all the same.
// Sources: Apex Reference Guide, "Approval Class", lock and unlock; Salesforce Help, "Record Locks": who has full access may still edit.
import type { RunningUser } from '../security/running-user.ts';
import type { Row, SObjectType } from '../schema/schema.ts';
import type { Store } from '../store/store.ts';
import { ERRORS } from './errors.ts';
import type { SaveError } from './save.ts';

/** Why this user may not change or delete the record; its wording is unconfirmed. */
export function recordLockError(store: Store, user: RunningUser, type: SObjectType, row: Row): SaveError | undefined {
  if (!store.isLocked(String(row['Id'])) || user.can('modifyAll', type)) return undefined;
  return ERRORS.entityLocked('the entity is locked for editing');
}
