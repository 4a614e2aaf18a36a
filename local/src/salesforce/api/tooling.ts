// `/tooling`: as much as the Salesforce CLI asks on sign-in. Sandboxes and source tracking do not exist here.
import { SalesforceError } from '../dml/save.ts';
import { testRunsOf } from './apex/test-run-router.ts';
import { recordJson } from './record-json.ts';
import type { RestAnswer, RestCall, RestRoute } from './rest.ts';

/** Tooling objects an org without sandboxes, packages and Apex runs holds no records of. */
const EMPTY_TYPES = ['SandboxProcess', 'SandboxInfo', 'PackageLicense', 'InstalledSubscriberPackage'];

export const toolingRoutes: readonly RestRoute[] = [{ method: 'GET', path: '/tooling/query', handle: toolingQuery }];

function toolingQuery(call: RestCall): RestAnswer {
  const soql = call.query.get('q');
  if (!soql?.trim()) throw new SalesforceError('MALFORMED_QUERY', 'A query string has to be specified');
  const from = /\bFROM\s+(\w+)/i.exec(soql)?.[1]?.toLowerCase();
  if (EMPTY_TYPES.some((name) => name.toLowerCase() === from)) {
    return listOf([], null);
  }
  const ofTestRuns = testRunsOf(call.context).query(soql);
  if (ofTestRuns) return listOf(ofTestRuns, from ?? null);
  const { org } = call.context;
  const result = call.transact((tx) => org.query(tx, soql, { access: 'user' }));
  const records = result.records.map((record) => recordJson(org, call.version, record));
  return listOf(records, result.records[0]?.type ?? null, result.totalSize);
}

function listOf(records: readonly object[], entityTypeName: string | null, totalSize = records.length): RestAnswer {
  return {
    status: 200,
    body: { size: records.length, totalSize, done: true, queryLocator: null, entityTypeName, records },
  };
}
