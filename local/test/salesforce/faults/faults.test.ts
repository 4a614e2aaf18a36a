import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { status } from '@grpc/grpc-js';
import type { RunningLocalOrg } from '../../../src/salesforce/serve.ts';
import { admin, API_USER, rest, signIn, startTestOrg, type Refusal } from '../api/running-org.ts';
import {
  connect,
  decoderOf,
  errorCodeOf,
  type Client,
  type SchemaInfo,
  type Subscriber,
} from '../pubsub/subscriber.ts';

const TOPIC = '/event/Ping__e';
const HOUR_MS = 3_600_000;
let org: RunningLocalOrg;
let token: string;
let client: Client;
const streams: Subscriber[] = [];

before(async () => {
  org = await startTestOrg({ keepAliveMs: 60 });
  token = await signIn(org);
  client = connect(org, token);
});
afterEach(async () => {
  for (const stream of streams.splice(0)) stream.cancel();
  await admin(org, 'DELETE', '/faults');
});
after(async () => {
  client.close();
  await org.close();
});

const fault = (kind: string, parameters: object = {}) => admin(org, 'POST', '/faults', { kind, ...parameters });
const publish = (count: number) =>
  Array.from({ length: count }, (_, n) =>
    org.org.events.append('Ping__e', { Key__c: `k${n}` }, org.org.userByName(API_USER).userId),
  );
const subscribe = (numRequested = 100) => {
  const stream = client.subscribe({ topicName: TOPIC, replayPreset: 'LATEST', numRequested });
  streams.push(stream);
  return stream;
};
/** Resolves when what was sent before has been handled: the same connection is answered in order. */
const settled = () => client.call('GetTopic', { topicName: TOPIC });

test('dropStreams breaks open streams with UNAVAILABLE', async () => {
  const stream = subscribe();
  await settled();
  const { body } = await fault('dropStreams');
  assert.equal(body.streams, 1);
  await stream.until(() => stream.error !== undefined);
  assert.equal(stream.error!.code, status.UNAVAILABLE);
  assert.match(errorCodeOf(stream.error!)!, /service\.unavailable$/);
});

test('dropStreams with afterEvents lets so many more events through', async () => {
  const stream = subscribe();
  await settled();
  await fault('dropStreams', { afterEvents: 3 });
  publish(10);
  await stream.until(() => stream.error !== undefined);
  assert.equal(stream.events.length, 3);
});

test('silenceStreams keeps streams open and sends nothing, keep-alives neither, until it is over', async () => {
  const stream = subscribe();
  await settled();
  const began = performance.now();
  await fault('silenceStreams', { ms: 200 });
  publish(1);
  await stream.until(() => stream.responses.length > 0);
  assert.ok(performance.now() - began >= 190);
  assert.equal(stream.events.length, 1);
});

test('duplicateEvents delivers the newest events again: same uuid, other replay id', async () => {
  const stream = subscribe();
  await settled();
  const published = publish(3);
  const { body } = await fault('duplicateEvents', { count: 2 });
  assert.deepEqual(
    body.uuids,
    published.slice(1).map(({ uuid }) => uuid),
  );
  await stream.until(() => stream.events.length === 5);
  const [, second, third, secondAgain, thirdAgain] = stream.events;
  assert.deepEqual([secondAgain!.event.id, thirdAgain!.event.id], [second!.event.id, third!.event.id]);
  assert.notDeepEqual(secondAgain!.replayId, second!.replayId);
});

test('corruptReplayIds makes the ids handed out so far useless', async () => {
  const stream = subscribe();
  await settled();
  publish(1);
  await stream.until(() => stream.events.length > 0);
  await fault('corruptReplayIds');
  const { replayId } = stream.events[0]!;
  const resumed = client.subscribe({ topicName: TOPIC, replayPreset: 'CUSTOM', replayId, numRequested: 1 });
  streams.push(resumed);
  await resumed.until(() => resumed.error !== undefined);
  assert.match(errorCodeOf(resumed.error!)!, /replayid\.corrupted$/);
});

test('failSchema fails so many GetSchema calls', async () => {
  const { schemaId } = await client.call<SchemaInfo>('GetTopic', { topicName: TOPIC });
  await fault('failSchema', { times: 2 });
  await assert.rejects(client.call('GetSchema', { schemaId }));
  await assert.rejects(client.call('GetSchema', { schemaId }));
  await client.call('GetSchema', { schemaId });
});

test('lockRows refuses so many saves with UNABLE_TO_LOCK_ROW', async () => {
  const { body } = await rest(org, token, 'POST', '/sobjects/Gadget__c', { Name: 'Locked' });
  await fault('lockRows', { ids: [body.id], times: 1 });
  const path = `/sobjects/Gadget__c/${body.id}`;
  const refused = await rest<Refusal[]>(org, token, 'PATCH', path, { Size__c: 1 });
  assert.equal(refused.status, 400);
  assert.equal(refused.body[0]!.errorCode, 'UNABLE_TO_LOCK_ROW');
  assert.equal((await rest(org, token, 'PATCH', path, { Size__c: 1 })).status, 204);
});

test('http answers so many requests, where the path fits, with the status and body asked for', async () => {
  await fault('http', { times: 1, status: 503, path: '/limits', body: { sorry: true } });
  assert.equal((await rest(org, token, 'GET', '/sobjects')).status, 200);
  const { status: answered, body } = await rest(org, token, 'GET', '/limits');
  assert.equal(answered, 503);
  assert.deepEqual(body, { sorry: true });
  assert.equal((await rest(org, token, 'GET', '/limits')).status, 200);
});

