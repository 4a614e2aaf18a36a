// Records and query results as REST writes them.
import type { Schema, SObjectType, Value } from '../schema/schema.ts';
import type { QueryRecord, QueryResult } from '../soql/result.ts';

const DATETIME_AT_REST = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** `2026-01-02T03:04:05.000+0000`, the only way a datetime leaves the API. */
export function datetimeJson(atRest: string): string {
  return `${atRest.slice(0, -1)}+0000`;
}

/** @param area of the API below its version: '' or `/tooling` */
export function recordUrl(version: number, type: string, id: string, area = ''): string {
  return `/services/data/v${version}.0${area}/sobjects/${type}/${id}`;
}

/** Whose fields say how values are written. */
interface Described {
  readonly schema: Schema;
}

/** One record with its `attributes`, parents nested, child results as query results. */
export function recordJson(org: Described, version: number, record: QueryRecord, area = ''): Record<string, unknown> {
  const json: Record<string, unknown> = { attributes: attributesOf(version, record, area) };
  const type = org.schema.type(record.type);
  for (const [name, value] of record.fields) json[name] = fieldJson(org, version, type, name, value, area);
  return json;
}

function attributesOf(version: number, record: QueryRecord, area: string): object {
  const { type, id } = record;
  return id === undefined ? { type } : { type, url: recordUrl(version, type, id, area) };
}

function fieldJson(
  org: Described,
  version: number,
  type: SObjectType | undefined,
  name: string,
  value: Value | QueryRecord | QueryResult,
  area: string,
): unknown {
  if (value === null || typeof value !== 'object') return valueJson(org, type, name, value);
  if (!('records' in value))
    return COMPOUNDS.has(value.type) ? compoundJson(value) : recordJson(org, version, value, area);
  if (value.records.length === 0) return null; // a record without children has null, not an empty result
  return resultJson(org, version, value, area);
}

/** Compound values look like records inside the engine; REST writes them as plain objects. */
const COMPOUNDS = new Set(['Address', 'Location']);

function compoundJson({ fields }: QueryRecord): object {
  return Object.fromEntries(fields);
}

/** Aggregates and aliases have no field: there the shape of the value tells. */
function valueJson({ schema }: Described, type: SObjectType | undefined, name: string, value: Value): unknown {
  if (typeof value !== 'string') return value;
  const field = type && schema.field(type, name);
  if (field?.type === 'complexvalue') return JSON.parse(value); // a structure is kept as its JSON
  if (!DATETIME_AT_REST.test(value)) return value;
  return !field || field.type === 'datetime' ? datetimeJson(value) : value;
}

/** A whole result, `done`. */
export function resultJson(org: Described, version: number, result: QueryResult, area = ''): object {
  const records = result.records.map((record) => recordJson(org, version, record, area));
  return { totalSize: result.totalSize, done: true, records };
}
