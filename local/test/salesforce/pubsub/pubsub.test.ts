import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { status, type ServiceError } from '@grpc/grpc-js';
import type { FetchRequest, PublishResult } from '../../../src/salesforce/pubsub/wire.ts';
import type { RunningLocalOrg } from '../../../src/salesforce/serve.ts';
import { API_USER, LIMITED_USER, OPEN_CLIENT_ID, rest, signIn, startTestOrg } from '../api/running-org.ts';
import {
  connect,
  decoderOf,
  errorCodeOf,
  metadataFor,
  type Client,
  type SchemaInfo,
  type Subscriber,
} from './subscriber.ts';

const TOPIC = '/event/Ping__e';
const PREFIX = 'sfdc.platform.eventbus.grpc.';
let org: RunningLocalOrg;
let token: string;
let client: Client;
const streams: Subscriber[] = [];

before(async () => {
  org = await startTestOrg({ keepAliveMs: 150, idleStreamMs: 150 });
  token = await signIn(org);
  client = connect(org, token);
});
afterEach(() => {
  for (const stream of streams.splice(0)) stream.cancel();
});
after(async () => {
  client.close();
  await org.close();
});

const publish = (count: number, from = 0) => {
  const { userId } = org.org.userByName(API_USER);
  return Array.from({ length: count }, (_, n) =>
    org.org.events.append('Ping__e', { Key__c: `k${from + n}`, Number__c: from + n, Flag__c: false }, userId),
  );
};
const subscribe = (first: Partial<FetchRequest>) => {
  const stream = client.subscribe({ topicName: TOPIC, numRequested: 10, ...first });
  streams.push(stream);
  return stream;
};
const refusalOf = (work: Promise<unknown>) =>
  work.then(
    () => assert.fail('not refused'),
    (error: ServiceError) => error,
  );

test('GetTopic names the schema and what the user may do', async () => {
  const topic = await client.call<Record<string, unknown>>('GetTopic', { topicName: TOPIC });
  assert.equal(topic.topicName, TOPIC);
  assert.equal(topic.canPublish, true);
  assert.equal(topic.canSubscribe, true);
  assert.match(String(topic.schemaId), /^[\w-]{22}$/);
});

test('GetSchema gives Avro with system fields first, then the event’s: nullable ones as unions, required ones plain', async () => {
  const { schemaId } = await client.call<SchemaInfo>('GetTopic', { topicName: TOPIC });
  const { schemaJson } = await client.call<SchemaInfo>('GetSchema', { schemaId });
  const schema = JSON.parse(schemaJson) as { name: string; fields: { name: string; type: unknown; default?: null }[] };
  assert.equal(schema.name, 'Ping__e');
  const types = Object.fromEntries(schema.fields.map(({ name, type }) => [name, type]));
  assert.deepEqual(
    schema.fields.slice(0, 2).map(({ name }) => name),
    ['CreatedDate', 'CreatedById'],
  );
  assert.deepEqual(types, {
    CreatedDate: 'long',
    CreatedById: 'string',
    At__c: ['null', 'long'],
    Day__c: ['null', 'long'],
    Flag__c: ['null', 'boolean'],
    Key__c: 'string',
    Number__c: ['null', 'double'],
    Text__c: ['null', 'string'],
  });
});

test('an event published over REST arrives with its values, uuid and an opaque replay id', async () => {
  const stream = subscribe({ replayPreset: 'LATEST', numRequested: 1 });
  await client.call('GetTopic', { topicName: TOPIC }); // the subscription, sent before, is open now
  const values = {
    Key__c: 'k',
    Text__c: '日本',
    Number__c: 1.5,
    Flag__c: true,
    At__c: '2026-01-02T03:04:05Z',
    Day__c: '2026-01-02',
  };
  const { status: answered, body } = await rest(org, token, 'POST', '/sobjects/Ping__e', values);
  assert.equal(answered, 201);
  const [enqueued] = body.errors as { statusCode: string; message: string }[];
  await stream.until(() => stream.events.length > 0);
  const { event, replayId } = stream.events[0]!;
  const { schemaJson } = await client.call<SchemaInfo>('GetSchema', { schemaId: event.schemaId });
  const decoded = decoderOf(schemaJson).fromBuffer(event.payload) as Record<string, unknown>;
  assert.equal(enqueued!.statusCode, 'OPERATION_ENQUEUED');
  assert.equal(enqueued!.message, event.id);
  assert.equal(replayId.length, 10);
  const { CreatedDate, ...fields } = decoded;
  assert.ok(Math.abs(Number(CreatedDate) - Date.now()) < 60_000);
  assert.deepEqual(
    { ...fields },
    {
      CreatedById: org.org.userByName(API_USER).userId,
      ...values,
      At__c: Date.UTC(2026, 0, 2, 3, 4, 5),
      Day__c: Date.UTC(2026, 0, 2),
    },
  );
});

