// When a call may be made: never more in any hour than allowed, and soon for whoever comes alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LEADS_PER_CALL, msUntilCall, type CallSituation } from '../../src/leads/call-budget.ts';

const NOW = new Date('2026-11-20T10:00:00Z');
const ago = (seconds: number): Date => new Date(NOW.getTime() - seconds * 1000);
const until = (change: Partial<CallSituation>): number =>
  msUntilCall({ now: NOW, due: 1, oldestAt: ago(5), calls: [], callsPerHour: 10, lingerMs: 1000, ...change });

test('a lone lead waits a second for others, then goes', () => {
  assert.equal(until({ oldestAt: NOW }), 1000);
  assert.equal(until({ oldestAt: ago(0.4) }), 600);
  assert.equal(until({}), 0);
});

test('a full call goes at once, while the hour has any left', () => {
  const full = { due: LEADS_PER_CALL, oldestAt: NOW };
  assert.equal(until(full), 0);
  const nine = Array.from({ length: 9 }, (_, n) => ago(9 - n));
  assert.equal(until({ ...full, calls: nine }), 0);
  assert.equal(until({ ...full, calls: [ago(600), ...nine] }), 3_000_000);
});

test('the second half of the hour’s calls is spread over the hour', () => {
  const four = [ago(40), ago(30), ago(20), ago(10)];
  assert.equal(until({ calls: four }), 0);
  assert.equal(until({ calls: [ago(50), ...four] }), 3_600_000 / 5 - 10_000);
});

test('one call an hour is one call an hour', () => {
  assert.equal(until({ callsPerHour: 1 }), 0);
  assert.equal(until({ callsPerHour: 1, calls: [ago(60)] }), 3_540_000);
});

test('whatever comes, no hour has more calls than allowed', () => {
  for (const callsPerHour of [1, 2, 7, 60]) {
    const calls: number[] = [];
    let waiting = 0;
    let oldestAt = 0;
    for (let at = 0; at < 3 * 3_600_000; at += 1000) {
      if (at % 3000 === 0) {
        if (waiting === 0) oldestAt = at;
        waiting += at < 3_600_000 ? 17 : 1;
      }
      if (waiting === 0) continue;
      const recent = calls.filter((call) => call > at - 3_600_000);
      const ms = msUntilCall({
        now: new Date(at),
        due: Math.min(waiting, LEADS_PER_CALL),
        oldestAt: new Date(oldestAt),
        calls: recent.map((call) => new Date(call)),
        callsPerHour,
        lingerMs: 1000,
      });
      if (ms > 0) continue;
      calls.push(at);
      waiting = Math.max(0, waiting - LEADS_PER_CALL);
      assert.ok(recent.length + 1 <= callsPerHour, `${callsPerHour} an hour`);
    }
  }
});
