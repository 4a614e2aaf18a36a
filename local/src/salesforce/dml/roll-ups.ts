// Roll-up summary fields: counted and added up over the detail records when one of them has changed, and saved to the parent
// through its own save, so that the parent's rules and automation see the new total.
// Order of execution, step 16: after the detail's own automation. Source: Apex Developer Guide, "Triggers and Order of Execution".
import { add } from '../formula/decimal.ts';
import { fieldPath, recordScope, type FieldPath, type FormulaWorld } from '../formula/record-scope.ts';
import type { RollUp } from '../schema/filters.ts';
import type { Field, Row, SObjectType, Value } from '../schema/schema.ts';
import { compileFilter, type Filter } from './filters.ts';
import type { SavingRecord } from './save.ts';
import type { RuleContext } from './services.ts';
import { saveDerived } from './standard/derived-saves.ts';

/** A detail record as it was and as it is now; null: it was not there, or is not any more. */
export interface DetailChange {
  readonly before: Row | null;
  readonly after: Row | null;
  /** The saved record that must answer when a parent refuses its new total. */
  readonly because: SavingRecord;
}

interface CompiledRollUp {
  readonly parent: SObjectType;
  readonly field: Field;
  readonly rollUp: RollUp;
  readonly summarized: FieldPath | undefined;
  readonly counts: Filter;
}

export class RollUps {
  readonly #world: FormulaWorld;
  /** By detail type, then by the field that points at the parent. */
  readonly #byChild = new Map<string, Map<string, CompiledRollUp[]>>();

  /** @throws SourceError a filter names what does not exist; UnsupportedMetadata it cannot be executed */
  constructor(world: FormulaWorld) {
    this.#world = world;
    for (const parent of world.schema.types.values())
      for (const field of parent.fields.values()) if (field.rollUp) this.#add(parent, field, field.rollUp);
  }

  #add(parent: SObjectType, field: Field, rollUp: RollUp): void {
    const { schema } = this.#world;
    const child = schema.type(rollUp.childType)!;
    const byKey = this.#byChild.get(child.name) ?? new Map<string, CompiledRollUp[]>();
    this.#byChild.set(child.name, byKey);
    const compiled: CompiledRollUp = {
      parent,
      field,
      rollUp,
      summarized: rollUp.summarized ? fieldPath(schema, child, [rollUp.summarized]) : undefined,
      counts: compileFilter(rollUp, this.#world, child, undefined),
    };
    byKey.set(rollUp.foreignKey, [...(byKey.get(rollUp.foreignKey) ?? []), compiled]);
  }

  /** Brings the parents of these records up to date. A parent's refusal lands in the errors of the records that caused it. */
  refresh(type: SObjectType, details: readonly DetailChange[], context: RuleContext): void {
    for (const [foreignKey, rollUps] of this.#byChild.get(type.name) ?? []) {
      const becauseByParent = new Map<string, Set<SavingRecord>>();
      for (const { before, after, because } of details)
        for (const id of [before?.[foreignKey], after?.[foreignKey]])
          if (typeof id === 'string') becauseByParent.set(id, (becauseByParent.get(id) ?? new Set()).add(because));
      const changes = [...becauseByParent].flatMap(([id, because]) => {
        const values = this.#changedTotals(id, type, foreignKey, rollUps, context);
        return values ? [{ input: { type: rollUps[0]!.parent.name, id, values }, because: [...because] }] : [];
      });
      saveDerived('update', changes, context);
    }
  }

  #changedTotals(
    parentId: string,
    child: SObjectType,
    foreignKey: string,
    rollUps: readonly CompiledRollUp[],
    { services: { store }, tx }: RuleContext,
  ): Record<string, Value> | undefined {
    const [{ parent: type }] = rollUps as [CompiledRollUp];
    const parent = store.get(type.name, parentId);
    if (!parent || parent['IsDeleted'] === true) return undefined;
    const rows = store.find(child.name, foreignKey, parentId).filter((row) => row['IsDeleted'] !== true);
    const values: Record<string, Value> = {};
    for (const { field, rollUp, summarized, counts } of rollUps) {
      const found: Value[] = [];
      for (const row of rows) {
        const scope = recordScope(this.#world, tx.user, Date.parse(tx.now), row, null);
        if (counts({ target: row, source: null, scope })) found.push(summarized ? summarized.read(row, scope) : 1);
      }
      const total = TOTALS[rollUp.operation](found.filter((value) => value !== null));
      if (total !== parent[field.name]) values[field.name] = total;
    }
    return Object.keys(values).length ? values : undefined;
  }
}

type NonNull = NonNullable<Value>;
const best =
  (isBetter: (a: NonNull, b: NonNull) => boolean) =>
  ([first, ...rest]: readonly NonNull[]): Value =>
    first === undefined ? null : rest.reduce((chosen, value) => (isBetter(value, chosen) ? value : chosen), first);

/** Of no records, the count and the sum are 0 and there is no smallest or greatest. */
const TOTALS: Record<RollUp['operation'], (values: readonly NonNull[]) => Value> = {
  count: (values) => values.length,
  sum: (values) => values.reduce<number>((total, value) => add(total, value as number), 0),
  min: best((a, b) => a < b),
  max: best((a, b) => a > b),
};
