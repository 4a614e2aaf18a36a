// The Streaming API as developer tools use it: long polling for ends of test runs and for debug logs.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { RunningLocalOrg } from '../../../../src/salesforce/serve.ts';
import { ADMIN, OPEN_CLIENT_ID, rest, signIn, startTestOrg } from '../running-org.ts';

type Message = Readonly<Record<string, unknown>>;

let org: RunningLocalOrg;
let token: string;

before(async () => {
  org = await startTestOrg();
  token = await signIn(org, { iss: OPEN_CLIENT_ID, sub: ADMIN });
});
after(() => org.close());

async function send(message: Message, asToken = token): Promise<readonly Message[]> {
  const { body } = await rest<Message[]>(org, asToken, 'POST', '/services/../cometd/67.0', [message]);
  return body;
}

async function shakeHands(): Promise<unknown> {
  const [answer] = await send({
    channel: '/meta/handshake',
    version: '1.0',
    supportedConnectionTypes: ['long-polling'],
  });
  assert.equal(answer!.successful, true);
  return answer!.clientId;
}

test('a WebSocket is answered at once, so that clients poll instead', async () => {
  const reply = await fetch(`${org.origin}/cometd/67.0`);
  assert.equal(reply.status, 400);
});

test('a debug log reaches the poll that waits for it', async () => {
  const clientId = await shakeHands();
  const [followed] = await send({ channel: '/meta/subscribe', clientId, subscription: '/systemTopic/Logging' });
  assert.equal(followed!.successful, true);
  await send({ channel: '/meta/connect', clientId, connectionType: 'long-polling' }); // the first only says hello
  const poll = send({ channel: '/meta/connect', clientId, connectionType: 'long-polling' });
  const level = { DeveloperName: 'L', MasterLabel: 'L' };
  const { body } = await rest(org, token, 'POST', '/tooling/sobjects/DebugLevel', level);
  const flag = { TracedEntityId: org.org.userByName(ADMIN).userId, DebugLevelId: body.id, LogType: 'USER_DEBUG' };
  await rest(org, token, 'POST', '/tooling/sobjects/TraceFlag', flag);
  await rest(org, token, 'GET', '/tooling/executeAnonymous?anonymousBody=Integer%20x;');
  const [news, answer] = await poll;
  assert.deepEqual([news!.channel, answer!.channel], ['/systemTopic/Logging', '/meta/connect']);
  assert.match(String((news!.data as { sobject: { Id: string } }).sobject.Id), /^07L/);
});

test('a second poll ends the first, and hanging up ends both', async () => {
  const clientId = await shakeHands();
  const connect = { channel: '/meta/connect', clientId, connectionType: 'long-polling' };
  await send(connect);
  const first = send(connect);
  const second = send(connect);
  assert.equal((await first)[0]!.successful, true);
  assert.equal((await send({ channel: '/meta/disconnect', clientId }))[0]!.successful, true);
  assert.equal((await second).length, 1);
});

test('a platform event is refused with where to follow it instead', async () => {
  const clientId = await shakeHands();
  const [answer] = await send({ channel: '/meta/subscribe', clientId, subscription: '/event/Thing__e' });
  assert.equal(answer!.successful, false);
  assert.match(String(answer!.error), /Pub\/Sub API/);
});

test('a client without a session, or one that is unknown, is told so', async () => {
  const [unauthorised] = await send({ channel: '/meta/handshake' }, 'none');
  assert.equal(unauthorised!.error, '401::Authentication invalid');
  const [unknown] = await send({ channel: '/meta/connect', clientId: 'none' });
  assert.equal(unknown!.error, '403::Unknown client');
});