test('EARLIEST, CUSTOM and LATEST start where they say', async () => {
  const published = publish(5);
  const all = subscribe({ replayPreset: 'EARLIEST', numRequested: 100 });
  await all.until(() => all.events.some(({ event }) => event.id === published[4]!.uuid));
  const second = all.events.find(({ event }) => event.id === published[1]!.uuid)!;
  const some = subscribe({ replayPreset: 'CUSTOM', replayId: second.replayId });
  await some.until(() => some.events.length >= 3);
  assert.deepEqual(
    some.events.map(({ event }) => event.id),
    published.slice(2).map(({ uuid }) => uuid),
  );
  const cut = subscribe({ replayPreset: 'CUSTOM', replayId: second.replayId.subarray(0, 8) });
  await cut.until(() => cut.events.length >= 3);
});

test('credit is cumulative, capped at 100, and what is left of it is told', async () => {
  const cursor = org.org.events.latest('Ping__e');
  publish(250);
  const start = Buffer.alloc(10);
  start.writeBigUInt64BE(cursor);
  const stream = subscribe({ replayPreset: 'CUSTOM', replayId: start, numRequested: 500 });
  await stream.until(() => stream.responses.at(-1)?.pendingNumRequested === 0);
  assert.equal(stream.events.length, 100);
  stream.request(30);
  stream.request(40);
  await stream.until(() => stream.responses.at(-1)?.pendingNumRequested === 0 && stream.events.length >= 170);
  assert.equal(stream.events.length, 170);
});

test('a quiet stream says so with an empty batch whose replay id can be resumed from', async () => {
  const stream = subscribe({ replayPreset: 'LATEST', numRequested: 5 });
  await stream.until(() => stream.responses.length > 0);
  const { events, latestReplayId, pendingNumRequested } = stream.responses[0]!;
  assert.deepEqual([events.length, pendingNumRequested], [0, 5]);
  const [event] = publish(1);
  const resumed = subscribe({ replayPreset: 'CUSTOM', replayId: latestReplayId });
  await resumed.until(() => resumed.events.length > 0);
  assert.equal(resumed.events[0]!.event.id, event!.uuid);
});

test('a stream that asks for nothing more is closed', async () => {
  publish(1);
  const stream = subscribe({ replayPreset: 'EARLIEST', numRequested: 1 });
  await stream.until(() => stream.ended);
  assert.equal(stream.events.length, 1);
  assert.equal(stream.error, undefined);
});

const badRequests: [why: string, first: Partial<FetchRequest>, code: number, errorCode: string][] = [
  [
    'CUSTOM without an id',
    { replayPreset: 'CUSTOM' },
    status.INVALID_ARGUMENT,
    'subscription.fetch.replayid.validation.failed',
  ],
  [
    'an id of another length',
    { replayPreset: 'CUSTOM', replayId: Buffer.from('abc') },
    status.INVALID_ARGUMENT,
    'subscription.fetch.replayid.corrupted',
  ],
  [
    'an id never handed out',
    { replayPreset: 'CUSTOM', replayId: Buffer.alloc(10, 1) },
    status.INVALID_ARGUMENT,
    'subscription.fetch.replayid.corrupted',
  ],
  ['no credit', { numRequested: 0 }, status.INVALID_ARGUMENT, 'subscription.fetch.requested.events.invalid'],
  ['less than no credit', { numRequested: -1 }, status.INVALID_ARGUMENT, 'subscription.fetch.requested.events.invalid'],
  ['an unknown topic', { topicName: '/event/Nothing__e' }, status.NOT_FOUND, 'topic.not.found'],
  ['a topic of records', { topicName: '/event/Gadget__c' }, status.NOT_FOUND, 'topic.not.found'],
];
for (const [why, first, code, errorCode] of badRequests) {
  test(`a subscription with ${why} is refused with ${errorCode}`, async () => {
    const stream = subscribe(first);
    await stream.until(() => stream.error !== undefined);
    assert.equal(stream.error!.code, code);
    assert.equal(errorCodeOf(stream.error!), PREFIX + errorCode);
    assert.match(stream.error!.details, /rpcId: /);
  });
}

