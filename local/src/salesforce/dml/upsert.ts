// Upsert: which records exist already. One match updates, none inserts, several refuse.
import type { Field, SObjectType } from '../schema/schema.ts';
import { ERRORS } from './errors.ts';
import { SalesforceError, type RecordInput, type SaveError } from './save.ts';
import { intentById, type Intent } from './saving.ts';
import type { RuleContext } from './services.ts';
import { toValueAtRest } from './values.ts';

interface Input {
  readonly index: number;
  readonly input: RecordInput;
}
type Match = Intent | { readonly index: number; readonly error: SaveError };

/** @throws SalesforceError NOT_FOUND the field is no external id, or the user does not see it */
export function matchExternalIds(
  type: SObjectType,
  inputs: readonly Input[],
  fieldName: string | undefined,
  context: RuleContext,
): Match[] {
  const { services, tx, access } = context;
  const field = fieldName && fieldName.toLowerCase() !== 'id' ? services.schema.field(type, fieldName) : undefined;
  if (!field && fieldName && fieldName.toLowerCase() !== 'id') throw noExternalId(fieldName);
  if (!field) return inputs.map(({ index, input }) => matchById(type, index, input, context));
  const usable = field.externalId || field.unique || field.nameField;
  if (!usable || (access === 'user' && !tx.user.canReadField(type, field))) throw noExternalId(fieldName!);
  const seen = new Set<string>();
  return inputs.map(({ index, input }) => matchByField(field, index, input, context, type, seen));
}

function noExternalId(fieldName: string): SalesforceError {
  return new SalesforceError(
    'NOT_FOUND',
    `Provided external ID field does not exist or is not accessible: ${fieldName}`,
    { httpStatus: 404 },
  );
}

function matchById(type: SObjectType, index: number, input: RecordInput, { services }: RuleContext): Match {
  const id = input.id ?? Object.entries(input.values).find(([key]) => key.toLowerCase() === 'id')?.[1];
  if (typeof id !== 'string' || !id) return { index, type, operation: 'insert', id: null, input };
  return intentById(services, { index, type, operation: 'update', input }, id);
}

function matchByField(
  field: Field,
  index: number,
  input: RecordInput,
  { services }: RuleContext,
  type: SObjectType,
  seen: Set<string>,
): Match {
  const key = Object.keys(input.values).find((name) => name.toLowerCase() === field.name.toLowerCase());
  const converted = toValueAtRest(field, key && input.values[key], false);
  if ('error' in converted) return { index, error: converted.error };
  const { value } = converted;
  if (value === null || typeof value === 'boolean')
    return { index, error: ERRORS.missingArgument(`${field.name} not specified`) };
  const normal = field.caseSensitive ? String(value) : String(value).toLowerCase();
  if (seen.has(normal)) return { index, error: ERRORS.duplicateExternalId(value) };
  seen.add(normal);
  const found = services.store.find(type.name, field.name, value).filter((row) => row['IsDeleted'] !== true);
  if (found.length > 1)
    return {
      index,
      error: ERRORS.severalMatches(
        field.name,
        found.map((row) => String(row['Id'])),
      ),
    };
  const [row] = found;
  return row
    ? {
        index,
        type,
        operation: 'update',
        id: String(row['Id']),
        input: { ...input, values: withoutKey(input.values, field) },
      }
    : { index, type, operation: 'insert', id: null, input };
}

/** The matched record carries the value already; a field that is not updateable must not count as sent. */
function withoutKey(values: RecordInput['values'], field: Field): RecordInput['values'] {
  return Object.fromEntries(Object.entries(values).filter(([name]) => name.toLowerCase() !== field.name.toLowerCase()));
}
