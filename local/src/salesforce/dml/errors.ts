// Salesforce's wording of record errors, one function per status code, so that every engine refuses in the same words.
// Sources: reference/platform-behaviour.md §3 (recorded answers of real orgs and of clients tested against them).
import type { Field, Value } from '../schema/schema.ts';
import { to15 } from '../store/ids.ts';
import { SalesforceError, type SaveError } from './save.ts';

function error(statusCode: string, message: string, fields: readonly string[] = []): SaveError {
  return { statusCode, message, fields };
}

export const ERRORS = {
  requiredFieldsMissing: (fields: readonly string[]) =>
    error('REQUIRED_FIELD_MISSING', `Required fields are missing: [${fields.join(', ')}]`, fields),
  stringTooLong: (field: Field, value: string) =>
    error('STRING_TOO_LONG', `${field.label}: data value too large: ${value} (max length=${field.length})`, [
      field.name,
    ]),
  badPicklistValue: (field: Field, value: string) =>
    error(
      'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
      `${field.label}: bad value for restricted picklist field: ${value}`,
      [field.name],
    ),
  notOfType: (field: Field, type: string, token: string) =>
    error(
      'JSON_PARSER_ERROR',
      `Cannot deserialize instance of ${type} from ${token} or request may be missing a required field`,
      [field.name],
    ),
  wrongTypeOnField: (field: Field, value: unknown) =>
    error('INVALID_TYPE_ON_FIELD_IN_RECORD', `${field.label}: value not of required type: ${String(value)}`, [
      field.name,
    ]),
  numberOutOfRange: (field: Field, value: number) =>
    error(
      'NUMBER_OUTSIDE_VALID_RANGE',
      `${field.label}: value outside of valid range on numeric field: ${String(value)}`,
      [field.name],
    ),
  invalidEmail: (field: Field, value: string) =>
    error('INVALID_EMAIL_ADDRESS', `${field.label}: invalid email address: ${value}`, [field.name]),
  malformedId: (field: Field, value: string) =>
    error('MALFORMED_ID', `${field.label}: id value of incorrect type: ${value}`, [field.name]),
  unknownReference: (fields: readonly string[] = []) =>
    error('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', fields),
  recordTypeNotForUser: (id: Value) =>
    error('INVALID_CROSS_REFERENCE_KEY', `Record Type ID: this ID value isn't valid for the user: ${String(id)}`, [
      'RecordTypeId',
    ]),
  noAccessToReference: (id: string) =>
    error(
      'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
      `insufficient access rights on cross-reference id: ${to15(id)}`,
    ),
  noAccess: () => error('INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id'),
  /** The object as a whole takes no such operation, or not from this user: `entity type cannot be updated: Profile`. */
  entityTypeCannotBe: (done: string, typeName: string) =>
    error('CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', `entity type cannot be ${done}: ${typeName}`),
  fieldsNotWritable: (fields: readonly string[]) =>
    error(
      'INVALID_FIELD_FOR_INSERT_UPDATE',
      `Unable to create/update fields: ${fields.join(', ')}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`,
      fields,
    ),
  noSuchColumn: (name: string, typeName: string) =>
    error('INVALID_FIELD', `No such column '${name}' on sobject of type ${typeName}`, [name]),
  externalIdNotFound: (value: Value, fieldName: string, typeName: string) =>
    error(
      'INVALID_FIELD',
      `Foreign key external ID: ${String(value)} not found for field ${fieldName} in entity ${typeName}`,
    ),
  duplicateValue: (field: Field, otherId: string) =>
    error(
      'DUPLICATE_VALUE',
      `duplicate value found: ${field.name} duplicates value on record with id: ${to15(otherId)}`,
    ),
  duplicateExternalId: (value: Value) => error('DUPLICATE_VALUE', `Duplicate external id specified: ${String(value)}`),
  severalMatches: (fieldName: string, ids: readonly string[]) =>
    error(
      'DUPLICATE_EXTERNAL_ID',
      `${fieldName}: more than one record found for external id field: [${ids.join(', ')}]`,
      [fieldName],
    ),
  isDeleted: () => error('ENTITY_IS_DELETED', 'entity is deleted'),
  missingArgument: (message: string) => error('MISSING_ARGUMENT', message),
  locked: (id: string) =>
    error('UNABLE_TO_LOCK_ROW', `unable to obtain exclusive access to this record or 1 records: ${id}`),
  validationRule: (message: string, field: string | undefined) =>
    error('FIELD_CUSTOM_VALIDATION_EXCEPTION', message, field ? [field] : []),
  fieldIntegrity: (message: string, fields: readonly string[] = []) =>
    error('FIELD_INTEGRITY_EXCEPTION', message, fields),
  entityLocked: (message: string, fields: readonly string[] = []) => error('ENTITY_IS_LOCKED', message, fields),
  deleteFailed: (message: string) => error('DELETE_FAILED', message),
  notInRecycleBin: () => error('UNDELETE_FAILED', 'Entity is not in the recycle bin'),
  rolledBack: () =>
    error(
      'ALL_OR_NONE_OPERATION_ROLLED_BACK',
      'Record rolled back because not all records were valid and the request was using AllOrNone header',
    ),
  tooManyRetries: () =>
    error('LIMIT_EXCEEDED', 'Too many batch retries in the presence of Apex triggers and partial failures.'),
  duplicateUpdates: (attempts: number) =>
    error(
      'DUPLICATE_VALUE',
      `Maximum number of duplicate updates in one batch (5 allowed). Attempt to update Id more than once in this API call: ${attempts}.`,
      ['Id'],
    ),
  other: error,
} as const;

/** The object does not exist for this user: unknown, off, or hidden by missing object rights. */
export function unsupportedType(name: string): SalesforceError {
  return new SalesforceError(
    'INVALID_TYPE',
    `sObject type '${name}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.`,
  );
}

/** A governor limit is used up. Apex cannot catch it. */
export class LimitExceeded extends SalesforceError {
  constructor(message: string) {
    super('LIMIT_EXCEEDED', message);
    this.name = 'LimitExceeded';
  }
}
