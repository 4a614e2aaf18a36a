// Who may own a record, and who may give one away. Source: reference/platform-behaviour.md §3 and §7; wording of the queue
// refusal is background knowledge.
import { GUEST_LICENCE } from '../security/licences.ts';
import type { RunningUser } from '../security/running-user.ts';
import { ERRORS } from './errors.ts';
import type { SaveError } from './save.ts';
import type { Saving } from './saving.ts';
import type { DmlServices, RuleContext } from './services.ts';

const NOT_QUEUED = ERRORS.other('INVALID_OPERATION', 'Queue not associated with this SObject type', ['OwnerId']);

/**
 * Who owns a record that names no owner. A guest can own nothing: such records go to the site's default owner; where no site names one,
 * the org's first administrator stands for it, one with a role if there is any, since accounts with portal users need such an owner.
 * Source: Salesforce Help, "Assign Records Created by Guest Users to a Default User".
 */
export function defaultOwner({ userId, licence }: RunningUser, services: DmlServices): string {
  if (licence !== GUEST_LICENCE) return userId;
  return siteDefaultOwner(services, userId) ?? organizationDefaultOwner(services) ?? userId;
}

function siteDefaultOwner({ store }: DmlServices, guestId: string): string | undefined {
  const sites = store.find('Site', 'GuestUserId', guestId);
  const owners = sites.map((site) => site['GuestRecordDefaultOwnerId']).filter((id) => typeof id === 'string');
  return owners.find((id) => store.get('User', id)?.['IsActive'] === true);
}

/** Whose are the records that belong to nobody else; the org's administrators stand for what a set-up page would say. */
export function organizationDefaultOwner({ store }: DmlServices): string | undefined {
  const [administrators] = store.find('Profile', 'Name', 'System Administrator');
  const candidates = administrators ? store.find('User', 'ProfileId', String(administrators['Id'])) : [];
  const active = candidates.filter((row) => row['IsActive'] === true);
  const withRole = active.filter((row) => row['UserRoleId'] !== null);
  const ids = (withRole.length > 0 ? withRole : active).map((row) => String(row['Id']));
  return ids.sort()[0];
}

type OwnedRecord = Pick<Saving, 'id' | 'prior' | 'type' | 'values'>;

/** Why the record may not get the owner it would have; undefined when it may, or when the owner stays. */
export function ownerError(record: OwnedRecord, context: RuleContext): SaveError | undefined {
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

function mayTransfer({ type, prior }: OwnedRecord, { access, derived, tx: { user } }: RuleContext): boolean {
  if (access === 'system' || derived || user.has('TransferAnyEntity')) return true;
  return type.sharingModel === 'ReadWriteTransfer' || user.canDelete(type, prior!);
}
