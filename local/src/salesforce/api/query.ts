// `/query` and `/queryAll`: SOQL as the running user, in pages.
import { SalesforceError } from '../dml/save.ts';
import type { Schema } from '../schema/schema.ts';
import type { QueryResult } from '../soql/result.ts';
import { recordJson } from './record-json.ts';
import { columnMetadata } from './query-columns.ts';
import type { RestAnswer, RestCall, RestRoute } from './rest.ts';

/** Records of one page. Source: REST API guide, "Query Options Header". */
const PAGE = { default: 2000, smallest: 200, largest: 2000 };

export const queryRoutes: readonly RestRoute[] = [
  { method: 'GET', path: '/query', inComposite: 'query', handle: (call) => runQuery(call, false) },
  { method: 'GET', path: '/queryAll', inComposite: 'query', handle: (call) => runQuery(call, true) },
  { method: 'GET', path: '/query/:locator', inComposite: 'query', handle: nextPage },
  { method: 'GET', path: '/queryAll/:locator', inComposite: 'query', handle: nextPage },
];

function runQuery(call: RestCall, includeDeleted: boolean): RestAnswer {
  const soql = call.query.get('q');
  if (call.query.has('explain')) {
    throw new SalesforceError('INVALID_QUERY_EXPLAIN', 'query plans are not supported by the local org');
  }
  if (!soql?.trim()) throw new SalesforceError('MALFORMED_QUERY', 'A query string has to be specified');
  const result = call.transact((tx) => call.context.org.query(tx, soql, { access: 'user', includeDeleted }));
  if (call.query.get('columns') === 'true') {
    return { status: 200, body: columnMetadata(call.context.org.schema, soql) };
  }
  return { status: 200, body: pageOf(call, result, 0, undefined) };
}

/** A locator's last part is the index of the page's first record: `01g…AAA-2000`. */
function nextPage(call: RestCall): RestAnswer {
  const [, id = '', start = '0'] = /^(\w+?)(?:-(\d+))?$/.exec(call.params.locator!) ?? [];
  const result = call.context.locators.find(call.user.userId, id);
  return { status: 200, body: pageOf(call, result, Number(start), id) };
}

interface Page {
  readonly totalSize: number;
  readonly done: boolean;
  readonly nextRecordsUrl?: string;
  readonly records: readonly object[];
}

/**
 * One page of a result.
 * @param start index of its first record
 * @param openLocator of the pages that follow; left out at the first
 * @param part whose schema the records are of, and where its queries are asked: '' or `/tooling`
 */
export function pageOf(
  call: RestCall,
  result: QueryResult,
  start: number,
  openLocator?: string,
  { schema, area }: { schema: Schema; area: string } = { schema: call.context.org.schema, area: '' },
): Page {
  const { locators } = call.context;
  const end = start + pageSize(call.header('Sforce-Query-Options'));
  const records = result.records.slice(start, end).map((record) => recordJson({ schema }, call.version, record, area));
  if (end >= result.records.length) {
    return { totalSize: result.totalSize, done: true, records };
  }
  const locator = openLocator ?? locators.open(call.user.userId, result);
  const nextRecordsUrl = `/services/data/v${call.version}.0${area}/query/${locator}-${end}`;
  return { totalSize: result.totalSize, done: false, nextRecordsUrl, records };
}

/** From `batchSize=500`; the platform takes what is out of range as a wish. */
function pageSize(header: string | undefined): number {
  const wanted = /batchSize\s*=\s*(\d+)/i.exec(header ?? '')?.[1];
  if (!wanted) return PAGE.default;
  return Math.min(PAGE.largest, Math.max(PAGE.smallest, Number(wanted)));
}
