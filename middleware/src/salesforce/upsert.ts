// Writing many records in few calls: collections of up to 200, five to a composite request, each record with its own
// outcome. Upserts by external id, updates and removals by id: all safe to repeat.
// @see https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_sobjects_collections_upsert.htm
import type { SalesforceApi } from './api.ts';
import { COLLECTIONS_PER_CALL, RECORDS_PER_COLLECTION, faultIn, type RecordFault, type ResultRow } from './update.ts';

/** A nested object names another record by its external id. */
export type RecordFields = Readonly<
  Record<string, string | number | boolean | null | Readonly<Record<string, string | number>>>
>;

export interface RecordWrite {
  readonly type: string;
  /** The external id field to upsert by; its value is among the fields. */
  readonly externalId?: string;
  /** The record to update or to remove. */
  readonly id?: string;
  readonly removes?: true;
  readonly fields: RecordFields;
}

interface CompositeAnswer {
  readonly compositeResponse: readonly { readonly body: unknown; readonly httpStatusCode: number }[];
}

/**
 * Writes section by section, in order: a later section may name records of an earlier one. All records of a section are
 * of one type and written in one way.
 * @returns one outcome per record; null: written
 * @throws PortwayError as SalesforceApi.request; records of that call may have been written all the same
 */
export async function writeRecords(
  api: SalesforceApi,
  kind: string,
  sections: readonly (readonly RecordWrite[])[],
): Promise<Map<RecordWrite, RecordFault>> {
  const outcomes = new Map<RecordWrite, RecordFault>();
  const collections = sections.flatMap(collectionsOf);
  for (let from = 0; from < collections.length; from += COLLECTIONS_PER_CALL) {
    const some = collections.slice(from, from + COLLECTIONS_PER_CALL);
    const answer = await api.request<CompositeAnswer>(kind, 'POST', `${api.basePath}/composite`, {
      allOrNone: false,
      compositeRequest: some.map((records, index) => subrequest(api.basePath, records, index)),
    });
    some.forEach((records, index) => {
      const part = answer.compositeResponse[index];
      const results = Array.isArray(part?.body) ? (part.body as readonly ResultRow[]) : [];
      const isWholeFault = part === undefined || part.httpStatusCode >= 400;
      records.forEach((record, at) => outcomes.set(record, faultOf(record, isWholeFault ? results[0] : results[at])));
    });
  }
  return outcomes;
}

/** What a record that is to be removed may say when it has gone already. */
const GONE = new Set(['ENTITY_IS_DELETED', 'INVALID_CROSS_REFERENCE_KEY']);

function faultOf({ removes }: RecordWrite, result: ResultRow | undefined): RecordFault {
  const fault = faultIn(result);
  return removes && fault && GONE.has(fault.code) ? null : fault;
}

function collectionsOf(section: readonly RecordWrite[]): RecordWrite[][] {
  const collections: RecordWrite[][] = [];
  for (let from = 0; from < section.length; from += RECORDS_PER_COLLECTION) {
    collections.push(section.slice(from, from + RECORDS_PER_COLLECTION));
  }
  return collections;
}

function subrequest(basePath: string, records: readonly RecordWrite[], index: number): object {
  const { type, externalId, removes } = records[0]!;
  if (removes) {
    const ids = records.map(({ id }) => id).join(',');
    return {
      method: 'DELETE',
      url: `${basePath}/composite/sobjects?ids=${ids}&allOrNone=false`,
      referenceId: `c${index}`,
    };
  }
  const target = externalId === undefined ? '' : `/${type}/${externalId}`;
  return {
    method: 'PATCH',
    url: `${basePath}/composite/sobjects${target}`,
    referenceId: `c${index}`,
    body: {
      allOrNone: false,
      records: records.map(({ id, fields }) => ({ attributes: { type }, ...(id !== undefined && { id }), ...fields })),
    },
  };
}
