import assert from 'node:assert/strict';
import { generateKeyPairSync, createSign } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { RunningLocalOrg } from '../../../src/salesforce/serve.ts';
import {
  API_USER,
  askForToken,
  assertion,
  CLIENT_ID,
  JWT_BEARER,
  LIMITED_USER,
  OUTSIDER,
  rest,
  signIn,
  startTestOrg,
  type AssertionParts,
  type Refusal,
} from './running-org.ts';

let org: RunningLocalOrg;
before(async () => void (org = await startTestOrg()));
after(() => org.close());

const now = () => Math.floor(Date.now() / 1000);
const ask = async (form: Record<string, string>) => {
  const response = await askForToken(org, form);
  return { status: response.status, body: (await response.json()) as Record<string, string> };
};
const askWith = (parts: AssertionParts) => ask({ grant_type: JWT_BEARER, assertion: assertion(org, parts) });

test('a good assertion gives a token, the instance and the identity URL', async () => {
  const { status, body } = await askWith({});
  assert.equal(status, 200);
  const userId = org.org.userByName(API_USER).userId;
  const { access_token, ...rest } = body;
  assert.match(access_token!, new RegExp(`^${org.org.organizationId.slice(0, 15)}!.{80,}`));
  assert.deepEqual(rest, {
    scope: 'api refresh_token',
    instance_url: org.origin,
    id: `${org.origin}/id/${org.org.organizationId}/${userId}`,
    token_type: 'Bearer',
  });
});

const accepted: [why: string, parts: () => AssertionParts][] = [
  ['its own origin with a slash as audience', () => ({ aud: `${org.origin}/` })],
  ['the production login host as audience', () => ({ aud: 'https://login.salesforce.com' })],
  ['the sandbox login host as audience', () => ({ aud: 'https://test.salesforce.com' })],
  ['an expiry in milliseconds, as the Salesforce CLI sends it', () => ({ exp: Date.now() + 30_000 })],
  ['an expiry in milliseconds that the way here has used up', () => ({ exp: Date.now() - 1_000 })],
  ['an expiry as text', () => ({ exp: String(now() + 60) })],
];
for (const [why, parts] of accepted) {
  test(`an assertion is taken with ${why}`, async () => assert.equal((await askWith(parts())).status, 200));
}

const refused: [why: string, parts: () => AssertionParts, error: string, description: string][] = [
  ['an unknown client', () => ({ iss: 'nobody' }), 'invalid_client_id', 'client identifier invalid'],
  ['an unknown user', () => ({ sub: 'nobody@example.test' }), 'invalid_grant', "user hasn't approved this consumer"],
  ['another audience', () => ({ aud: 'https://example.test' }), 'invalid_grant', 'audience is invalid'],
  ['an expiry that has passed', () => ({ exp: now() - 1 }), 'invalid_grant', 'expired authorization code'],
  ['no readable expiry', () => ({ exp: 'soon' }), 'invalid_grant', 'invalid assertion'],
  ['another algorithm', () => ({ alg: 'none' }), 'invalid_grant', 'invalid assertion'],
  [
    'a user without the permission set of the app',
    () => ({ sub: OUTSIDER }),
    'invalid_app_access',
    'user is not admin approved to access this app',
  ],
];
for (const [why, parts, error, error_description] of refused) {
  test(`an assertion is refused for ${why}`, async () => {
    assert.deepEqual(await askWith(parts()), { status: 400, body: { error, error_description } });
  });
}

test('an assertion signed with another key is refused', async () => {
  const [head, body] = assertion(org).split('.');
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const signature = createSign('RSA-SHA256').update(`${head}.${body}`).sign(stranger, 'base64url');
  const answer = await ask({ grant_type: JWT_BEARER, assertion: `${head}.${body}.${signature}` });
  assert.deepEqual(answer, { status: 400, body: { error: 'invalid_grant', error_description: 'invalid assertion' } });
});

const grants: [form: Record<string, string>, error: string][] = [
  [{}, 'invalid_request'],
  [{ grant_type: 'refresh_token', refresh_token: 'x' }, 'invalid_grant'],
  [{ grant_type: 'authorization_code', code: 'x' }, 'invalid_grant'],
  [{ grant_type: 'password', username: API_USER, password: 'x' }, 'invalid_grant'],
  [{ grant_type: 'client_credentials', client_id: CLIENT_ID }, 'invalid_grant'],
  [{ grant_type: 'constructor' }, 'unsupported_grant_type'],
  [{ grant_type: JWT_BEARER }, 'invalid_grant'],
  [{ grant_type: JWT_BEARER, assertion: 'a.b.c' }, 'invalid_grant'],
];
for (const [form, error] of grants) {
  test(`grant ${JSON.stringify(form)} is refused as ${error}`, async () => {
    const { status, body } = await ask(form);
    assert.equal(status, 400);
    assert.equal(body.error, error);
    assert.ok(body.error_description);
  });
}

test('a revoked token is of no use', async () => {
  const token = await signIn(org);
  assert.equal((await rest(org, token, 'GET', '')).status, 200);
  const form = new URLSearchParams({ token });
  assert.equal((await fetch(`${org.origin}/services/oauth2/revoke`, { method: 'POST', body: form })).status, 200);
  const { status, body } = await rest<Refusal[]>(org, token, 'GET', '');
  assert.equal(status, 401);
  assert.deepEqual(body, [{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }]);
});

test('userinfo and the identity URL say who the token stands for', async () => {
  const token = await signIn(org);
  const { userId } = org.org.userByName(API_USER);
  const info = await rest<Record<string, string>>(org, token, 'GET', '/services/oauth2/userinfo');
  assert.equal(info.body.user_id, userId);
  assert.equal(info.body.preferred_username, API_USER);
  assert.equal(info.body.organization_id, org.org.organizationId);
  const headers = { authorization: `Bearer ${token}` };
  const identity = await fetch(`${org.origin}/id/${org.org.organizationId}/${userId}?version=67.0`, { headers });
  const body = (await identity.json()) as { username: string; utcOffset: number; urls: Record<string, string> };
  assert.equal(body.username, API_USER);
  assert.equal(body.utcOffset, 9 * 3_600_000);
  assert.equal(body.urls.query, `${org.origin}/services/data/v67.0/query/`);
});

test('identity resources answer a bad token with 403 and one word', async () => {
  const bad = await fetch(`${org.origin}/services/oauth2/userinfo`, { headers: { authorization: 'Bearer x' } });
  assert.equal(bad.status, 403);
  assert.equal(await bad.text(), 'Bad_OAuth_Token');
  const missing = await fetch(`${org.origin}/id/${org.org.organizationId}/x`);
  assert.equal(await missing.text(), 'Missing_OAuth_Token');
});

test('without policy of an app, a client may name the permission sets itself', async () => {
  const publicKeyPem = (await import('./running-org.ts')).keys.publicKey
    .export({ type: 'spki', format: 'pem' })
    .toString();
  const clients = [{ clientId: CLIENT_ID, publicKeyPem, permissionSets: ['Only_Api'] }];
  const other = await startTestOrg({ clients });
  try {
    await signIn(other, { sub: LIMITED_USER });
    await assert.rejects(signIn(other, { sub: API_USER }), /not admin approved/);
  } finally {
    await other.close();
  }
});
