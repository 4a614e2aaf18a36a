// Records and query results as REST writes them.
import type { LocalOrg } from '../org.ts';
import type { SObjectType, Value } from '../schema/schema.ts';
import type { QueryRecord, QueryResult } from '../soql/result.ts';

const DATETIME_AT_REST = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** `2026-01-02T03:04:05.000+0000`, the only way a datetime leaves the API. */
export function datetimeJson(atRest: string): string {
  return `${atRest.slice(0, -1)}+0000`;
}

export function recordUrl(version: number, type: string, id: string): string {
  return `/services/data/v${version}.0/sobjects/${type}/${id}`;
}

/** One record with its `attributes`, parents nested, child results as query results. */
export function recordJson(org: LocalOrg, version: number, record: QueryRecord): Record<string, unknown> {
  const json: Record<string, unknown> = { attributes: attributesOf(version, record) };
  const type = org.schema.type(record.type);
  for (const [name, value] of record.fields) json[name] = fieldJson(org, version, type, name, value);
  return json;
}

function attributesOf(version: number, record: QueryRecord): object {
  const { type, id } = record;
  return id === undefined ? { type } : { type, url: recordUrl(version, type, id) };
}

function fieldJson(
  org: LocalOrg,
  version: number,
  type: SObjectType | undefined,
  name: string,
  value: Value | QueryRecord | QueryResult,
): unknown {
  if (value === null || typeof value !== 'object') return valueJson(org, type, name, value);
  if (!('records' in value)) return COMPOUNDS.has(value.type) ? compoundJson(value) : recordJson(org, version, value);
  if (value.records.length === 0) return null; // a record without children has null, not an empty result
  return resultJson(org, version, value);
}

/** Compound values look like records inside the engine; REST writes them as plain objects. */
const COMPOUNDS = new Set(['Address', 'Location']);

function compoundJson({ fields }: QueryRecord): object {
  return Object.fromEntries(fields);
}

/** Aggregates and aliases have no field: there the shape of the value tells. */
function valueJson(org: LocalOrg, type: SObjectType | undefined, name: string, value: Value): Value {
  if (typeof value !== 'string' || !DATETIME_AT_REST.test(value)) return value;
  const field = type && org.schema.field(type, name);
  return !field || field.type === 'datetime' ? datetimeJson(value) : value;
}

/** A whole result, `done`. */
export function resultJson(org: LocalOrg, version: number, result: QueryResult): object {
  const records = result.records.map((record) => recordJson(org, version, record));
  return { totalSize: result.totalSize, done: true, records };
}
