// Inserting up to 200 records in one call, each with its own outcome. Safe to repeat only where a unique field of the record
// tells a second one.
// @see https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_sobjects_collections_create.htm
import type { SalesforceApi } from './api.ts';
import { faultIn, type RecordFault, type ResultRow } from './update.ts';
import type { RecordFields } from './upsert.ts';

/**
 * @param headers e.g. Sforce-Auto-Assign
 * @returns one outcome per record, in the order given; null: written
 * @throws PortwayError as SalesforceApi.request; records may have been written all the same
 */
export async function insertRecords(
  api: SalesforceApi,
  kind: string,
  type: string,
  records: readonly RecordFields[],
  headers: Readonly<Record<string, string>> = {},
): Promise<RecordFault[]> {
  const body = { allOrNone: false, records: records.map((fields) => ({ attributes: { type }, ...fields })) };
  const answer = await api.request<unknown>(kind, 'POST', `${api.basePath}/composite/sobjects`, body, headers);
  const results = Array.isArray(answer) ? (answer as readonly ResultRow[]) : [];
  return records.map((_record, index) => faultIn(results[index]));
}
