// Records written and removed in collections.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SalesforceApi } from '../../src/salesforce/api.ts';
import { writeRecords, type RecordWrite } from '../../src/salesforce/upsert.ts';

interface Subrequest {
  readonly method: string;
  readonly url: string;
  readonly body?: { readonly records: readonly object[] };
}

/** Takes every record, but answers a removal by what `removals` says of its id. */
function orgWith(removals: Readonly<Record<string, string>> = {}): { api: SalesforceApi; calls: Subrequest[][] } {
  const calls: Subrequest[][] = [];
  const removed = (url: string): object[] =>
    /ids=([^&]*)/
      .exec(url)![1]!
      .split(',')
      .map((id) => {
        const statusCode = removals[id];
        return statusCode ? { success: false, errors: [{ statusCode, message: `${id} is so` }] } : { success: true };
      });
  const request = (_kind: string, _method: string, _path: string, body: { compositeRequest: Subrequest[] }) => {
    calls.push(body.compositeRequest);
    return Promise.resolve({
      compositeResponse: body.compositeRequest.map((part) => ({
        httpStatusCode: 200,
        body: part.method === 'DELETE' ? removed(part.url) : part.body!.records.map(() => ({ success: true })),
      })),
    });
  };
  return { api: { basePath: '/v', request } as unknown as SalesforceApi, calls };
}

const removal = (id: string): RecordWrite => ({ type: 'Invoice_Line__c', id, removes: true, fields: {} });

test('removals go by id, up to 200 in a collection, after what stands before them', async () => {
  const { api, calls } = orgWith();
  const write: RecordWrite = {
    type: 'Invoice__c',
    externalId: 'WHMCS_Invoice_Id__c',
    fields: { WHMCS_Invoice_Id__c: 5 },
  };
  const lines = Array.from({ length: 201 }, (_, n) => removal(`line${n}`));
  const outcomes = await writeRecords(api, 'test', [[write], lines]);
  assert.equal(calls.length, 1);
  assert.deepEqual(
    calls[0]!.map(({ method, url }) => `${method} ${url.split('?')[0]!}`),
    [
      'PATCH /v/composite/sobjects/Invoice__c/WHMCS_Invoice_Id__c',
      'DELETE /v/composite/sobjects',
      'DELETE /v/composite/sobjects',
    ],
  );
  assert.match(calls[0]![2]!.url, /\?ids=line200&allOrNone=false$/);
  assert.equal(calls[0]![1]!.body, undefined);
  assert.ok([write, ...lines].every((record) => outcomes.get(record) === null));
});

test('a record that has gone already is removed; one that may not go says why', async () => {
  const { api } = orgWith({ gone: 'ENTITY_IS_DELETED', locked: 'UNABLE_TO_LOCK_ROW' });
  const [gone, locked, third] = [removal('gone'), removal('locked'), removal('third')];
  const outcomes = await writeRecords(api, 'test', [[gone, locked, third]]);
  assert.equal(outcomes.get(gone), null);
  assert.deepEqual(outcomes.get(locked), { code: 'UNABLE_TO_LOCK_ROW', message: 'locked is so' });
  assert.equal(outcomes.get(third), null);
});
