// Updating many records in one call: a composite request of collection updates, each record with its own outcome.
// @see https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_sobjects_collections_update.htm
import type { SalesforceApi } from './api.ts';

export interface RecordUpdate {
  readonly type: string;
  readonly id: string;
  readonly fields: Readonly<Record<string, string | number | boolean | null>>;
}

/** null: written. */
export type RecordFault = { readonly code: string; readonly message: string } | null;

export const RECORDS_PER_COLLECTION = 200;
/** A composite request takes 25 subrequests, but only 5 of them collections. */
export const COLLECTIONS_PER_CALL = 5;

/** Cuts sections into collections of at most 200 records; no collection holds records of two sections. */
export function collectionsOf(sections: readonly (readonly RecordUpdate[])[]): RecordUpdate[][] {
  return sections.flatMap((section) => {
    const collections: RecordUpdate[][] = [];
    for (let from = 0; from < section.length; from += RECORDS_PER_COLLECTION) {
      collections.push(section.slice(from, from + RECORDS_PER_COLLECTION));
    }
    return collections;
  });
}

/**
 * Updates the records section by section, in order; a later section sees what an earlier one wrote. One call per five
 * collections. Updating a record by id is safe to repeat.
 * @returns one outcome per record, in the order given
 * @throws PortwayError as SalesforceApi.request; records of that call may have been written all the same
 */
export async function updateRecords(
  api: SalesforceApi,
  sections: readonly (readonly RecordUpdate[])[],
): Promise<Map<RecordUpdate, RecordFault>> {
  const outcomes = new Map<RecordUpdate, RecordFault>();
  const collections = collectionsOf(sections);
  for (let from = 0; from < collections.length; from += COLLECTIONS_PER_CALL) {
    await updateCollections(api, collections.slice(from, from + COLLECTIONS_PER_CALL), outcomes);
  }
  return outcomes;
}

interface CompositeAnswer {
  readonly compositeResponse: readonly { readonly body: unknown; readonly httpStatusCode: number }[];
}

async function updateCollections(
  api: SalesforceApi,
  collections: readonly (readonly RecordUpdate[])[],
  outcomes: Map<RecordUpdate, RecordFault>,
): Promise<void> {
  const answer = await api.request<CompositeAnswer>('write-back', 'POST', `${api.basePath}/composite`, {
    allOrNone: false,
    compositeRequest: collections.map((records, index) => ({
      method: 'PATCH',
      url: `${api.basePath}/composite/sobjects`,
      referenceId: `c${index}`,
      body: {
        allOrNone: false,
        records: records.map(({ type, id, fields }) => ({ attributes: { type }, id, ...fields })),
      },
    })),
  });
  collections.forEach((records, index) => {
    const part = answer.compositeResponse[index];
    const results = Array.isArray(part?.body) ? (part.body as readonly ResultRow[]) : [];
    const isWholeFault = part === undefined || part.httpStatusCode >= 400;
    records.forEach((record, position) => outcomes.set(record, faultIn(isWholeFault ? results[0] : results[position])));
  });
}

export interface ResultRow {
  readonly success?: boolean;
  readonly errors?: readonly { readonly statusCode?: string; readonly message?: string }[];
  readonly errorCode?: string;
  readonly message?: string;
}

export function faultIn(result: ResultRow | undefined): RecordFault {
  if (result?.success === true) return null;
  const error = result?.errors?.[0];
  return {
    code: error?.statusCode ?? result?.errorCode ?? 'NO_RESULT',
    message: error?.message ?? result?.message ?? 'Salesforce gave no result for the record',
  };
}
