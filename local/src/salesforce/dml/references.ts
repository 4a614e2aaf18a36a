// Ids in reference fields: of the right type, of a record that exists, and that the user may see.
import type { Field, Value } from '../schema/schema.ts';
import { ERRORS } from './errors.ts';
import type { SaveError } from './save.ts';
import type { DmlServices } from './services.ts';
import type { RunningUser } from '../security/running-user.ts';

/** Fields that point at almost anything name only some standard targets in the table; custom objects are targets too. */
const WIDE_REFERENCE = 4;
/** Targets that the table leaves out, by field. */
const FURTHER_TARGETS: Readonly<Record<string, readonly string[]>> = {
  LinkedEntityId: ['User', 'Group', 'Organization'],
};

/**
 * Checks a converted reference value.
 * @param viewer the user who must be able to see the target; undefined in system mode
 */
export function referenceError(
  services: DmlServices,
  field: Field,
  value: Value,
  viewer: RunningUser | undefined,
): SaveError | undefined {
  if (typeof value !== 'string') return undefined;
  const target = services.schema.typeOfId(value);
  if (!target) return ERRORS.unknownReference([field.name]);
  const fits =
    field.referenceTo.includes(target.name) ||
    field.referenceTo.length === 0 ||
    FURTHER_TARGETS[field.name]?.includes(target.name) ||
    (field.referenceTo.length >= WIDE_REFERENCE && target.kind === 'custom');
  if (!fits) return ERRORS.malformedId(field, value);
  const row = services.store.get(target.name, value);
  if (!row) return ERRORS.unknownReference([field.name]);
  if (row['IsDeleted'] === true) return ERRORS.isDeleted();
  if (viewer && !(viewer.can('read', target) && viewer.canSee(target, row))) return ERRORS.noAccessToReference(value);
  return undefined;
}

/** An external id in place of an id: `{ "Account": { "Ext__c": "4711" } }`. */
export function idByExternalId(
  services: DmlServices,
  field: Field,
  parent: Readonly<Record<string, unknown>>,
): { id: string } | { error: SaveError } {
  const named = Object.entries(parent).filter(([key]) => key !== 'attributes');
  const [entry] = named;
  const declared = (parent['attributes'] as { type?: unknown } | undefined)?.type;
  const targetName = typeof declared === 'string' ? declared : field.referenceTo[0];
  const target = targetName ? services.schema.type(targetName) : undefined;
  const key = entry && target ? services.schema.field(target, entry[0]) : undefined;
  if (named.length !== 1 || !target || !key || !(key.externalId || key.unique || key.nameField))
    return {
      error: ERRORS.other(
        'INVALID_FIELD',
        `${field.relationshipName ?? field.name} needs exactly one external id field`,
        [field.name],
      ),
    };
  const value = entry![1];
  const found =
    typeof value === 'string' || typeof value === 'number'
      ? services.store.find(target.name, key.name, value).filter((row) => row['IsDeleted'] !== true)
      : [];
  if (found.length > 1)
    return {
      error: ERRORS.severalMatches(
        key.name,
        found.map((row) => String(row['Id'])),
      ),
    };
  const id = found[0]?.['Id'];
  return typeof id === 'string' ? { id } : { error: ERRORS.externalIdNotFound(String(value), key.name, target.name) };
}
