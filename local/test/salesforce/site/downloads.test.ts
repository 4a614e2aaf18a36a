// Files of the org as pages of a site give them out.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { RunningLocalOrg } from '../../../src/salesforce/serve.ts';
import { startTestOrg, user } from '../api/running-org.ts';
import { frontDoor, MEMBER, PROJECT } from './stage.ts';

const STRANGER = 'stranger@example.test';
const CONTENT = Buffer.from('89504e470d0a1a0a00', 'hex');

describe('downloading a file from a site', { timeout: 60_000 }, () => {
  let org: RunningLocalOrg;
  let path: string;

  before(async () => {
    org = await startTestOrg({
      projectDir: PROJECT,
      users: [
        user('guest@example.test', 'Guest User', ['Visitor']),
        user(MEMBER, 'Standard User', ['Visitor']),
        user(STRANGER, 'Standard User', ['Visitor']),
      ],
    });
    const values = { PathOnClient: '速度 test.png', VersionData: CONTENT.toString('base64') };
    const [saved] = org.org.transact(org.org.userByName(MEMBER), (tx) =>
      org.org.save(tx, {
        operation: 'insert',
        records: [{ type: 'ContentVersion', values }],
        allOrNone: true,
        access: 'user',
      }),
    );
    assert.ok(saved?.success);
    path = `/sample/sfsites/c/sfc/servlet.shepherd/version/download/${saved.id!}`;
  });
  after(() => org.close());

  /** @param username nobody: as a guest */
  async function download(address: string, username?: string): Promise<Response> {
    if (!username) return fetch(org.origin + address);
    const door = frontDoor(org, org.org.userByName(username).userId, '/sample/');
    const signIn = await fetch(org.origin + door, { redirect: 'manual' });
    const cookie = signIn.headers.getSetCookie().map((one) => one.split(';')[0]!);
    return fetch(org.origin + address, { headers: { cookie: cookie.join('; ') } });
  }

  test('gives whoever may see it the content under its name, and lets nobody keep or reinterpret it', async () => {
    const reply = await download(path, MEMBER);
    assert.equal(reply.status, 200);
    assert.deepEqual(Buffer.from(await reply.arrayBuffer()), CONTENT);
    assert.equal(reply.headers.get('content-type'), 'image/png');
    assert.match(
      reply.headers.get('content-disposition')!,
      /^attachment; .*filename\*=UTF-8''%E9%80%9F%E5%BA%A6%20test\.png/,
    );
    assert.equal(reply.headers.get('x-content-type-options'), 'nosniff');
    assert.equal(reply.headers.get('cache-control'), 'private, no-store');
  });

  test('says no such file to whoever may not, to guests, and for what is no version', async () => {
    for (const [address, who] of [
      [path, STRANGER],
      [path, undefined],
      [path.slice(0, -3), undefined],
      ['/sample/sfsites/c/sfc/servlet.shepherd/version/download/068000000000999AAA', MEMBER],
      ["/sample/sfsites/c/sfc/servlet.shepherd/version/download/068' OR Id != '", MEMBER],
    ] as const)
      assert.equal((await download(address, who)).status, 404, `${who ?? 'a guest'}: ${address}`);
  });
});
