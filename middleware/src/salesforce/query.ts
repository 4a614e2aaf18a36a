// SOQL over REST, all pages: of the outer records and of their child lists.
import { PortwayError } from '../errors.ts';
import type { SalesforceApi } from './api.ts';

export interface QueryPage<R> {
  readonly done: boolean;
  readonly records: readonly R[];
  readonly nextRecordsUrl?: string;
}

/** The pages of a query, one request each. @throws PortwayError as SalesforceApi.request */
export async function* queryPages<R>(api: SalesforceApi, kind: string, soql: string): AsyncGenerator<readonly R[]> {
  let page = await api.request<QueryPage<R>>(kind, 'GET', `${api.basePath}/query?q=${encodeURIComponent(soql)}`);
  yield page.records;
  while (!page.done && page.nextRecordsUrl !== undefined) {
    page = await api.request<QueryPage<R>>(kind, 'GET', page.nextRecordsUrl);
    yield page.records;
  }
}

/** @returns all records */
export async function query<R>(api: SalesforceApi, kind: string, soql: string): Promise<R[]> {
  const records: R[] = [];
  for await (const page of queryPages<R>(api, kind, soql)) records.push(...page);
  return records;
}

/** The records of a child list; Salesforce pages long ones, and leaves an empty one null. */
export async function childRecords<R>(api: SalesforceApi, kind: string, list: QueryPage<R> | null): Promise<R[]> {
  if (!list) return [];
  const records = [...list.records];
  let page = list;
  while (!page.done && page.nextRecordsUrl !== undefined) {
    page = await api.request<QueryPage<R>>(kind, 'GET', page.nextRecordsUrl);
    records.push(...page.records);
  }
  return records;
}

/** A list of ids for `IN`. @throws PortwayError ORDER_ID_INVALID on anything that is no record id: it would become part of the query */
export function idList(ids: readonly string[]): string {
  return ids.map((id) => `'${checkedId(id)}'`).join(',');
}

export function checkedId(id: string): string {
  if (!isRecordId(id))
    throw new PortwayError('ORDER_ID_INVALID', `${JSON.stringify(id)} is not a Salesforce record id`);
  return id;
}

export function isRecordId(id: string): boolean {
  return /^[a-zA-Z0-9]{15}([a-zA-Z0-9]{3})?$/.test(id);
}

/** A text literal. Backslash and quote are the characters SOQL gives a meaning to. */
export function soqlText(text: string): string {
  return `'${text.replace(/[\\']/g, (character) => `\\${character}`)}'`;
}
