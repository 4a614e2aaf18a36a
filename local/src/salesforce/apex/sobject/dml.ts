// DML of Apex: records in memory to the save pipeline and back, failures as DmlException.
// Source: Apex Developer Guide, "Apex DML" and "DmlException"; wordings: reference/platform-behaviour.md §3.
import type { AssignmentChoice } from '../../dml/assignment-rules.ts';
import { LimitExceeded } from '../../dml/errors.ts';
import { SalesforceError, type RecordInput, type SaveError, type SaveResult } from '../../dml/save.ts';
import type { AccessMode } from '../../org.ts';
import type { Field, Row } from '../../schema/schema.ts';
import { ApexList } from '../values/collections.ts';
import type { ApexValue, DmlFailure } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { assignmentRuleIn } from './dml-options.ts';
import { toRestValue } from './field-values.ts';
import { memberOf } from './fields.ts';
import { SObjectValue } from './sobject-value.ts';

export type DmlOperation = 'insert' | 'update' | 'upsert' | 'delete' | 'undelete';

export interface DmlOptions {
  readonly allOrNone: boolean;
  readonly access: AccessMode;
  /** Declared name of the field that an upsert matches by; `Id` when absent. */
  readonly externalIdField?: string | undefined;
  /** Text that is too long is cut instead of refused. */
  readonly truncate?: boolean;
  /** For all records, whatever their own options say. */
  readonly assignmentRule?: AssignmentChoice | undefined;
}

/** What a DML statement takes: one record or a list. @throws ApexThrow null, or a null among the records */
export function recordsIn(vm: Vm, value: ApexValue): SObjectValue[] {
  if (value instanceof SObjectValue) return [value];
  const { items } = vm.notNull(value as ApexList | null);
  for (const item of items) vm.notNull(item);
  return items as SObjectValue[];
}

/**
 * Runs one DML operation; records that were inserted get their ids.
 * @returns one result per record, in order
 * @throws ApexThrow System.DmlException in an all-or-none operation with a failure; limits; lists the platform refuses
 */
export function performDml(
  vm: Vm,
  operation: DmlOperation,
  records: readonly SObjectValue[],
  options: DmlOptions,
): SaveResult[] {
  if (!records.length) return [];
  refuseRepeated(vm, operation, records, options);
  if (records.some(({ isOfTrigger }) => isOfTrigger)) refuseTriggerRecord(vm);
  const inputs = records.map((record) => inputOf(vm, operation, record, options));
  const results = save(vm, operation, inputs, records, options);
  for (const [index, result] of results.entries()) settle(records[index]!, operation, result);
  if (options.allOrNone) throwFailures(vm, operation, records, results);
  return results;
}

function settle(record: SObjectValue, operation: DmlOperation, { success, id }: SaveResult): void {
  if (success && id && (operation === 'insert' || operation === 'upsert')) record.fields.set('Id', id);
}

function refuseTriggerRecord(vm: Vm): never {
  // Source: Apex Developer Guide, "Trigger Exceptions": Trigger.new and Trigger.old take no DML.
  return vm.raise('System.SObjectException', 'DML statement cannot operate on trigger.new or trigger.old');
}

function save(
  vm: Vm,
  operation: DmlOperation,
  inputs: readonly RecordInput[],
  records: readonly SObjectValue[],
  { allOrNone, access, externalIdField }: DmlOptions,
): SaveResult[] {
  try {
    return vm.org.save(vm.tx, {
      operation,
      records: inputs,
      allOrNone,
      access,
      ...(externalIdField === undefined ? {} : { externalIdField }),
    });
  } catch (error) {
    if (error instanceof LimitExceeded) return vm.raiseFinal('System.LimitException', error.message);
    if (!(error instanceof SalesforceError)) throw error;
    // What a user may not even see is no DML error: the platform refuses access as a whole.
    if (access === 'user' && error.errorCode === 'INVALID_TYPE')
      vm.raise('System.SecurityException', `Access to entity '${records[0]!.type.name}' denied`);
    const refusal: SaveError = { statusCode: error.errorCode, message: error.message, fields: error.fields };
    return throwDml(vm, operation, [failureOf(0, records[0]!, refusal)]);
  }
}

