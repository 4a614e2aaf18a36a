// From the engine's result to records of Apex.
import type { FieldType, Value } from '../../schema/schema.ts';
import type { QueryRecord, QueryResult } from '../../soql/result.ts';
import type { ColumnSource } from '../../soql/select.ts';
import { ApexList } from '../values/collections.ts';
import { ApexDecimal } from '../values/decimal.ts';
import type { ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { AddressValue, LocationValue, type Compound } from './compound.ts';
import { fieldToApex, toApexValue } from './field-values.ts';
import { memberOf } from './fields.ts';
import { SObjectValue } from './sobject-value.ts';

type Selected = Value | QueryRecord | QueryResult;

const isRecord = (value: Selected): value is QueryRecord =>
  typeof value === 'object' && value !== null && 'fields' in value;
const isResult = (value: Selected): value is QueryResult =>
  typeof value === 'object' && value !== null && 'records' in value;

/** Records of a result; of groups when `columns` come with it. */
export function recordsOf(result: QueryResult, columns: readonly ColumnSource[], vm: Vm): SObjectValue[] {
  return result.records.map((record) =>
    record.type === 'AggregateResult' ? aggregateOf(record, columns, vm) : sobjectOf(record, vm),
  );
}

function aggregateOf(record: QueryRecord, columns: readonly ColumnSource[], vm: Vm): SObjectValue {
  const made = new SObjectValue(vm.types.aggregateResult);
  const types = new Map(columns.map(({ name, operand }) => [name, operand?.type]));
  for (const [name, value] of record.fields) made.fields.set(name, plainValue(value as Value, types.get(name)));
  made.isQueried = true;
  made.assigned = new Set();
  return made;
}

/** A value that belongs to no field: an aggregate, a function. */
function plainValue(value: Value, type: FieldType | undefined): ApexValue {
  if (typeof value === 'number') {
    if (type === 'int') return value;
    return ApexDecimal.ofDouble(value);
  }
  return type && typeof value === 'string' ? toApexValue(type, value) : value;
}

function sobjectOf(record: QueryRecord, vm: Vm): SObjectValue {
  const type = vm.types.sobject(record.type)!;
  const made = new SObjectValue(type);
  made.isQueried = true;
  made.assigned = new Set();
  if (record.id !== undefined) made.fields.set('Id', record.id);
  for (const [key, value] of record.fields) setSelected(made, key, value, vm);
  return made;
}

function setSelected(made: SObjectValue, key: string, value: Selected, vm: Vm): void {
  const member = memberOf(vm.program.schema, made.sobject, key);
  if (!member) {
    made.fields.set(key, isRecord(value) || isResult(value) ? null : plainValue(value, undefined));
    return;
  }
  if (member.kind === 'children') {
    const childType = vm.types.sobject(member.child.childType)!;
    const items = isResult(value) ? value.records.map((one) => sobjectOf(one, vm)) : [];
    made.fields.set(member.name, new ApexList(vm.types.list(childType), items));
  } else if (member.kind === 'parent') {
    const parent = isRecord(value) ? sobjectOf(value, vm) : null;
    made.fields.set(member.name, parent);
    // The lookup comes along with its record.
    const { type, name } = member.field;
    if (type === 'reference' && !made.fields.has(name)) made.fields.set(name, parent?.id ?? null);
  } else if (isRecord(value)) {
    made.fields.set(member.name, compoundOf(value));
  } else {
    const type = member.field.type;
    const isText =
      typeof value === 'string' && (type === 'currency' || type === 'double' || type === 'percent' || type === 'int');
    // FORMAT() makes text of any field.
    made.fields.set(member.name, isText ? value : fieldToApex(member.field, value as Value));
  }
}

function compoundOf(record: QueryRecord): Compound {
  const parts = new Map<string, ApexValue>();
  for (const [key, value] of record.fields)
    parts.set(key.toLowerCase(), typeof value === 'number' ? ApexDecimal.ofDouble(value) : value);
  return record.type === 'Address' ? new AddressValue(parts) : new LocationValue(parts);
}
