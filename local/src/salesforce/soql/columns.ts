// Column metadata of a statement, as `GET query?q=…&columns=true` answers it; the Salesforce CLI lays out its table by it.
// A child subquery is an aggregate with joined columns, a parent a column with joined columns.
import { categoryOf } from './operand.ts';
import type { CompiledQuery } from './run-query.ts';
import type { ColumnSource } from './select.ts';

export interface ColumnMetadata {
  readonly aggregate: boolean;
  readonly apexType: string;
  readonly booleanType: boolean;
  readonly columnName: string;
  readonly custom: boolean;
  readonly displayName: string;
  readonly foreignKeyName: string | null;
  readonly insertable: boolean;
  readonly joinColumns: readonly ColumnMetadata[];
  readonly numberType: boolean;
  readonly textType: boolean;
  readonly updatable: boolean;
}

/** The columns of a compiled statement, in the order of its SELECT list. */
export function columnsOf({ plan }: CompiledQuery): readonly ColumnMetadata[] {
  return plan.columns.map(toColumn);
}

function toColumn({ name, operand, joins = [], aggregate = false }: ColumnSource): ColumnMetadata {
  const field = operand?.field;
  const category = operand && categoryOf(operand.type);
  return {
    aggregate,
    apexType: (category && APEX_TYPES[category]) ?? 'complexvalue',
    booleanType: category === 'boolean',
    columnName: name,
    custom: field?.custom ?? false,
    displayName: name,
    foreignKeyName: field?.relationshipName ?? null,
    insertable: !aggregate && (field?.createable ?? false),
    joinColumns: joins.map(toColumn),
    numberType: category === 'number',
    textType: category === 'text',
    updatable: !aggregate && (field?.updateable ?? false),
  };
}

const APEX_TYPES: Partial<Record<ReturnType<typeof categoryOf>, string>> = {
  text: 'String',
  id: 'Id',
  number: 'Double',
  boolean: 'Boolean',
  date: 'Date',
  datetime: 'Datetime',
  time: 'Time',
};
