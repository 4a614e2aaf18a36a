// The checks after the before-save automation: required fields, record type, validation rules.
// Order of execution, step 5.
import { FormulaError } from '../formula/formula-error.ts';
import { ERRORS } from './errors.ts';
import { ownerError } from './owner.ts';
import type { Saving } from './saving.ts';
import type { RuleContext } from './services.ts';
import { planOf } from './type-plan.ts';

export function systemChecks(record: Saving, context: RuleContext): void {
  checkRequired(record);
  checkRecordType(record);
  const owner = ownerError(record, context);
  if (owner) record.errors.push(owner);
  if (!record.failed) context.services.lookupFilters.check(record, context);
  if (!record.failed) planOf(record.type).rules.check?.(record, context);
  if (!record.failed) checkValidationRules(record, context);
}

function checkRequired(record: Saving): void {
  const { required } = planOf(record.type);
  const missing = new Set(required.filter((field) => record.values[field.name] === null).map((field) => field.name));
  for (const name of record.sent) {
    const field = record.type.fields.get(name)!;
    if (!field.nillable && field.type !== 'boolean' && record.values[name] === null) missing.add(name);
  }
  if (missing.size) record.errors.push(ERRORS.requiredFieldsMissing([...missing]));
}

function checkRecordType(record: Saving): void {
  const id = record.values['RecordTypeId'];
  if (id === null || id === undefined || id === record.prior?.['RecordTypeId']) return;
  const known = record.type.recordTypes.find((recordType) => recordType.id === id);
  if (!known?.active) record.errors.push(ERRORS.recordTypeNotForUser(id));
}

/** All rules are tried, so that a client learns of every one that refuses. One that cannot be evaluated refuses as well. */
function checkValidationRules(record: Saving, { services, tx }: RuleContext): void {
  const subject = { values: record.values, prior: record.prior, user: tx.user, now: tx.now };
  for (const rule of record.type.validationRules) {
    try {
      if (services.formulas.refuses(rule, subject))
        record.errors.push(ERRORS.validationRule(rule.message, rule.displayField));
    } catch (error) {
      if (!(error instanceof FormulaError)) throw error;
      record.errors.push(ERRORS.validationRule(`${rule.name}: ${error.message}`, rule.displayField));
    }
  }
}
