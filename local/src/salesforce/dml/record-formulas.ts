// Validation rules and default values of records: compiled when the org is built, so that a wrong formula is refused before
// anything runs, and evaluated against the record under way.
import {
  compileDefault,
  compileValidationRule,
  recordScope,
  type FormulaWorld,
  type RecordScope,
} from '../formula/record-scope.ts';
import type { Formula } from '../formula/compile.ts';
import type { Field, Row, SObjectType, ValidationRule, Value } from '../schema/schema.ts';
import type { RunningUser } from '../security/running-user.ts';

/** The record that a formula looks at. `prior` is null for a new one. */
export interface FormulaSubject {
  readonly values: Row;
  readonly prior: Row | null;
  readonly user: RunningUser;
  /** Datetime at rest. */
  readonly now: string;
}

export class RecordFormulas {
  readonly #world: FormulaWorld;
  readonly #rules = new Map<ValidationRule, Formula<RecordScope>>();
  readonly #defaults = new Map<Field, Formula<RecordScope>>();

  /** @throws SourceError a rule or default of the project is wrong */
  constructor(world: FormulaWorld) {
    this.#world = world;
    for (const type of world.schema.types.values()) this.#compile(type);
  }

  #compile(type: SObjectType): void {
    const { schema } = this.#world;
    // Records of custom metadata come with the project; no save asks their rules.
    for (const rule of type.kind === 'customMetadata' ? [] : type.validationRules)
      if (rule.active) this.#rules.set(rule, compileValidationRule(schema, this.#world, type, rule));
    for (const field of type.fields.values())
      if (field.defaultFormula !== undefined)
        this.#defaults.set(field, compileDefault(schema, this.#world, type, field));
  }

  /** True when an active rule refuses the record. @throws FormulaError the formula cannot be evaluated for it */
  refuses(rule: ValidationRule, subject: FormulaSubject): boolean {
    return this.#rules.get(rule)?.evaluate(this.#scope(subject)) === true;
  }

  defaultOf(field: Field, subject: FormulaSubject): Value {
    return this.#defaults.get(field)?.evaluate(this.#scope(subject)) ?? null;
  }

  #scope({ values, prior, user, now }: FormulaSubject): RecordScope {
    return recordScope(this.#world, user, Date.parse(now), values, prior);
  }
}
