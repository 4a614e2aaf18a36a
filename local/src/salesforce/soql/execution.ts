// One run of a compiled query: who asks, when, with which values, and what that user may see.
import type { Field, Row, Schema, SObjectType, Value } from '../schema/schema.ts';
import type { RunningUser } from '../security/running-user.ts';
import type { Store } from '../store/store.ts';
import { fieldDefinition } from './field-definition.ts';

/** Value of a formula field of a stored record. */
export type ComputeField = (type: SObjectType, field: Field, row: Row) => Value;

export interface QueryContext {
  readonly schema: Schema;
  readonly store: Store;
  readonly user: RunningUser;
  /** Datetime at rest: the transaction's. */
  readonly now: string;
  /** Left out only where no type has formula fields; reading one without it is a fault. */
  readonly computeField?: ComputeField;
  /** Another user of the org; undefined: there is no such active user. */
  readonly userById?: (id: string) => RunningUser | undefined;
}

export interface Execution extends QueryContext {
  /** Bodies of the lifted text literals. */
  readonly slots: readonly (readonly string[])[];
  readonly binds: Readonly<Record<string, unknown>> | undefined;
  /** Rows that sharing hides are not there. */
  readonly checksSharing: boolean;
  /** Objects and fields without rights are not there. */
  readonly checksRights: boolean;
  readonly includeDeleted: boolean;
  /** A parent as this run sees it: undefined when it is gone or hidden. */
  parent(type: SObjectType, id: string): Row | undefined;
  value(type: SObjectType, field: Field, row: Row): Value;
  /** Made once per run and key, e.g. the ids of a semi-join. */
  once<T>(key: object, make: () => T): T;
}

/** Metadata relationships hold a name where others hold an id. */
const NAMED: Readonly<Record<string, (context: QueryContext, name: string) => Row | undefined>> = {
  EntityDefinition: ({ store }, name) => store.find('EntityDefinition', 'DurableId', name)[0],
  FieldDefinition: ({ schema }, name) => fieldDefinition(schema, name),
};

export type Access = Pick<Execution, 'slots' | 'binds' | 'checksSharing' | 'checksRights' | 'includeDeleted'>;

export function startExecution(context: QueryContext, access: Access): Execution {
  const { store, user, computeField } = context;
  const made = new Map<object, unknown>();
  const visible = new Map<string, boolean>();
  const isVisible = (type: SObjectType, row: Row, id: string): boolean => {
    let known = visible.get(id);
    if (known === undefined) visible.set(id, (known = user.canSee(type, row)));
    return known;
  };
  return {
    ...context,
    ...access,
    parent(type, id) {
      const row = NAMED[type.name]?.(context, id) ?? store.get(type.name, id);
      return row && (!access.checksSharing || isVisible(type, row, id)) ? row : undefined;
    },
    value(type, field, row) {
      if (field.formula === undefined) return row[field.name] ?? null;
      if (!computeField) throw new Error(`soql: no way to compute ${type.name}.${field.name}`);
      return computeField(type, field, row);
    },
    once<T>(key: object, make: () => T): T {
      if (!made.has(key)) made.set(key, make());
      return made.get(key) as T;
    },
  };
}
