// Who may own a record, and who may give one away. Source: reference/platform-behaviour.md §3 and §7; wording of the queue
// refusal is background knowledge.
import { ERRORS } from './errors.ts';
import type { SaveError } from './save.ts';
import type { Saving } from './saving.ts';
import type { RuleContext } from './services.ts';

const NOT_QUEUED = ERRORS.other('INVALID_OPERATION', 'Queue not associated with this SObject type', ['OwnerId']);

/** Why the record may not get the owner it would have; undefined when it may, or when the owner stays. */
export function ownerError(record: Saving, context: RuleContext): SaveError | undefined {
  const { values, prior, type, id } = record;
  const ownerId = values['OwnerId'];
  if (typeof ownerId !== 'string' || ownerId === prior?.['OwnerId']) return undefined;
  const { store, schema } = context.services;
  const owner = schema.typeOfId(ownerId)?.name;
  if (owner === 'User' && store.get('User', ownerId)?.['IsActive'] !== true)
    return ERRORS.other(
      'INACTIVE_OWNER_OR_USER',
      `operation performed with inactive user [${ownerId}] as owner of ${type.label.toLowerCase()}`,
      ['OwnerId'],
    );
  if (owner === 'Group') {
    const queued = store.find('QueueSobject', 'QueueId', ownerId).some((row) => row['SobjectType'] === type.name);
    if (!queued) return NOT_QUEUED;
  }
  return id && prior && !mayTransfer(record, context) ? ERRORS.noAccess() : undefined;
}

function mayTransfer({ type, prior }: Saving, { access, derived, tx: { user } }: RuleContext): boolean {
  if (access === 'system' || derived || user.has('TransferAnyEntity')) return true;
  return type.sharingModel === 'ReadWriteTransfer' || user.canDelete(type, prior!);
}
