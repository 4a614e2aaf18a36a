// `/sobjects`: single records by id or external id.
import { SalesforceError, type SaveRequest, type SaveResult } from '../dml/save.ts';
import type { Field, Row, SObjectType } from '../schema/schema.ts';
import type { QueryRecord } from '../soql/result.ts';
import { objectBody } from './json-body.ts';
import { recordJson, recordUrl, resultJson } from './record-json.ts';
import { assignmentRuleOf, valuesOf, visibleType } from './record-input.ts';
import { answerOfSaveErrors, notFound, type RestAnswer, type RestCall, type RestRoute } from './rest.ts';

const BY_ID = '/sobjects/:type/:id';
const BY_KEY = '/sobjects/:type/:key/:value';

export const sobjectRoutes: readonly RestRoute[] = [
  { method: 'POST', path: '/sobjects/:type', inComposite: 'single', handle: create },
  { method: 'GET', path: BY_ID, inComposite: 'single', handle: read },
  { method: 'PATCH', path: BY_ID, inComposite: 'single', handle: update },
  { method: 'DELETE', path: BY_ID, inComposite: 'single', handle: (call) => remove(call, call.params.id!) },
  { method: 'GET', path: BY_KEY, inComposite: 'single', handle: readByKeyOrRelationship },
  { method: 'PATCH', path: BY_KEY, inComposite: 'single', handle: upsert },
  { method: 'DELETE', path: BY_KEY, inComposite: 'single', handle: removeByKey },
];

function create(call: RestCall): RestAnswer {
  const type = typeOf(call);
  const values = valuesOf(objectBody(call.body), ['Id']);
  const result = saveOne(call, { operation: 'insert', records: [{ type: type.name, values }] });
  if (!result.success) return answerOfSaveErrors(result.errors);
  return { ...createdAnswer(result), headers: { Location: recordUrl(call.version, type.name, result.id!) } };
}

/** Platform events answer success with an entry that carries the event's uuid; records answer an empty list. */
function createdAnswer({ id, errors }: SaveResult): RestAnswer {
  return { status: 201, body: { id, success: true, errors } };
}

function read(call: RestCall): RestAnswer {
  return readRecord(call, typeOf(call), call.params.id!, call.query.get('fields'));
}

function readRecord(call: RestCall, type: SObjectType, id: string, wanted: string | null): RestAnswer {
  const record = selectById(call, type, id, wanted === null ? readableFields(call, type) : wanted.split(','));
  if (!record) throw goneOrUnknown(call, type, id);
  return { status: 200, body: recordJson(call.context.org, call.version, record) };
}

/** A deleted record says so; one that is hidden or never was does not exist. */
function goneOrUnknown(call: RestCall, type: SObjectType, id: string): SalesforceError {
  const row = call.context.org.store.get(type.name, id);
  if (row?.IsDeleted === true)
    return new SalesforceError('ENTITY_IS_DELETED', 'entity is deleted', { httpStatus: 404 });
  return notFound();
}

function readableFields(call: RestCall, type: SObjectType): string[] {
  const fields = [...type.fields.values()].filter((field) => call.user.canReadField(type, field));
  return fields.filter(({ type: kind }) => kind !== 'base64').map(({ name }) => name);
}

function selectById(call: RestCall, type: SObjectType, id: string, fields: readonly string[]): QueryRecord | undefined {
  requireId(id);
  const soql = `SELECT ${fields.join(', ')} FROM ${type.name} WHERE Id = '${id}'`;
  return call.transact((tx) => call.context.org.query(tx, soql, { access: 'user' })).records[0];
}

/** What is no id cannot be a record's: also keeps the id from ending the SOQL string it is put into. */
function requireId(id: string): void {
  if (!/^(?:[a-zA-Z0-9]{15}|[a-zA-Z0-9]{18})$/.test(id))
    throw notFound('Provided external ID field does not exist or is not accessible: ' + id);
}

function update(call: RestCall): RestAnswer {
  const type = typeOf(call);
  const { id } = call.params;
  requireId(id!);
  const values = valuesOf(objectBody(call.body), ['Id']);
  const result = saveOne(call, { operation: 'update', records: [{ type: type.name, id: id!, values }] });
  return result.success ? { status: 204 } : urlIdAnswer(result);
}

function remove(call: RestCall, id: string): RestAnswer {
  const type = typeOf(call);
  requireId(id);
  const result = saveOne(call, { operation: 'delete', records: [{ type: type.name, id, values: {} }] });
  return result.success ? { status: 204 } : urlIdAnswer(result);
}

/** When the URL's own id is unknown the answer is 404, not the 400 of an unknown reference inside the body. */
function urlIdAnswer(result: SaveResult): RestAnswer {
  const answer = answerOfSaveErrors(result.errors);
  const first = result.errors[0];
  const isUrlId = first?.statusCode === 'INVALID_CROSS_REFERENCE_KEY' && first.fields.every((field) => field === 'Id');
  return isUrlId ? { ...answer, status: 404 } : answer;
}

function saveOne(call: RestCall, request: Pick<SaveRequest, 'operation' | 'records' | 'externalIdField'>): SaveResult {
  const records = request.records.map((record) => ({ ...record, ...assignmentRuleOf(call) }));
  const whole: SaveRequest = { ...request, records, allOrNone: true, access: 'user' };
  return call.transact((tx) => call.context.org.save(tx, whole))[0]!;
}

