// One bad id holds nothing up.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDesk, type DeskOptions } from '../../src/billing/desk.ts';
import { createOutcomes } from '../../src/billing/outcomes.ts';
import { PortwayError } from '../../src/errors.ts';
import type { DueWork } from '../../src/ledger/billing-work.ts';
import { createLog } from '../../src/log.ts';

const NOW = new Date('2026-11-22T09:00:00Z');
const now = (): Date => NOW;
const outcomes = createOutcomes({ now, log: createLog('silent') });
const desk = createDesk({ outcomes, now, salesforceNow: now } as unknown as DeskOptions);
const workOf = (recordId: string, attempts = 0): DueWork => ({
  kind: 'availability',
  recordId,
  asked: 1,
  attempts,
  truth: null,
});

test('an id that Salesforce calls none is told of, and the others of its batch are done', async () => {
  const due = ['1', '2', 'bad', '4', '5'].map((id) => workOf(id));
  const settled = await desk.together(due, (some) => {
    if (some.some(({ recordId }) => recordId === 'bad'))
      return Promise.reject(new PortwayError('ORDER_ID_INVALID', 'invalid ID field: bad'));
    return Promise.resolve(some.map((work) => outcomes.done(work, null)));
  });
  assert.deepEqual(
    settled.map(({ work, reason }) => [work.recordId, reason?.code ?? 'done']),
    [
      ['1', 'done'],
      ['2', 'done'],
      ['bad', 'RECORD_UNKNOWN'],
      ['4', 'done'],
      ['5', 'done'],
    ],
  );
});

test('a record that Salesforce does not show is told of for a day, then forgotten', () => {
  const first = desk.unknown(workOf('gone'), 'Opportunity gone');
  assert.match(first.reason!.text, /^Opportunity gone: Salesforce shows no such record/);
  assert.deepEqual(first.dueAt, new Date('2026-11-23T09:00:00Z'));
  const second = desk.unknown(workOf('gone', 1), 'Opportunity gone');
  assert.deepEqual([second.reason, second.dueAt], [null, null]);
});
