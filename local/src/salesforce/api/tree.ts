// `/composite/tree`: records with their children in one body; all are made or none.
// @see REST API guide, "sObject Tree"
import { SalesforceError, type SaveError } from '../dml/save.ts';
import type { Transaction } from '../dml/transaction.ts';
import type { SObjectType } from '../schema/schema.ts';
import { isObject, objectBody, objectList } from './json-body.ts';
import { assignmentRuleOf, attributeOf, valuesOf, visibleType } from './record-input.ts';
import type { RestAnswer, RestCall, RestRoute } from './rest.ts';

const LIMITS = { records: 200, levels: 5, typesPerRequest: 5 } as const;

interface Node {
  readonly referenceId: string;
  readonly type: SObjectType;
  readonly values: Record<string, unknown>;
  /** The field that points to the parent node. */
  readonly parent?: { readonly node: Node; readonly field: string };
  readonly level: number;
  id?: string;
}

class TreeFailed extends Error {
  readonly failures: readonly { referenceId: string; errors: readonly SaveError[] }[];
  constructor(failures: TreeFailed['failures']) {
    super('tree failed');
    this.failures = failures;
  }
}

export const treeRoutes: readonly RestRoute[] = [{ method: 'POST', path: '/composite/tree/:type', handle: createTree }];

function createTree(call: RestCall): RestAnswer {
  const type = visibleType(call.context.org, call.user, call.params.type!);
  const nodes = objectList(objectBody(call.body).records, 'records').flatMap((body) => nodesOf(call, type, body));
  requireWithinLimits(nodes);
  try {
    call.transact((tx) => insertByLevel(call, tx, nodes));
  } catch (error) {
    if (!(error instanceof TreeFailed)) throw error;
    return { status: 400, body: { hasErrors: true, results: error.failures } };
  }
  return {
    status: 201,
    body: { hasErrors: false, results: nodes.map(({ referenceId, id }) => ({ referenceId, id })) },
  };
}

/** The record and everything below it; the record first. */
function nodesOf(call: RestCall, type: SObjectType, body: Record<string, unknown>, parent?: Node['parent']): Node[] {
  const referenceId = attributeOf(body, 'referenceId');
  if (!referenceId) throw new SalesforceError('INVALID_INPUT', 'Include a referenceId for each record in the request.');
  const named = attributeOf(body, 'type');
  if (named && named.toLowerCase() !== type.name.toLowerCase()) {
    throw new SalesforceError('INVALID_INPUT', `Record ${referenceId} is of type ${named}, not ${type.name}.`);
  }
  const values: Record<string, unknown> = {};
  const childLists: [name: string, records: Record<string, unknown>[]][] = [];
  for (const [name, value] of Object.entries(valuesOf(body))) {
    if (isObject(value) && 'records' in value) childLists.push([name, objectList(value.records, name)]);
    else values[name] = value;
  }
  const node: Node = { referenceId, type, values, level: (parent?.node.level ?? 0) + 1, ...(parent && { parent }) };
  return [node, ...childLists.flatMap(([name, records]) => childNodes(call, node, name, records))];
}

function childNodes(call: RestCall, parent: Node, name: string, records: Record<string, unknown>[]): Node[] {
  const { org } = call.context;
  const relationship = org.schema
    .childRelationships(parent.type)
    .find((candidate) => candidate.name?.toLowerCase() === name.toLowerCase());
  if (!relationship) {
    throw new SalesforceError('INVALID_FIELD', `No such column '${name}' on sobject of type ${parent.type.name}`);
  }
  const type = visibleType(org, call.user, relationship.childType);
  return records.flatMap((body) => nodesOf(call, type, body, { node: parent, field: relationship.field.name }));
}

function requireWithinLimits(nodes: readonly Node[]): void {
  const excess = [
    [nodes.length, LIMITS.records, 'records'],
    [Math.max(0, ...nodes.map(({ level }) => level)), LIMITS.levels, 'levels'],
    [new Set(nodes.map(({ type }) => type.name)).size, LIMITS.typesPerRequest, 'object types'],
  ] as const;
  for (const [count, most, what] of excess) {
    if (count > most)
      throw new SalesforceError('LIMIT_EXCEEDED', `Cannot process more than ${most} ${what} in one request: ${count}`);
  }
  const ids = nodes.map(({ referenceId }) => referenceId);
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index);
  if (repeated)
    throw new SalesforceError('INVALID_INPUT', `Duplicate ReferenceId provided in the request: ${repeated}`);
}

/** Parents before children; a level may hold several types, in request order. */
function insertByLevel(call: RestCall, tx: Transaction, nodes: readonly Node[]): void {
  for (let level = 1; level <= LIMITS.levels; level += 1) {
    const ofLevel = nodes.filter((node) => node.level === level);
    if (ofLevel.length === 0) return;
    const records = ofLevel.map((node) => ({
      type: node.type.name,
      values: withParent(node),
      ...assignmentRuleOf(call),
    }));
    const results = call.context.org.save(tx, { operation: 'insert', records, allOrNone: true, access: 'user' });
    const failures = ofLevel.flatMap(({ referenceId }, index) => {
      const { success, errors } = results[index]!;
      const own = errors.filter(({ statusCode }) => statusCode !== 'ALL_OR_NONE_OPERATION_ROLLED_BACK');
      return success || own.length === 0 ? [] : [{ referenceId, errors: own }];
    });
    if (failures.length > 0) throw new TreeFailed(failures);
    for (const [index, node] of ofLevel.entries()) node.id = results[index]!.id!;
  }
}

function withParent({ values, parent }: Node): Record<string, unknown> {
  return parent ? { ...values, [parent.field]: parent.node.id } : values;
}
