import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { RunningLocalOrg } from '../../../src/salesforce/serve.ts';
import { rest, signIn, startTestOrg } from './running-org.ts';

let org: RunningLocalOrg;
let token: string;

before(async () => {
  org = await startTestOrg();
  token = await signIn(org);
});
after(() => org.close());

const call = (method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
  rest(org, token, method, path, body, headers);

test('create answers 201 with an 18-character id and its address', async () => {
  const { status, body, headers } = await call('POST', '/sobjects/Gadget__c', { Name: 'One' });
  assert.equal(status, 201);
  assert.match(body.id, /^[a-zA-Z0-9]{18}$/);
  assert.deepEqual(body, { id: body.id, success: true, errors: [] });
  assert.equal(headers.get('location'), `/services/data/v67.0/sobjects/Gadget__c/${body.id}`);
});