// --- by external id

function upsert(call: RestCall): RestAnswer {
  const type = typeOf(call);
  const key = keyField(call, type);
  const body = valuesOf(objectBody(call.body), [key.name, 'Id']);
  if (key.name === 'Id') return update({ ...call, params: { ...call.params, id: call.params.value! } });
  const several = severalMatches(call, type, key);
  if (several) return several;
  const values = { ...body, [key.name]: keyValue(key, call.params.value!) };
  const result = saveOne(call, {
    operation: 'upsert',
    records: [{ type: type.name, values }],
    externalIdField: key.name,
  });
  if (!result.success) return answerOfSaveErrors(result.errors);
  const { id, created } = result;
  // Source: REST API guide, "Insert or Update (Upsert) a Record Using an External ID": updates had no body before 46.0.
  if (!created && call.version < 46) return { status: 204 };
  return { status: created ? 201 : 200, body: { id, success: true, errors: [], created } };
}

function removeByKey(call: RestCall): RestAnswer {
  const type = typeOf(call);
  const found = recordByKey(call, type, keyField(call, type));
  return 'status' in found ? found : remove(call, String(found.row.Id));
}

/** `/sobjects/Account/WH_Account__c/42` by external id; `/sobjects/Order/801…/Account` along a relationship. */
function readByKeyOrRelationship(call: RestCall): RestAnswer {
  const type = typeOf(call);
  const { org } = call.context;
  const { key, value } = call.params;
  if (!org.schema.field(type, key!) && org.schema.typeOfId(key!) === type) return readRelated(call, type, key!, value!);
  const found = recordByKey(call, type, keyField(call, type));
  return 'status' in found ? found : readRecord(call, type, String(found.row.Id), call.query.get('fields'));
}

function readRelated(call: RestCall, type: SObjectType, id: string, name: string): RestAnswer {
  const { schema } = call.context.org;
  const blob = schema.field(type, name);
  if (blob?.type === 'base64') return readBlob(call, type, id, blob);
  const parentField = schema.parentRelationship(type, name);
  if (parentField) {
    const parentId = selectById(call, type, id, [parentField.name])?.fields.get(parentField.name);
    const parent = typeof parentId === 'string' ? schema.typeOfId(parentId) : undefined;
    if (!parent) throw notFound(`The requested resource does not exist`);
    return readRecord(call, parent, parentId as string, call.query.get('fields'));
  }
  const children = schema.childRelationships(type).find((child) => child.name?.toLowerCase() === name.toLowerCase());
  if (!children) throw notFound();
  return readChildren(call, children.childType, children.field, id);
}

function readBlob(call: RestCall, type: SObjectType, id: string, field: Field): RestAnswer {
  const value = selectById(call, type, id, [field.name])?.fields.get(field.name);
  if (typeof value !== 'string') throw notFound();
  return { status: 200, body: Buffer.from(value, 'base64') };
}

function readChildren(call: RestCall, childName: string, lookup: Field, parentId: string): RestAnswer {
  const child = visibleType(call.context.org, call.user, childName);
  requireId(parentId);
  const fields = call.query.get('fields')?.split(',') ?? readableFields(call, child);
  const soql = `SELECT ${fields.join(', ')} FROM ${child.name} WHERE ${lookup.name} = '${parentId}'`;
  const result = call.transact((tx) => call.context.org.query(tx, soql, { access: 'user' }));
  return { status: 200, body: resultJson(call.context.org, call.version, result) };
}

function recordByKey(call: RestCall, type: SObjectType, key: Field): { row: Row } | RestAnswer {
  const several = severalMatches(call, type, key);
  if (several) return several;
  const row = rowsByKey(call, type, key)[0];
  if (!row) throw notFound();
  return { row };
}

/** Several records with that external id: 300 and the list of their addresses. */
function severalMatches(call: RestCall, type: SObjectType, key: Field): RestAnswer | undefined {
  const rows = rowsByKey(call, type, key);
  if (rows.length < 2) return undefined;
  return { status: 300, body: rows.map((row) => recordUrl(call.version, type.name, String(row.Id))) };
}

function rowsByKey(call: RestCall, type: SObjectType, key: Field): readonly Row[] {
  const value = keyValue(key, call.params.value!);
  if (key.type === 'id') {
    const row = call.context.org.store.get(type.name, String(value));
    return row && row.IsDeleted !== true ? [row] : [];
  }
  return call.context.org.store.find(type.name, key.name, value).filter((row) => row.IsDeleted !== true);
}

function keyValue(key: Field, text: string): string | number {
  return ['int', 'double', 'long'].includes(key.type) && text.trim() !== '' && !Number.isNaN(Number(text))
    ? Number(text)
    : text;
}

/** @throws SalesforceError NOT_FOUND no such external id field, or not for this user */
function keyField(call: RestCall, type: SObjectType): Field {
  const field = call.context.org.schema.field(type, call.params.key!);
  const isKey = field && (field.externalId || field.type === 'id');
  if (isKey && call.user.canReadField(type, field)) return field;
  throw notFound(`Provided external ID field does not exist or is not accessible: ${call.params.key}`);
}

function typeOf(call: RestCall): SObjectType {
  return visibleType(call.context.org, call.user, call.params.type!);
}
