// Users, internal and external. Source: Object Reference, "User"; reference/platform-behaviour.md §3, §7.
import type { Row } from '../../schema/schema.ts';
import { ERRORS } from '../errors.ts';
import type { SaveError, SavingRecord } from '../save.ts';
import type { DmlServices, StandardRules } from '../services.ts';
import { deriveFullName } from './names.ts';
import { parentOf } from './price-lines.ts';
import type { Store } from '../../store/store.ts';

const REFUSALS = {
  duplicateUsername: ERRORS.other(
    'DUPLICATE_USERNAME',
    'Duplicate Username. The username already exists in this or another Salesforce organization. Usernames must be unique across all Salesforce organizations.',
    ['Username'],
  ),
  usernameForm: ERRORS.other(
    'INVALID_EMAIL_ADDRESS',
    'Username: the username must be in the form of an email address',
    ['Username'],
  ),
  ownerNeedsRole: ERRORS.other('UNKNOWN_EXCEPTION', 'portal account owner must have a role'),
  needsContact: ERRORS.requiredFieldsMissing(['ContactId']),
  internalContact: ERRORS.fieldIntegrity('This profile is not for users of a portal: ContactId must be empty', [
    'ContactId',
  ]),
  contactNeedsAccount: ERRORS.fieldIntegrity('The contact of a portal user must belong to an account', ['ContactId']),
} as const;

const EXTERNAL_TYPES = new Set(['CspLitePortal', 'PowerCustomerSuccess', 'PowerPartner']);

export const USER_RULES: StandardRules = {
  derive(record, { changed, explicit }, { services }) {
    deriveFullName(record);
    const { values, prior } = record;
    values['UserType'] = parentOf(services, 'Profile', values['ProfileId'])?.['UserType'] ?? null;
    values['AccountId'] = parentOf(services, 'Contact', values['ContactId'])?.['AccountId'] ?? null;
    values['CommunityNickname'] ??= String(values['Username'] ?? '').slice(0, 40) || null;
    if (prior) return;
    if (changed('IsActive') && !explicit('IsActive')) values['IsActive'] = true;
    values['IsPortalEnabled'] = values['ContactId'] !== null;
  },
  check(record, { services }) {
    const error = errorOf(record, services);
    if (error) record.errors.push(error);
  },
  /** Not a save of its own: it neither runs automation nor counts as a change of a setup object. */
  afterWrite(records, { services: { store } }) {
    for (const { id: userId, values } of records) {
      const [set] = store.find('PermissionSet', 'ProfileId', String(values['ProfileId']));
      const held = store.find('PermissionSetAssignment', 'AssigneeId', userId!).find((one) => isOfProfile(one, store));
      const facts = { PermissionSetId: set?.['Id'] ?? null, SystemModstamp: values['SystemModstamp'] ?? null };
      if (held) store.update('PermissionSetAssignment', { ...held, ...facts });
      else if (set) {
        const id = store.nextId('PermissionSetAssignment');
        store.insert('PermissionSetAssignment', { ...facts, Id: id, AssigneeId: userId, IsActive: true });
      }
    }
  },
};

/** Every user is assigned the permission set that stands for the profile. Source: Object Reference, "PermissionSetAssignment". */
const isOfProfile = (assignment: Row, store: Store): boolean =>
  store.get('PermissionSet', String(assignment['PermissionSetId']))?.['IsOwnedByProfile'] === true;

function errorOf({ values, id, prior }: SavingRecord, services: DmlServices): SaveError | undefined {
  const username = String(values['Username']);
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(username)) return REFUSALS.usernameForm;
  if (services.store.find('User', 'Username', username).some((row) => row['Id'] !== id))
    return REFUSALS.duplicateUsername;
  const external = EXTERNAL_TYPES.has(String(values['UserType']));
  if (!external) return values['ContactId'] === null ? undefined : REFUSALS.internalContact;
  if (values['ContactId'] === null) return REFUSALS.needsContact;
  return prior ? undefined : accountError(services, parentOf(services, 'Contact', values['ContactId']));
}

function accountError(services: DmlServices, contact: Row | undefined): SaveError | undefined {
  const account = parentOf(services, 'Account', contact?.['AccountId']);
  if (!account) return REFUSALS.contactNeedsAccount;
  const owner = parentOf(services, 'User', account['OwnerId']);
  return typeof owner?.['UserRoleId'] === 'string' ? undefined : REFUSALS.ownerNeedsRole;
}
