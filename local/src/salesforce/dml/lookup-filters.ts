// Required lookup filters: what a lookup may be set to. Asked when the lookup is set or a field that its filter reads from the
// record changes; a value that was right when it was set stays. Source: Salesforce Help, "Considerations for Lookup Filters".
import { recordScope, type FormulaWorld } from '../formula/record-scope.ts';
import type { LookupFilter } from '../schema/filters.ts';
import type { Field, SObjectType } from '../schema/schema.ts';
import { ERRORS } from './errors.ts';
import { compileFilter, type Filter } from './filters.ts';
import type { SavingRecord } from './save.ts';
import type { RuleContext } from './services.ts';

interface CompiledLookupFilter {
  readonly field: Field;
  readonly filter: LookupFilter;
  readonly accepts: Filter;
  /** Fields whose change asks the filter again, the lookup among them. */
  readonly askedBy: readonly string[];
}

export class LookupFilters {
  readonly #world: FormulaWorld;
  readonly #byType = new Map<string, CompiledLookupFilter[]>();

  /** @throws SourceError a filter names what does not exist; UnsupportedMetadata it cannot be executed */
  constructor(world: FormulaWorld) {
    this.#world = world;
    for (const type of world.schema.types.values()) {
      const filters = [...type.fields.values()].flatMap((field) => {
        // A lookup to what the local org lacks can hold nothing to filter.
        const target = field.referenceTo[0] === undefined ? undefined : world.schema.type(field.referenceTo[0]);
        return field.lookupFilter && target ? [compile(world, type, field, target, field.lookupFilter)] : [];
      });
      if (filters.length) this.#byType.set(type.name, filters);
    }
  }

  /** Pushes an error for each lookup that points where its filter does not let it. */
  check(record: SavingRecord, { services, tx }: RuleContext): void {
    for (const { field, filter, accepts, askedBy } of this.#byType.get(record.type.name) ?? []) {
      const id = record.values[field.name];
      if (typeof id !== 'string') continue;
      if (record.prior && askedBy.every((name) => record.values[name] === record.prior![name])) continue;
      const target = services.store.get(field.referenceTo[0]!, id);
      const scope = recordScope(this.#world, tx.user, Date.parse(tx.now), record.values, record.prior);
      if (target && !accepts({ target, source: record.values, scope }))
        record.errors.push(ERRORS.other('FIELD_FILTER_VALIDATION_EXCEPTION', filter.message, [field.name]));
    }
  }
}

function compile(
  world: FormulaWorld,
  type: SObjectType,
  field: Field,
  target: SObjectType,
  filter: LookupFilter,
): CompiledLookupFilter {
  const ofSource = filter.items
    .flatMap(({ field: left, valueField: right }) => [left, right])
    .flatMap((path) => (path?.toLowerCase().startsWith('$source.') ? [path.slice('$source.'.length)] : []))
    .flatMap((name) => world.schema.field(type, name)?.name ?? []);
  return { field, filter, accepts: compileFilter(filter, world, target, type), askedBy: [field.name, ...ofSource] };
}
