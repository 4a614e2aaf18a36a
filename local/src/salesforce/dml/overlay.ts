// The request's values laid over the stored record (or a blank one): which fields may be written, and are the values sound.
// Order of execution, steps 1 and 2, with the early system checks.
import type { Field, Row, Value } from '../schema/schema.ts';
import { localDate, millisOf } from '../formula/calendar.ts';
import { ERRORS } from './errors.ts';
import { idByExternalId, referenceError } from './references.ts';
import type { Saving } from './saving.ts';
import type { RecordInput } from './save.ts';
import type { RuleContext } from './services.ts';
import { planOf } from './type-plan.ts';
import { toValueAtRest } from './values.ts';

/** Lays the request over `record.values`; what is wrong with it ends in `record.errors`. */
export function overlay(record: Saving, input: RecordInput, context: RuleContext): void {
  const fields = namedFields(record, input, context);
  const forbidden = fields.filter(([field]) => !isWritable(field, record, context)).map(([field]) => field.name);
  if (forbidden.length) record.errors.push(ERRORS.fieldsNotWritable(forbidden));
  if (record.failed) return;
  for (const [field, raw] of fields) setValue(record, field, raw, context);
}

/** Default formulas of fields that the request leaves out. */
export function applyFormulaDefaults(record: Saving, context: RuleContext): void {
  for (const field of planOf(record.type).formulaDefaults) {
    if (record.sent.has(field.name)) continue;
    const { user, now } = context.tx;
    const value = context.services.formulas.defaultOf(field, { values: record.values, prior: null, user, now });
    const converted = toValueAtRest(field, dateOnly(field, value, user.timeZone), false);
    if ('error' in converted) record.errors.push(converted.error);
    else record.values[field.name] = converted.value;
  }
}

/** `NOW()` as the default of a date is the user's day. */
function dateOnly(field: Field, value: Value, timeZone: string): Value {
  return field.type === 'date' && typeof value === 'string' && value.includes('T')
    ? localDate(millisOf(value), timeZone)
    : value;
}

/** Automation has changed the record: its values meet the same checks, less strictly on types. */
export function checkChanged(record: Saving, before: Row, context: RuleContext): void {
  for (const name of Object.keys(record.values)) {
    if (record.values[name] === before[name]) continue;
    const field = context.services.schema.field(record.type, name);
    if (!field) throw new Error(`dml: automation set ${record.type.name}.${name}, which does not exist`);
    const converted = toValueAtRest(field, record.values[name], false);
    if ('error' in converted) {
      record.errors.push(converted.error);
      continue;
    }
    record.values[field.name] = converted.value;
    if (field.type !== 'reference') continue;
    const error = referenceError(context.services, field, converted.value, undefined);
    if (error) record.errors.push(error);
  }
}

function namedFields(record: Saving, input: RecordInput, { services, access, tx }: RuleContext): [Field, unknown][] {
  const fields: [Field, unknown][] = [];
  for (const [key, raw] of Object.entries(input.values)) {
    if (key === 'attributes') continue;
    const isParent = typeof raw === 'object' && raw !== null;
    const field =
      services.schema.field(record.type, key) ??
      (isParent ? services.schema.parentRelationship(record.type, key) : undefined);
    if (!field || (access === 'user' && !tx.user.canReadField(record.type, field))) {
      record.errors.push(ERRORS.noSuchColumn(key, record.type.name));
    } else if (field.type === 'id') {
      if (!record.prior)
        record.errors.push(
          ERRORS.other('INVALID_FIELD_FOR_INSERT_UPDATE', 'cannot specify Id in an insert call', ['Id']),
        );
    } else {
      fields.push([field, raw]);
    }
  }
  return fields;
}

function isWritable(field: Field, record: Saving, { access, tx, derived }: RuleContext): boolean {
  if (derived) return true;
  if (field.formula !== undefined || !(record.prior ? field.updateable : field.createable)) return false;
  return access !== 'user' || tx.user.canEditField(record.type, field);
}

function setValue(record: Saving, field: Field, raw: unknown, context: RuleContext): void {
  const { services, access, tx } = context;
  let given = raw;
  if (field.type === 'reference' && typeof raw === 'object' && raw !== null) {
    const found = idByExternalId(services, field, raw as Record<string, unknown>);
    if ('error' in found) return void record.errors.push(found.error);
    given = found.id;
  }
  const converted = toValueAtRest(field, given, access === 'user');
  if ('error' in converted) return void record.errors.push(converted.error);
  record.sent.add(field.name);
  const value: Value = converted.value;
  if (field.type === 'reference' && value !== record.values[field.name]) {
    const error = referenceError(services, field, value, access === 'user' ? tx.user : undefined);
    if (error) return void record.errors.push(error);
  }
  record.values[field.name] = value;
}