/** The same record twice in one list. Source: Apex Developer Guide, "DML Statements". */
function refuseRepeated(
  vm: Vm,
  operation: DmlOperation,
  records: readonly SObjectValue[],
  { externalIdField }: DmlOptions,
): void {
  if (operation === 'insert' || operation === 'upsert') {
    if (new Set(records).size !== records.length)
      vm.raise('System.ListException', `Before Insert or Upsert list must not have two identically equal elements`);
  }
  if (operation === 'insert' || (externalIdField !== undefined && externalIdField !== 'Id')) return;
  const seen = new Set<string>();
  for (const { id } of records) {
    if (id === null) continue;
    if (seen.has(id)) vm.raise('System.ListException', `Duplicate id in list: ${id}`);
    seen.add(id);
  }
}

function inputOf(vm: Vm, operation: DmlOperation, record: SObjectValue, options: DmlOptions): RecordInput {
  const { id } = record;
  const type = record.type.name;
  const named = id === null ? {} : { id };
  if (operation === 'delete' || operation === 'undelete') return { type, ...named, values: {} };
  const external = options.externalIdField !== undefined && options.externalIdField !== 'Id';
  const isInsert = operation === 'insert' || (operation === 'upsert' && (external || id === null));
  const values: Record<string, unknown> = {};
  const stored = isInsert || id === null ? undefined : vm.org.store.get(type, id);
  for (const [name, value] of record.fields) {
    if (name === 'Id') {
      if (operation === 'insert' && id !== null) values['Id'] = id;
      continue;
    }
    const member = memberOf(vm.program.schema, record.sobject, name);
    const isKey = external && name === options.externalIdField;
    if (!member || member.kind === 'children' || (!isKey && !record.isAssigned(name))) continue;
    if (member.kind === 'parent') {
      const parent = parentKey(vm, value);
      if (parent) values[name] = parent;
    } else if (isKey || isSent(member.field, value, isInsert, stored)) {
      const sent = toRestValue(value);
      const { length } = member.field;
      values[name] = options.truncate && typeof sent === 'string' && length ? sent.slice(0, length) : sent;
    }
  }
  const assignmentRule = options.assignmentRule ?? assignmentRuleIn(record.options);
  return { type, ...(isInsert ? {} : named), values, ...(assignmentRule && { assignmentRule }) };
}

/** Values that no client may send come along in records that were queried, cloned or read from JSON: they are left out. */
function isSent(field: Field, value: ApexValue, isInsert: boolean, stored: Row | undefined): boolean {
  if (field.formula !== undefined || (!field.createable && !field.updateable)) return false;
  if (isInsert) return field.createable;
  return field.updateable || toRestValue(value) !== stored?.[field.name];
}

/** `new Contact(Account = new Account(Ext__c = 'x'))` names the parent by an external id. */
function parentKey(vm: Vm, value: ApexValue): Record<string, unknown> | undefined {
  // A parent with an Id is no foreign key: only the lookup field counts then.
  if (!(value instanceof SObjectValue) || value.isQueried || value.id) return undefined;
  const entries = [...value.fields].filter(([name, one]) => name !== 'Id' && one !== null);
  if (!entries.length) return undefined;
  if (entries.length > 1)
    vm.raise(
      'System.SObjectException',
      `More than 1 field provided in an external foreign key reference in entity: ${value.type.name}`,
    );
  const [[name, one]] = entries as [[string, ApexValue]];
  return { attributes: { type: value.type.name }, [name]: toRestValue(one) };
}

function throwFailures(
  vm: Vm,
  operation: DmlOperation,
  records: readonly SObjectValue[],
  results: readonly SaveResult[],
): void {
  const failures = results.flatMap(({ success, errors }, row) => {
    const [error] = errors;
    if (success || !error || error.statusCode === 'ALL_OR_NONE_OPERATION_ROLLED_BACK') return [];
    return [failureOf(row, records[row]!, error)];
  });
  if (failures.length) throwDml(vm, operation, failures);
}

const failureOf = (row: number, record: SObjectValue, { statusCode, message, fields }: SaveError): DmlFailure => ({
  row,
  id: record.id,
  statusCode,
  message,
  fields,
  object: record.type.name,
});

export function throwDml(vm: Vm, operation: string, failures: readonly DmlFailure[]): never {
  const [{ row, id, statusCode, message, fields }] = failures as [DmlFailure];
  const what = operation.charAt(0).toUpperCase() + operation.slice(1);
  return vm.raise(
    'System.DmlException',
    `${what} failed. First exception on row ${row}${id ? ` with id ${id}` : ''}; first error: ${statusCode}, ${message}: [${fields.join(', ')}]`,
    failures,
  );
}
