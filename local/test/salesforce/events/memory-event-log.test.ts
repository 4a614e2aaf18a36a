import assert from 'node:assert/strict';
import test from 'node:test';
import { MemoryEventLog } from '../../../src/salesforce/events/memory-event-log.ts';

const TYPE = 'Ping__e';
const USER = '005000000000001AAA';
const HOUR_MS = 3_600_000;

function logAt(startMs = Date.UTC(2026, 0, 1)) {
  const time = { now: startMs };
  return { time, log: new MemoryEventLog(() => time.now) };
}

test('replay ids increase with gaps, also within one millisecond', () => {
  const { log } = logAt();
  const ids = Array.from({ length: 100 }, (_, n) => log.append(TYPE, { N__c: n }, USER).replayId);
  for (const [n, id] of ids.slice(1).entries()) assert.ok(id > ids[n]! + 1n, `id ${n + 1} after ${ids[n]}`);
});

test('replay ids fit a double, as clients that decode them to a number need', () => {
  const { log } = logAt(Date.UTC(2049, 0, 1));
  assert.ok(log.append(TYPE, {}, USER).replayId <= BigInt(Number.MAX_SAFE_INTEGER));
});

test('after() answers the events behind a replay id, oldest first, up to the limit', () => {
  const { log } = logAt();
  const events = [1, 2, 3, 4].map((n) => log.append(TYPE, { N__c: n }, USER));
  const found = log.after(TYPE, events[0]!.replayId, 2);
  assert.deepEqual(
    found.map((event) => event.payload.N__c),
    [2, 3],
  );
  assert.equal(log.after(TYPE, 0n, 10).length, 4);
  assert.deepEqual(log.after('Other__e', 0n, 10), []);
});

test('an event is gone 72 hours after its publication, and its replay id has expired', () => {
  const { log, time } = logAt();
  const first = log.append(TYPE, { N__c: 1 }, USER);
  time.now += 71 * HOUR_MS;
  log.append(TYPE, { N__c: 2 }, USER);
  assert.equal(log.stateOf(first.replayId), 'valid');
  time.now += 2 * HOUR_MS;
  assert.equal(log.stateOf(first.replayId), 'expired');
  assert.deepEqual(
    log.after(TYPE, 0n, 10).map((event) => event.payload.N__c),
    [2],
  );
});

test('the position of a quiet log stays inside retention', () => {
  const { log, time } = logAt();
  log.append(TYPE, {}, USER);
  time.now += 100 * HOUR_MS;
  const position = log.position();
  assert.equal(log.stateOf(position), 'valid');
  const next = log.append(TYPE, { N__c: 2 }, USER);
  assert.deepEqual(log.after(TYPE, position, 10), [next]);
});

test('an id that a client computed is unknown', () => {
  const { log } = logAt();
  const { replayId } = log.append(TYPE, {}, USER);
  assert.equal(log.stateOf(replayId + 1n), 'unknown');
  assert.equal(log.stateOf(replayId - 1n), 'unknown');
  assert.equal(log.stateOf(replayId + 31n * 1000n), 'unknown');
});

test('invalidated ids are unknown, later ones are not', () => {
  const { log } = logAt();
  const before = log.append(TYPE, {}, USER).replayId;
  log.invalidateIssuedIds();
  assert.equal(log.stateOf(before), 'unknown');
  assert.equal(log.stateOf(log.append(TYPE, {}, USER).replayId), 'valid');
  assert.equal(log.after(TYPE, 0n, 10).length, 2);
});

test('a duplicate keeps uuid and payload under a new replay id', () => {
  const { log } = logAt();
  const original = log.append(TYPE, { N__c: 1 }, USER);
  const copy = log.duplicate(original.uuid);
  assert.equal(copy.uuid, original.uuid);
  assert.deepEqual(copy.payload, original.payload);
  assert.ok(copy.replayId > original.replayId);
  assert.deepEqual(log.after(TYPE, 0n, 10), [original, copy]);
});

test('a lost event is accepted and never delivered', () => {
  const { log } = logAt();
  log.loseNext(1);
  assert.ok(log.append(TYPE, { N__c: 1 }, USER).uuid);
  log.append(TYPE, { N__c: 2 }, USER);
  assert.deepEqual(
    log.after(TYPE, 0n, 10).map((event) => event.payload.N__c),
    [2],
  );
});

test('listeners hear every append of their type until they unsubscribe', () => {
  const { log } = logAt();
  let heard = 0;
  const stop = log.onAppend(TYPE, () => (heard += 1));
  log.append(TYPE, {}, USER);
  log.append('Other__e', {}, USER);
  stop();
  log.append(TYPE, {}, USER);
  assert.equal(heard, 1);
});

test('50,000 events are read in batches of 100 without searching from the start each time', () => {
  const { log } = logAt();
  for (let n = 0; n < 50_000; n += 1) log.append(TYPE, { N__c: n }, USER);
  let cursor = 0n;
  let count = 0;
  for (let batch = log.after(TYPE, cursor, 100); batch.length > 0; batch = log.after(TYPE, cursor, 100)) {
    count += batch.length;
    cursor = batch.at(-1)!.replayId;
  }
  assert.equal(count, 50_000);
});
