// DML statements: insert, update, upsert, delete, undelete, with `as user` and `as system`. merge lives in merge.ts.
import {
  DeleteStatementContext,
  InsertStatementContext,
  MergeStatementContext,
  UndeleteStatementContext,
  UpdateStatementContext,
  UpsertStatementContext,
  type AccessLevelContext,
  type ExpressionContext,
} from '@apexdevtools/apex-parser';
import type { AccessMode } from '../../org.ts';
import { currentAccess, systemAccess } from '../sobject/access.ts';
import { performDml, recordsIn, type DmlOperation } from '../sobject/dml.ts';
import { mergeRecords } from '../sobject/merge.ts';
import type { SObjectValue } from '../sobject/sobject-value.ts';
import type { Node, Optional } from '../syntax.ts';
import type { ApexType } from '../types.ts';
import type { Vm } from '../vm.ts';
import { compileExpression } from './expressions.ts';
import { NORMAL, type Expression, type Scope, type Statement } from './scope.ts';

interface DmlTree extends Node {
  expression(): ExpressionContext;
  accessLevel(): Optional<AccessLevelContext>;
}

export const DML_STATEMENTS: readonly [unknown, (node: never, scope: Scope) => Statement][] = [
  [InsertStatementContext, compileDml('insert')],
  [UpdateStatementContext, compileDml('update')],
  [DeleteStatementContext, compileDml('delete')],
  [UndeleteStatementContext, compileDml('undelete')],
  [UpsertStatementContext, compileUpsert],
  [MergeStatementContext, compileMerge],
];

function compileDml(operation: DmlOperation) {
  return (node: DmlTree, scope: Scope): Statement => compileOperation(operation, node, scope, undefined);
}

function compileUpsert(node: UpsertStatementContext, scope: Scope): Statement {
  const path = (node.qualifiedName() as Optional<ReturnType<typeof node.qualifiedName>>)?.getText();
  if (path === undefined) return compileOperation('upsert', node, scope, undefined);
  const type = recordType(compileExpression(node.expression(), scope).type);
  const name = path.split('.').at(-1)!;
  const field = type?.sobject && scope.program.schema.field(type.sobject, name);
  if (type?.sobject && !field) throw scope.wrong(node, `Field does not exist: ${name} on ${type.name}`);
  return compileOperation('upsert', node, scope, field?.name ?? name);
}

const recordType = (type: ApexType): ApexType | undefined => (type.is('List') ? type.args[0] : type);

function compileOperation(
  operation: DmlOperation,
  node: DmlTree,
  scope: Scope,
  externalIdField: string | undefined,
): Statement {
  const records = compileRecords(node.expression(), scope);
  const access = compileAccess(node.accessLevel());
  return (frame) => {
    const all = recordsIn(frame.vm, records.evaluate(frame));
    performDml(frame.vm, operation, all, { allOrNone: true, access: access(frame.vm), externalIdField });
    return NORMAL;
  };
}

function compileMerge(node: MergeStatementContext, scope: Scope): Statement {
  const [master, others] = node.expression_list().map((one) => compileRecords(one, scope)) as [Expression, Expression];
  const access = compileAccess(node.accessLevel());
  return (frame) => {
    const { vm } = frame;
    const record = vm.notNull(master.evaluate(frame) as SObjectValue | null);
    mergeRecords(vm, record, recordsIn(vm, others.evaluate(frame)), { allOrNone: true, access: access(vm) });
    return NORMAL;
  };
}

/** @throws ApexCompileError the expression is no record and no list of records */
export function compileRecords(node: ExpressionContext, scope: Scope): Expression {
  const expression = compileExpression(node, scope);
  if (recordType(expression.type)?.kind !== 'sobject')
    throw scope.wrong(node, `DML requires SObject or SObject list type: ${expression.type.name}`);
  return expression;
}

/** Without a word it is what the class's sharing keyword says. */
export function compileAccess(level: Optional<AccessLevelContext>): (vm: Vm) => AccessMode {
  if (level?.USER()) return () => 'user';
  if (level?.SYSTEM()) return systemAccess;
  return currentAccess;
}