test('metadata that is missing, foreign or of another org is UNAUTHENTICATED', async () => {
  const foreign: Record<string, string>[] = [
    { accesstoken: 'x' },
    { tenantid: '00D000000000000AAA' },
    { instanceurl: 'https://example.test' },
  ];
  for (const changes of foreign) {
    const error = await refusalOf(client.call('GetTopic', { topicName: TOPIC }, metadataFor(org, token, changes)));
    assert.equal(error.code, status.UNAUTHENTICATED);
    assert.equal(errorCodeOf(error), `${PREFIX}service.auth.error`);
  }
});

test('the address of the org may be given as https, as clients that know only real orgs do', async () => {
  const changes = { instanceurl: `${org.origin.replace('http:', 'https:')}/` };
  const topic = await client.call<{ topicName: string }>(
    'GetTopic',
    { topicName: TOPIC },
    metadataFor(org, token, changes),
  );
  assert.equal(topic.topicName, TOPIC);
});

test('subscribing takes the read right on the event', async () => {
  const limited = await signIn(org, { iss: OPEN_CLIENT_ID, sub: LIMITED_USER });
  const stream = client.subscribe({ topicName: TOPIC, numRequested: 1 }, metadataFor(org, limited));
  streams.push(stream);
  await stream.until(() => stream.error !== undefined);
  assert.equal(stream.error!.code, status.PERMISSION_DENIED);
});

test('Publish takes Avro, answers replay ids, and refuses what is no Avro of the schema', async () => {
  const { schemaId } = await client.call<SchemaInfo>('GetTopic', { topicName: TOPIC });
  const { schemaJson } = await client.call<SchemaInfo>('GetSchema', { schemaId });
  const record = {
    CreatedDate: Date.now(),
    CreatedById: '005',
    Key__c: 'k',
    Text__c: null,
    Number__c: 2,
    Flag__c: null,
    At__c: null,
    Day__c: null,
  };
  const payload = decoderOf(schemaJson).toBuffer(record);
  const events = [
    { id: 'first', schemaId, payload },
    { id: 'second', schemaId, payload: Buffer.from([0xff]) },
  ];
  const { results } = await client.call<{ results: PublishResult[] }>('Publish', { topicName: TOPIC, events });
  assert.equal(results[0]!.replayId!.length, 10);
  assert.deepEqual(
    results.map(({ correlationKey }) => correlationKey),
    ['first', 'second'],
  );
  assert.equal(results[1]!.error!.code, 'PUBLISH');
  assert.equal(org.org.events.after('Ping__e', 0n, 10_000).at(-1)!.payload.Number__c, 2);
});

test('an unknown schema is NOT_FOUND', async () => {
  const error = await refusalOf(client.call('GetSchema', { schemaId: 'nothing' }));
  assert.equal(error.code, status.NOT_FOUND);
});

for (const method of ['ManagedSubscribe', 'PublishStream'] as const) {
  test(`${method} is UNIMPLEMENTED`, async () => {
    const stream = client.open(method);
    await stream.until(() => stream.error !== undefined);
    assert.equal(stream.error!.code, status.UNIMPLEMENTED);
  });
}

test('10,000 events a second reach a subscriber that keeps asking', async () => {
  const cursor = org.org.events.latest('Ping__e');
  publish(10_000);
  const start = Buffer.alloc(10);
  start.writeBigUInt64BE(cursor);
  const began = performance.now();
  const stream = subscribe({ replayPreset: 'CUSTOM', replayId: start, numRequested: 100 });
  stream.stream.on(
    'data',
    ({ events }: { events: unknown[] }) => void (events.length > 0 && stream.request(events.length)),
  );
  await stream.until(() => stream.events.length === 10_000);
  const seconds = (performance.now() - began) / 1000;
  assert.ok(seconds < 3, `took ${seconds.toFixed(2)} s`); // far above the aim, for busy machines
  const ids = new Set(stream.events.map(({ replayId }) => replayId.toString('hex')));
  assert.equal(ids.size, 10_000);
});
