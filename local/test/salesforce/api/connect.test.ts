// Experience Cloud sites over the Connect REST API, in the org of this repository's own project.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { RunningLocalOrg } from '../../../src/salesforce/serve.ts';
import { ADMIN, OPEN_CLIENT_ID, rest, signIn, startTestOrg, user, type Refusal } from './running-org.ts';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const AGENT = 'agent@example.test';

interface Community {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly siteUrl: string;
  readonly url: string;
}

let org: RunningLocalOrg;
let admin: string;

before(async () => {
  org = await startTestOrg({ projectDir: ROOT, users: [user(AGENT, 'Standard User', [])] });
  admin = await signIn(org, { iss: OPEN_CLIENT_ID, sub: ADMIN });
});
after(() => org.close());

async function communities(): Promise<readonly Community[]> {
  return (await rest<{ communities: Community[] }>(org, admin, 'GET', '/connect/communities')).body.communities;
}

test('sites are told with their address and state, also in SOQL', async () => {
  const [portal] = await communities();
  assert.deepEqual(
    [portal!.name, portal!.status, portal!.siteUrl],
    ['Customer Portal', 'Live', `${org.origin}/customer`],
  );
  assert.equal((await rest<Community>(org, admin, 'GET', portal!.url)).body.id, portal!.id);
  const soql = encodeURIComponent("SELECT Id FROM NETWORK WHERE NAME = 'Customer Portal'");
  const { body } = await rest<{ records: { Id: string }[] }>(org, admin, 'GET', `/query?q=${soql}`);
  assert.equal(body.records[0]!.Id, portal!.id);
});

test('publishing a site is a background operation', async () => {
  const [portal] = await communities();
  const { status, body } = await rest<{ jobId: string; url: string }>(org, admin, 'POST', `${portal!.url}/publish`, {});
  assert.deepEqual([status, body.url], [200, `${org.origin}/customer`]);
  const job = org.org.store.get('BackgroundOperation', body.jobId);
  assert.match(String(job?.['Status']), /Running|Complete/);
});

test('publishing asks for the right to set sites up', async () => {
  const [portal] = await communities();
  const token = await signIn(org, { iss: OPEN_CLIENT_ID, sub: AGENT });
  const { status, body } = await rest<Refusal[]>(org, token, 'POST', `${portal!.url}/publish`, {});
  assert.deepEqual([status, body[0]!.errorCode], [403, 'INSUFFICIENT_ACCESS']);
});

test('a site that is not there is not found', async () => {
  const { status } = await rest(org, admin, 'POST', '/connect/communities/0DB000000000001/publish', {});
  assert.equal(status, 404);
});

test('whoever asks UserPermissionAccess is told of their own permissions', async () => {
  const soql = encodeURIComponent('SELECT PermissionsModifyMetadata, PermissionsApiEnabled FROM UserPermissionAccess');
  const ask = async (sub: string) => {
    const token = await signIn(org, { iss: OPEN_CLIENT_ID, sub });
    const { body } = await rest<{ records: Record<string, unknown>[] }>(org, token, 'GET', `/query?q=${soql}`);
    const { PermissionsModifyMetadata, PermissionsApiEnabled } = body.records[0]!;
    return [PermissionsModifyMetadata, PermissionsApiEnabled];
  };
  assert.deepEqual(
    [await ask(ADMIN), await ask(AGENT)],
    [
      [true, true],
      [false, true],
    ],
  );
});