test('http with commitFirst carries the request out and loses the answer', async () => {
  const count = () => [...org.org.store.all('Gadget__c')].length;
  const earlier = count();
  await fault('http', { status: 500, commitFirst: true });
  assert.equal((await rest(org, token, 'POST', '/sobjects/Gadget__c', { Name: 'Lost' })).status, 500);
  await fault('http', { status: 0, commitFirst: true });
  await assert.rejects(rest(org, token, 'POST', '/sobjects/Gadget__c', { Name: 'Dropped' }));
  assert.equal(count(), earlier + 2);
});

test('delay makes requests wait', async () => {
  await fault('delay', { ms: 80, path: '/limits' });
  const began = performance.now();
  await rest(org, token, 'GET', '/limits');
  assert.ok(performance.now() - began >= 75);
});

test('poisoned events are delivered: one undecodable, one empty, one about an order that is not there', async () => {
  const stream = subscribe();
  await settled();
  for (const poison of ['undecodable', 'empty', 'unknownOrder'])
    await fault('poisonEvent', { type: 'Ping__e', poison });
  await stream.until(() => stream.events.length === 3);
  const [undecodable, empty, unknown] = stream.events.map(({ event }) => event);
  const { schemaJson } = await client.call<SchemaInfo>('GetSchema', { schemaId: unknown!.schemaId });
  assert.throws(() => decoderOf(schemaJson).fromBuffer(undecodable!.payload));
  assert.equal(empty!.payload.length, 0);
  const { Key__c } = decoderOf(schemaJson).fromBuffer(unknown!.payload) as { Key__c: string };
  assert.match(Key__c, /^801/);
});

test('loseEvents accepts events that never come', async () => {
  const stream = subscribe();
  await settled();
  await fault('loseEvents', { times: 1 });
  const lost = await rest(org, token, 'POST', '/sobjects/Ping__e', { Key__c: 'lost' });
  assert.equal(lost.status, 201);
  const [kept] = publish(1);
  await stream.until(() => stream.events.length > 0);
  assert.deepEqual(
    stream.events.map(({ event }) => event.id),
    [kept!.uuid],
  );
});

test('expireTokens ends every session', async () => {
  await fault('expireTokens');
  assert.equal((await rest(org, token, 'GET', '/limits')).status, 401);
  await assert.rejects(client.call('GetTopic', { topicName: TOPIC }));
  token = await signIn(org);
  client.close();
  client = connect(org, token);
});

test('counters tell calls by resource and events, and can be reset', async () => {
  await admin(org, 'POST', '/counters/reset');
  await rest(org, token, 'GET', '/limits');
  await rest(org, token, 'POST', '/composite/sobjects', { records: [] });
  const { body } = await admin<{ api: { total: number; byResource: object }; events: object }>(org, 'GET', '/counters');
  assert.equal(body.api.total, 2);
  assert.deepEqual(body.api.byResource, { limits: 1, 'composite/sobjects': 1 });
  assert.deepEqual(Object.keys(body.events), ['published', 'delivered', 'openStreams']);
});

test('useApiCalls brings the limit nearer, as other clients would', async () => {
  const { body } = await fault('useApiCalls', { count: 90_000 });
  const { headers } = await rest(org, token, 'GET', '/limits');
  assert.equal(headers.get('sforce-limit-info'), `api-usage=${Number(body.used) + 1}/100000`);
});

test('events can be published in bulk, by the fields of the event only', async () => {
  const stream = subscribe();
  await settled();
  const payloads = Array.from({ length: 50 }, (_, n) => ({ Key__c: `bulk-${n}` }));
  const { body } = await admin<{ uuids: string[] }>(org, 'POST', '/events', { type: 'Ping__e', payloads });
  await stream.until(() => stream.events.length === 50);
  assert.deepEqual(
    stream.events.map(({ event }) => event.id),
    body.uuids,
  );
  const bad = await admin<{ error: string }>(org, 'POST', '/events', { type: 'Ping__e', payloads: [{ Nope__c: 1 }] });
  assert.equal(bad.status, 400);
  assert.match(bad.body.error, /Nope__c is no field of Ping__e/);
});

test('the clock moves on, and events leave with it', async () => {
  publish(1);
  const before = await admin<object[]>(org, 'GET', '/events?type=Ping__e');
  assert.ok(before.body.length > 0);
  await admin(org, 'POST', '/clock', { advanceMs: 80 * HOUR_MS });
  const later = await admin<object[]>(org, 'GET', '/events?type=Ping__e');
  assert.deepEqual(later.body, []);
});

const badRequests: [body: unknown, words: RegExp][] = [
  [{}, /kind must be text/],
  [{ kind: 'nothing' }, /kind must be one of dropStreams, /],
  [{ kind: 'silenceStreams' }, /ms must be a whole number/],
  [{ kind: 'poisonEvent', type: 'Gadget__c', poison: 'empty' }, /type must name a platform event/],
  [{ kind: 'lockRows', ids: 'x' }, /ids must be a list/],
  [{ kind: 'lockRows' }, /ids or a type/],
  ['{', /JSON/],
];
for (const [body, words] of badRequests) {
  test(`${JSON.stringify(body)} is refused with words`, async () => {
    const reply = await admin<{ error: string }>(org, 'POST', '/faults', body);
    assert.equal(reply.status, 400);
    assert.match(reply.body.error, words);
  });
}
