// Anonymous Apex through the doors that clients use: the Tooling API (jsforce) and the Apex SOAP API (`sf apex run`).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Connection } from 'jsforce';
import type { RunningLocalOrg } from '../../../../src/salesforce/serve.ts';
import { ADMIN, OPEN_CLIENT_ID, rest, signIn, startTestOrg, type Refusal } from '../running-org.ts';

let org: RunningLocalOrg;
let token: string;
let conn: Connection;
before(async () => {
  org = await startTestOrg();
  token = await signIn(org, { iss: OPEN_CLIENT_ID, sub: ADMIN });
  conn = new Connection({ instanceUrl: org.origin, accessToken: token, version: '67.0' });
});
after(() => org.close());

test('a block that runs to its end succeeds', async () => {
  assert.deepEqual(await conn.tooling.executeAnonymous('Integer x = 1 + 1; System.assertEquals(2, x);'), {
    compiled: true,
    compileProblem: null,
    success: true,
    exceptionMessage: null,
    exceptionStackTrace: null,
    line: -1,
    column: -1,
  });
});

test('an exception is told with its line', async () => {
  const result = await conn.tooling.executeAnonymous('Integer x = 0;\nInteger y = 1 / x;');
  assert.partialDeepStrictEqual(result, {
    compiled: true,
    success: false,
    exceptionMessage: 'System.MathException: Divide by 0',
    line: 2,
  });
  assert.match(result.exceptionStackTrace!, /^AnonymousBlock: line 2, column \d+$/);
});

test('code that does not compile is told with its place', async () => {
  for (const [source, line, problem] of [
    ['Integer x = ;', 1, /;/],
    ['Integer x = 1;\nNoSuchThing.run();', 2, /NoSuchThing/],
  ] as const) {
    const result = await conn.tooling.executeAnonymous(source);
    assert.partialDeepStrictEqual(result, { compiled: false, success: false, line });
    assert.match(result.compileProblem!, problem);
  }
});

test('a user who may not write Apex is refused', async () => {
  const { status, body } = await rest<Refusal[]>(
    org,
    await signIn(org),
    'GET',
    '/tooling/executeAnonymous?anonymousBody=Integer+x',
  );
  assert.deepEqual([status, body[0]!.errorCode], [403, 'INSUFFICIENT_ACCESS']);
});

function soap(sessionId: string, code: string, version = '65.0'): Promise<Response> {
  const body = `<?xml version="1.0" encoding="UTF-8"?>
<env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/" xmlns:cmd="http://soap.sforce.com/2006/08/apex">
  <env:Header><cmd:SessionHeader><cmd:sessionId>${sessionId}</cmd:sessionId></cmd:SessionHeader></env:Header>
  <env:Body><executeAnonymous xmlns="http://soap.sforce.com/2006/08/apex"><apexcode>${code}</apexcode></executeAnonymous></env:Body>
</env:Envelope>`;
  return fetch(`${org.origin}/services/Soap/s/${version}/${org.org.organizationId.slice(0, 15)}`, {
    method: 'POST',
    headers: { 'content-type': 'text/xml', soapaction: 'executeAnonymous' },
    body,
  });
}

test('SOAP answers with the result and what was written to the debug log', async () => {
  const response = await soap(token, "System.debug('a &lt; b'); Integer x = 1 / 0;");
  assert.equal(response.status, 200);
  const text = await response.text();
  assert.match(text, /<debugLog>[^<]*a &lt; b[^<]*<\/debugLog>/);
  assert.match(text, /<executeAnonymousResponse><result><column>\d+<\/column><compileProblem xsi:nil="true"\/>/);
  assert.match(text, /<exceptionMessage>System\.MathException: Divide by 0<\/exceptionMessage>/);
});

test('SOAP refuses a session that is none, and whatever else is asked of it', async () => {
  const refused = await soap('00Dnothing', 'Integer x;');
  assert.equal(refused.status, 500);
  assert.match(await refused.text(), /<faultcode>sf:INVALID_SESSION_ID<\/faultcode>/);
  const partner = async (operation: string) => {
    const body = `<e><Body><${operation}/></Body></e>`;
    return (await fetch(`${org.origin}/services/Soap/u/65.0`, { method: 'POST', body })).text();
  };
  assert.match(await partner('merge'), /UNSUPPORTED_CLIENT: .* for merge/);
  assert.match(await partner('login'), /INVALID_OPERATION: .*not available in version 65/);
});

test('a block is compiled by the rules of the API version that the request names', async () => {
  const source = 'Account[] all = [SELECT Id FROM Account WITH SECURITY_ENFORCED];';
  const byRest = async (version: string) => {
    const old = new Connection({ instanceUrl: org.origin, accessToken: token, version });
    return (await old.tooling.executeAnonymous(source)).compileProblem;
  };
  assert.equal(await byRest('66.0'), null);
  assert.match((await byRest('67.0'))!, /WITH SECURITY_ENFORCED is not supported/);
  for (const [version, compiles] of [
    ['66.0', true],
    ['67.0', false],
  ] as const)
    assert.match(await (await soap(token, source, version)).text(), new RegExp(`<compiled>${compiles}</compiled>`));
});
