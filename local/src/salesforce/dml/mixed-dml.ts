// Set-up records and ordinary records cannot be changed in one transaction.
// Source: Apex Developer Guide, "sObjects That Cannot Be Used Together in DML Operations".
import { SalesforceError } from './save.ts';
import type { OrgTransaction } from './transactions.ts';

const SETUP_TYPES = new Set([
  'User',
  'UserRole',
  'GroupMember',
  'QueueSobject',
  'PermissionSet',
  'PermissionSetAssignment',
  'PermissionSetGroup',
  'PermissionSetGroupComponent',
  'ObjectPermissions',
  'FieldPermissions',
  'SetupEntityAccess',
]);

/** A change of User counts as set-up only when it touches one of these. */
const USER_SETUP_FIELDS = ['UserRoleId', 'IsActive', 'ForecastEnabled', 'IsPortalEnabled', 'Username', 'ProfileId'];

/**
 * Notes what DML touches.
 * @param sent names of the fields sent, in lower case; for a User they decide whether the change counts as set-up
 * @throws SalesforceError MIXED_DML_OPERATION set-up and ordinary records in one transaction
 */
export function noteDml(tx: OrgTransaction, typeName: string, operation: string, sent: ReadonlySet<string>): void {
  if (typeName === 'Group' || (typeName === 'User' && !isUserSetup(operation, sent))) return;
  const setup = SETUP_TYPES.has(typeName);
  tx.firstDml ??= { setup, typeName };
  if (tx.firstDml.setup === setup) return;
  const [now, before] = setup ? ['setup', 'non-setup'] : ['non-setup', 'setup'];
  throw new SalesforceError(
    'MIXED_DML_OPERATION',
    `DML operation on ${now} object is not permitted after you have updated a ${before} object (or vice versa): ${typeName}, original object: ${tx.firstDml.typeName}`,
  );
}

function isUserSetup(operation: string, sent: ReadonlySet<string>): boolean {
  if (operation === 'insert') return sent.has('userroleid');
  return USER_SETUP_FIELDS.some((field) => sent.has(field.toLowerCase()));
}
