// What saving needs to know about an sObject type, worked out once per type.
import type { Field, Row, SObjectType, Value } from '../schema/schema.ts';
import { standardRulesOf } from './standard/standard-rules.ts';
import type { StandardRules } from './services.ts';

export interface TypePlan {
  /** A new record before anything is set: literal defaults, false for booleans, null for the rest. */
  readonly blank: Row;
  readonly formulaDefaults: readonly Field[];
  readonly required: readonly Field[];
  readonly unique: readonly Field[];
  readonly autoNumbers: readonly { readonly field: Field; readonly format: string }[];
  readonly references: readonly Field[];
  readonly rules: StandardRules;
  readonly hasRecycleBin: boolean;
}

const plans = new WeakMap<SObjectType, TypePlan>();

export function planOf(type: SObjectType): TypePlan {
  let plan = plans.get(type);
  if (!plan) plans.set(type, (plan = makePlan(type)));
  return plan;
}

function makePlan(type: SObjectType): TypePlan {
  const fields = [...type.fields.values()];
  const rules = standardRulesOf(type.name);
  const autoNumbers = fields.flatMap((field) => {
    return field.autoNumber ? [{ field, format: field.autoNumber }] : [];
  });
  const isAutoNumber = new Set(autoNumbers.map((entry) => entry.field.name));
  return {
    // From JSON, so that all records share one shape and stay quick to copy.
    blank: JSON.parse(
      JSON.stringify(Object.fromEntries(fields.map((field) => [field.name, literalDefault(field)]))),
    ) as Row,
    formulaDefaults: fields.filter((field) => field.defaultFormula !== undefined),
    required: fields.filter(
      (field) => field.requiredOnCreate && field.type !== 'boolean' && !isAutoNumber.has(field.name),
    ),
    unique: fields.filter((field) => field.unique && field.type !== 'id'),
    autoNumbers,
    references: fields.filter((field) => field.type === 'reference'),
    rules,
    hasRecycleBin: type.fields.has('IsDeleted') && !rules.skipsRecycleBin,
  };
}

/** The default that needs no formula. */
export function literalDefault(field: Field): Value {
  if (field.defaultValue !== undefined && field.defaultValue !== null) return field.defaultValue;
  if (field.type === 'boolean') return false;
  if (field.type === 'picklist')
    return field.picklistValues.find((entry) => entry.isDefault && entry.active)?.value ?? null;
  return null;
}
