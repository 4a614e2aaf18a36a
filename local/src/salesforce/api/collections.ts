// `/composite/sobjects`: up to 200 records in one call, each with its own outcome or all of them together.
// @see REST API guide, "sObject Collections"
import { SalesforceError, type Operation, type RecordInput, type SaveError, type SaveResult } from '../dml/save.ts';
import type { SObjectType } from '../schema/schema.ts';
import { objectBody, objectList } from './json-body.ts';
import { recordJson } from './record-json.ts';
import { assignmentRuleOf, attributeOf, collectionRecord, visibleType } from './record-input.ts';
import type { RestAnswer, RestCall, RestRoute } from './rest.ts';

const MAX_RECORDS = 200;
/** Reading takes more. */
const MAX_RETRIEVED = 2000;
/** Neighbours of one type form a chunk. */
const MAX_CHUNKS = 10;

const ALL = '/composite/sobjects';

export const collectionRoutes: readonly RestRoute[] = [
  { method: 'POST', path: ALL, inComposite: 'collection', handle: (call) => saveAll(call, 'insert') },
  { method: 'PATCH', path: ALL, inComposite: 'collection', handle: (call) => saveAll(call, 'update') },
  { method: 'DELETE', path: ALL, inComposite: 'collection', handle: removeAll },
  { method: 'GET', path: `${ALL}/:type`, inComposite: 'collection', handle: readByQueryString },
  { method: 'POST', path: `${ALL}/:type`, inComposite: 'collection', handle: readByBody },
  { method: 'PATCH', path: `${ALL}/:type/:key`, inComposite: 'collection', handle: upsertAll },
];

function saveAll(call: RestCall, operation: 'insert' | 'update'): RestAnswer {
  const body = objectBody(call.body);
  const records = recordsOf(body).map((record) => collectionRecord(call.context.org, call.user, record));
  return outcome(call, operation, records, allOrNone(body.allOrNone));
}

function upsertAll(call: RestCall): RestAnswer {
  const body = objectBody(call.body);
  const type = visibleType(call.context.org, call.user, call.params.type!);
  const key = keyOf(call, type);
  const records = recordsOf(body).map((record) => {
    const named = attributeOf(record, 'type');
    if (named && named.toLowerCase() !== type.name.toLowerCase()) {
      throw new SalesforceError('INVALID_INPUT', `All records must be of type ${type.name}, as the URL says: ${named}`);
    }
    return collectionRecord(call.context.org, call.user, { ...record, attributes: { type: type.name } });
  });
  return outcome(call, 'upsert', records, allOrNone(body.allOrNone), key);
}

function keyOf(call: RestCall, type: SObjectType): string {
  const field = call.context.org.schema.field(type, call.params.key!);
  if (field && (field.externalId || field.type === 'id') && call.user.canReadField(type, field)) return field.name;
  throw new SalesforceError(
    'NOT_FOUND',
    `Provided external ID field does not exist or is not accessible: ${call.params.key}`,
    { httpStatus: 404 },
  );
}

function removeAll(call: RestCall): RestAnswer {
  const ids = idList(call.query.get('ids'));
  requireAtMost(ids.length, MAX_RECORDS);
  const { schema } = call.context.org;
  const known = ids.map((id) => ({ id, type: schema.typeOfId(id)?.name }));
  const records = known.flatMap(({ id, type }) => (type ? [{ type, id, values: {} }] : []));
  const answer = outcome(call, 'delete', records, allOrNone(call.query.get('allOrNone')));
  const results = answer.body as object[];
  // An id of no type cannot be saved at all; it fails in its place.
  return { ...answer, body: known.map(({ id, type }) => (type ? results.shift() : failed([malformedId(id)]))) };
}

function malformedId(id: string): SaveError {
  return { statusCode: 'MALFORMED_ID', message: `malformed id ${id}`, fields: [] };
}

function outcome(
  call: RestCall,
  operation: Operation,
  records: readonly RecordInput[],
  isAllOrNone: boolean,
  externalIdField?: string,
): RestAnswer {
  requireFewChunks(records);
  const results =
    records.length === 0
      ? []
      : call.transact((tx) =>
          call.context.org.save(tx, {
            operation,
            records: records.map((record) => ({ ...record, ...assignmentRuleOf(call) })),
            allOrNone: isAllOrNone,
            access: 'user',
            ...(externalIdField && { externalIdField }),
          }),
        );
  return { status: 200, body: results.map((result) => resultJsonOf(result, operation)) };
}

function resultJsonOf(result: SaveResult, operation: Operation): object {
  if (!result.success) return failed(result.errors);
  const { id, created, errors } = result;
  return operation === 'upsert' ? { id, success: true, errors, created } : { id, success: true, errors };
}

function failed(errors: readonly SaveError[]): object {
  return { success: false, errors: errors.map(({ statusCode, message, fields }) => ({ statusCode, message, fields })) };
}

// --- reading

function readByQueryString(call: RestCall): RestAnswer {
  return readAll(call, idList(call.query.get('ids')), idList(call.query.get('fields')));
}

function readByBody(call: RestCall): RestAnswer {
  const { ids, fields } = objectBody(call.body);
  if (!isTextList(ids) || !isTextList(fields)) {
    throw new SalesforceError('JSON_PARSER_ERROR', "Cannot deserialize 'ids' and 'fields': lists of text are expected");
  }
  return readAll(call, ids, fields);
}

/** In the order of the ids; null for what is missing, hidden or deleted. */
function readAll(call: RestCall, ids: readonly string[], fields: readonly string[]): RestAnswer {
  const type = visibleType(call.context.org, call.user, call.params.type!);
  requireAtMost(ids.length, MAX_RETRIEVED);
  if (fields.length === 0) throw new SalesforceError('MISSING_ARGUMENT', 'Missing required parameter: fields');
  for (const id of ids) {
    if (!/^[a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?$/.test(id))
      throw new SalesforceError('MALFORMED_ID', `malformed id ${id}`);
  }
  if (ids.length === 0) return { status: 200, body: [] };
  const soql = `SELECT ${fields.join(', ')} FROM ${type.name} WHERE Id IN ('${ids.join("','")}')`;
  const { records } = call.transact((tx) => call.context.org.query(tx, soql, { access: 'user' }));
  const byId = new Map(records.map((record) => [record.id!.slice(0, 15), record]));
  const body = ids.map((id) => {
    const record = byId.get(id.slice(0, 15));
    return record ? recordJson(call.context.org, call.version, record) : null;
  });
  return { status: 200, body };
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function idList(commaSeparated: string | null): string[] {
  return (commaSeparated ?? '').split(',').filter((item) => item.trim() !== '');
}

// --- limits

function recordsOf(body: Record<string, unknown>): Record<string, unknown>[] {
  const records = objectList(body.records, 'records');
  requireAtMost(records.length, MAX_RECORDS);
  return records;
}

function requireAtMost(count: number, most: number): void {
  if (count <= most) return;
  throw new SalesforceError(
    'EXCEEDED_ID_LIMIT',
    `record limit reached. cannot submit more than ${most} records in this call`,
  );
}

function requireFewChunks(records: readonly RecordInput[]): void {
  const chunks = records.filter((record, index) => record.type !== records[index - 1]?.type).length;
  if (chunks <= MAX_CHUNKS) return;
  throw new SalesforceError(
    'TOO_MANY_CHUNKS',
    `Cannot have more than ${MAX_CHUNKS} chunks in a single operation. Please rearrange the data to reduce chunking.`,
  );
}

/** Left out means false. `"true"` comes from query strings. */
function allOrNone(value: unknown): boolean {
  return value === true || value === 'true';
}
