import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ERRORS, PortwayError, type ErrorCode, type Handling } from '../../src/errors.ts';
import { GroupBusy, LeaseLost } from '../../src/ledger/refusals.ts';
import { backoffMs } from '../../src/provisioning/backoff.ts';
import { paceFor } from '../../src/provisioning/pace.ts';
import { settlementOf } from '../../src/provisioning/settle.ts';
import { ComeBack } from '../../src/provisioning/target.ts';

const now = new Date('2026-11-22T10:00:00.000Z');
const settle = (error: unknown, attempts = 0) => settlementOf(error, { attempts, now, random: 0.5, probeMs: 15_000 });

const KINDS: Record<Handling, string> = {
  'fail-order': 'fail',
  'ask-human': 'ask-human',
  pause: 'pause',
  retry: 'retry',
  'look-up': 'release',
};
for (const code of (Object.keys(ERRORS) as ErrorCode[]).filter((each) => each !== 'INTERNAL')) {
  test(`${code}: ${KINDS[ERRORS[code].handling]}`, () => {
    assert.equal(settle(new PortwayError(code, 'x')).kind, KINDS[ERRORS[code].handling]);
  });
}

test('a bug of ours keeps the order where it is, so that a look comes before anything is sent', () => {
  const settlement = settle(new TypeError('x is undefined'));
  assert.equal(settlement.kind, 'release');
  assert.equal('error' in settlement && settlement.error?.code, 'INTERNAL');
});

test('a lost lease and a database that is away write nothing', () => {
  assert.equal(settle(new LeaseLost('801')).kind, 'drop');
  assert.equal(settle(Object.assign(new Error('gone'), { code: 'ECONNREFUSED' })).kind, 'drop');
});

test('a busy group waits without blame; a target’s own time is kept', () => {
  assert.deepEqual(settle(new GroupBusy('801', '001')), { kind: 'release', at: now, error: null, attempts: 0 });
  const at = new Date('2026-11-22T10:05:00.000Z');
  const reason = new PortwayError('WHMCS_UNKNOWN_OUTCOME', 'x');
  assert.deepEqual(settle(new ComeBack(at, reason)), { kind: 'release', at, error: reason, attempts: 0 });
});

test('back-off doubles from a second to five minutes, spread by half', () => {
  assert.equal(backoffMs(0, 0.5), 1000);
  assert.equal(backoffMs(3, 0.5), 8000);
  assert.equal(backoffMs(40, 0.5), 300_000);
  assert.deepEqual([backoffMs(0, 0), backoffMs(0, 1)], [500, 1500]);
});

test('near the API limit calls wait to be fuller, and what can wait does', () => {
  const settings = { slowPercent: 80, brakePercent: 95, flushMaxWaitMs: 2000 };
  const modes = [null, { used: 79, limit: 100 }, { used: 80, limit: 100 }, { used: 95, limit: 100 }].map(
    (usage) => paceFor(usage, settings).mode,
  );
  assert.deepEqual(modes, ['free', 'free', 'slow', 'brake']);
  assert.equal(paceFor({ used: 95, limit: 100 }, settings).doesUnhurried, false);
});
