// Queries that Apex runs: bind values in, records out, the engine's refusals as QueryException.
import { LimitExceeded } from '../../dml/errors.ts';
import { SalesforceError } from '../../dml/save.ts';
import type { AccessMode } from '../../org.ts';
import { compileQuery, type CompiledQuery } from '../../soql/run-query.ts';
import { ApexThrow } from '../errors.ts';
import { ApexList, ApexMap, ApexSet } from '../values/collections.ts';
import type { Vm } from '../vm.ts';
import { systemAccess } from './access.ts';
import { recordsOf } from './from-query.ts';
import type { SObjectValue } from './sobject-value.ts';

export type Binds = Readonly<Record<string, unknown>>;

/**
 * Runs a compiled query.
 * @param binds values at rest (see toRestValue)
 * @throws ApexThrow System.QueryException, or System.LimitException when a limit is passed
 */
export function runQuery(vm: Vm, compiled: CompiledQuery, binds: Binds, access: AccessMode) {
  try {
    const mode = compiled.plan.mode === 'SYSTEM_MODE' ? systemAccess(vm) : access;
    const result = vm.org.runCompiled(vm.tx, compiled, { access: mode, binds, counted: true });
    if (compiled.plan.forUpdate) for (const { type, id } of result.records) refuseHeld(vm, type, id);
    return result;
  } catch (error) {
    throw withInaccessible(vm, asQueryException(vm, error), compiled);
  }
}

/** A query in user mode names what the user may not read. */
function withInaccessible(vm: Vm, error: unknown, { plan }: CompiledQuery): unknown {
  if (!(error instanceof ApexThrow)) return error;
  const { user } = vm.tx;
  const hidden = plan.uses.filter(({ type, field }) =>
    field
      ? !user.can('read', type) || (field.type !== 'id' && !user.canReadField(type, field))
      : !user.can('read', type),
  );
  if (hidden.length) error.exception.facts!.inaccessible = (machine) => inaccessibleFields(machine, hidden);
  return error;
}

function inaccessibleFields(vm: Vm, hidden: CompiledQuery['plan']['uses']): ApexMap {
  const { string } = vm.types;
  const map = new ApexMap(vm.types.map(string, vm.types.set(string)));
  for (const { type, field } of hidden) {
    const set = (map.entries.get(type.name)?.value as ApexSet | undefined) ?? new ApexSet(vm.types.set(string));
    map.entries.set(type.name, { key: type.name, value: set });
    if (field) set.entries.set(field.name, field.name);
  }
  return map;
}

/** As `runQuery`, with the records as Apex has them. */
export function queryRecords(vm: Vm, compiled: CompiledQuery, binds: Binds, access: AccessMode): SObjectValue[] {
  return recordsOf(runQuery(vm, compiled, binds, access), compiled.plan.columns, vm);
}

/** The list that a query gives: of its type, or of AggregateResult. */
export function queryList(vm: Vm, compiled: CompiledQuery, binds: Binds, access: AccessMode): ApexList {
  const records = queryRecords(vm, compiled, binds, access);
  return new ApexList(vm.types.list(resultType(vm, compiled)), records);
}

export function resultType(vm: Pick<Vm, 'types'>, { plan }: CompiledQuery) {
  return isGrouped(plan) ? vm.types.aggregateResult : vm.types.sobject(plan.type.name)!;
}

const isGrouped = (plan: CompiledQuery['plan']): boolean => plan.isGrouped;

/** Compiles a statement that was put together at run time. @throws ApexThrow System.QueryException */
export function compileDynamic(vm: Vm, text: string): CompiledQuery {
  try {
    return compileQuery(vm.program.schema, text);
  } catch (error) {
    throw asQueryException(vm, error);
  }
}

function refuseHeld(vm: Vm, type: string, id: string | undefined): void {
  // Wording unconfirmed.
  if (id && vm.org.locks.isHeld(type, id))
    throw new SalesforceError(
      'UNABLE_TO_LOCK_ROW',
      'Record Currently Unavailable: The record you are attempting to edit, or one of its related records, is currently being modified by another user. Please try again.',
    );
}

/** Grammar faults are told in their own words, unknown names with the place in the statement. */
export function asQueryException(vm: Vm, error: unknown): unknown {
  if (!(error instanceof SalesforceError)) return error;
  const isPlain =
    error.errorCode === 'MALFORMED_QUERY' ||
    error.errorCode === 'INVALID_TYPE' ||
    error.errorCode === 'INSUFFICIENT_ACCESS';
  const message = isPlain && error.cause instanceof Error ? error.cause.message : error.message;
  try {
    return error instanceof LimitExceeded
      ? vm.raiseFinal('System.LimitException', error.message)
      : vm.raise('System.QueryException', message);
  } catch (thrown) {
    return thrown;
  }
}
