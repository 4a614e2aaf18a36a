// The queue of leads: what is stored once, in which turn it is written, what one sender may fill of it, and what is forgotten.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createLeadInbox, leadCounts, leadKey, pruneLeads, type LeadSubmission } from '../../src/ledger/leads.ts';
import {
  discardLead,
  dueLeads,
  noteLeadCall,
  recentLeadCalls,
  redriveLead,
  refusedLeads,
  settleLeads,
  type LeadOutcome,
} from '../../src/ledger/lead-queue.ts';
import type { Ledger } from '../../src/ledger/open-ledger.ts';
import { TermLost } from '../../src/ledger/refusals.ts';
import { takeTurn } from '../../src/ledger/subscriber-term.ts';
import { onBothEngines } from '../support/ledgers.ts';

const NOW = new Date('2026-11-20T10:00:00Z');
const after = (ms: number): Date => new Date(NOW.getTime() + ms);
const HOUR_MS = 3_600_000;
const LIMITS = { perAddressAndHour: 20, perEmailAndDay: 3, waiting: 100 };

const lead = (n: number, change: Partial<LeadSubmission> = {}): LeadSubmission => ({
  requestId: `request-${n}`,
  contentHash: `content-${n}`,
  addressHash: `address-${n}`,
  emailHash: `email-${n}`,
  formNonce: `form-${n}`,
  body: JSON.stringify({ LastName: `Sample ${n}` }),
  ...change,
});

const inbox = (ledger: Ledger, now = NOW, limits: Partial<typeof LIMITS> = {}) =>
  createLeadInbox(ledger, { ...LIMITS, ...limits }, () => now);

const idsDue = async (ledger: Ledger, limit = 100, now = NOW): Promise<string[]> =>
  (await dueLeads(ledger, limit, now)).map(({ requestId }) => requestId);

async function settleAll(ledger: Ledger, outcome: LeadOutcome, now = NOW): Promise<void> {
  const term = (await takeTurn(ledger, 'leads'))!;
  const due = await dueLeads(ledger, 100, now);
  await settleLeads(ledger, term, new Map(due.map((each) => [each, outcome])), now);
  await term.release();
}

onBothEngines((engine) => {
  it('knows a repetition in one batch, in a later one, and on another instance', async () => {
    const ledger = await engine.open();
    const accept = inbox(ledger);
    const together = await Promise.all([
      accept(lead(1)),
      accept(lead(1)),
      accept(lead(1, { formNonce: 'form-x', requestId: 'request-x' })), // what it says
      accept(lead(2, { formNonce: 'form-1' })), // another lead of a used form
    ]);
    assert.deepEqual(together, ['stored', 'duplicate', 'duplicate', 'form-used']);
    assert.equal(await accept(lead(1)), 'duplicate');
    assert.deepEqual(await idsDue(ledger), ['request-1']);
    if (engine.name === 'sqlite') return;
    const other = inbox(await engine.openAgain());
    const racing = await Promise.all([accept(lead(3)), other(lead(3)), accept(lead(4)), other(lead(4))]);
    assert.deepEqual([...racing].sort(), ['duplicate', 'duplicate', 'stored', 'stored']);
  });

  it('bounds what one address and one e-mail can put into the queue, and lets the others in', async () => {
    const ledger = await engine.open();
    const accept = inbox(ledger);
    const ofAddress = await Promise.all(Array.from({ length: 30 }, (_, n) => accept(lead(n, { addressHash: 'a' }))));
    assert.equal(ofAddress.filter((acceptance) => acceptance === 'stored').length, 20);
    assert.ok(ofAddress.slice(20).every((acceptance) => acceptance === 'limited'));
    const ofEmail = [];
    for (let n = 100; n < 105; n++) ofEmail.push(await accept(lead(n, { emailHash: 'e' })));
    assert.deepEqual(ofEmail, ['stored', 'stored', 'stored', 'limited', 'limited']);
    assert.equal(await accept(lead(200)), 'stored');
    const later = inbox(ledger, after(HOUR_MS + 1));
    assert.equal(await later(lead(201, { addressHash: 'a' })), 'stored');
    assert.equal(await later(lead(202, { emailHash: 'e' })), 'limited');
  });

  it('stores no more than may wait, whoever sent them, and takes more when some are written', async () => {
    const ledger = await engine.open();
    const accept = inbox(ledger, NOW, { waiting: 5 });
    const first = await Promise.all(Array.from({ length: 7 }, (_, n) => accept(lead(n))));
    assert.deepEqual(first, ['stored', 'stored', 'stored', 'stored', 'stored', 'full', 'full']);
    await settleAll(ledger, { kind: 'written' });
    assert.equal(await accept(lead(6)), 'stored', 'what was not stored may come again by its own form');
  });

  it('keeps no more in memory than it can store soon', async () => {
    const accept = inbox(await engine.open(), NOW, { waiting: 100_000 });
    const all = await Promise.all(Array.from({ length: 2100 }, (_, n) => accept(lead(n))));
    assert.equal(all.filter((acceptance) => acceptance === 'full').length, 100);
  });

  it('counts what a program sent for its address only, and lets it stand in nobody’s way', async () => {
    const ledger = await engine.open();
    const accept = inbox(ledger, NOW, { waiting: 5 });
    const spam = await Promise.all(
      Array.from({ length: 22 }, (_, n) => accept(lead(n, { body: null, addressHash: 'a', emailHash: 'e' }))),
    );
    assert.ok(spam.every((acceptance) => acceptance === 'stored'));
    assert.deepEqual(await idsDue(ledger), []);
    assert.equal(await accept(lead(3, { formNonce: 'form-y', emailHash: 'e', addressHash: 'b' })), 'stored');
    assert.deepEqual(await idsDue(ledger), ['request-3']);
    assert.equal(await accept(lead(1, { requestId: 'request-z' })), 'form-used');
    assert.equal(await accept(lead(1, { body: null })), 'duplicate');
  });

  it('writes the first lead of every address before the second of any', async () => {
    const ledger = await engine.open();
    const accept = inbox(ledger);
    for (let n = 0; n < 5; n++) await accept(lead(n, { addressHash: 'many' }));
    await inbox(ledger, after(60_000))(lead(9));
    assert.deepEqual((await idsDue(ledger, 2)).sort(), ['request-0', 'request-9']);
  });

  it('keeps of a written lead only what tells a repetition, and of a refused one all', async () => {
    const ledger = await engine.open();
    const accept = inbox(ledger);
    await accept(lead(1));
    await settleAll(ledger, { kind: 'written' });
    const [row] = await ledger.db.selectFrom('lead').selectAll().execute();
    assert.equal(row?.body, null);
    assert.equal(await accept(lead(1, { formNonce: 'form-z' })), 'duplicate');

    await accept(lead(2));
    await settleAll(ledger, { kind: 'refused', reason: 'STRING_TOO_LONG: too long' });
    assert.deepEqual(await leadCounts(ledger), { waiting: 0, refused: 1 });
    const [refused] = await refusedLeads(ledger, { limit: 10, offset: 0 });
    assert.deepEqual(refused?.lead, { LastName: 'Sample 2' });
    assert.equal(refused.reason, 'STRING_TOO_LONG: too long');
    assert.equal(await redriveLead(ledger, 'request-2', NOW), true);
    assert.equal(await redriveLead(ledger, 'request-2', NOW), false);
    assert.deepEqual(await idsDue(ledger), ['request-2']);
    await settleAll(ledger, { kind: 'refused', reason: 'again' });
    assert.equal(await discardLead(ledger, 'request-2', NOW), true);
    assert.deepEqual(await leadCounts(ledger), { waiting: 0, refused: 0 });
    assert.equal(await discardLead(ledger, 'request-1', NOW), false);
  });

  it('brings a lead back when its time has come, not before', async () => {
    const ledger = await engine.open();
    await inbox(ledger)(lead(1));
    await settleAll(ledger, { kind: 'later', at: after(5000), reason: 'UNABLE_TO_LOCK_ROW' });
    assert.deepEqual(await idsDue(ledger, 10, after(4999)), []);
    const [due] = await dueLeads(ledger, 10, after(5000));
    assert.equal(due?.attempts, 1);
  });

  it('counts calls for every instance, and only for the one whose turn it is', async () => {
    const ledger = await engine.open();
    const term = (await takeTurn(ledger, 'leads'))!;
    await noteLeadCall(ledger, term, NOW);
    await noteLeadCall(ledger, term, after(1000));
    const times = (await recentLeadCalls(ledger, after(2000))).map((at) => at.toISOString());
    assert.deepEqual(times, [NOW.toISOString(), after(1000).toISOString()]);
    assert.equal((await recentLeadCalls(ledger, after(HOUR_MS + 500))).length, 1);
    await term.release();
    const next = (await takeTurn(ledger, 'leads'))!;
    await assert.rejects(() => noteLeadCall(ledger, term, after(3000)), TermLost);
    await assert.rejects(() => settleLeads(ledger, term, new Map(), after(3000)), TermLost);
    assert.equal((await recentLeadCalls(ledger, after(3000))).length, 2);
    await next.release();
  });

  it('forgets what is done with, and never what waits or was set aside', async () => {
    const ledger = await engine.open();
    const accept = inbox(ledger);
    await accept(lead(1));
    await settleAll(ledger, { kind: 'written' });
    await accept(lead(2));
    await settleAll(ledger, { kind: 'refused', reason: 'x' });
    await accept(lead(3));
    await accept(lead(4, { body: null }));
    assert.equal(await pruneLeads(ledger, 'written', NOW), 0);
    assert.equal(await pruneLeads(ledger, 'written', after(1)), 1);
    assert.equal(await pruneLeads(ledger, 'dropped', after(1)), 1);
    const rows = await ledger.db.selectFrom('lead').select('request_id').orderBy('request_id').execute();
    assert.deepEqual(
      rows.map((row) => row.request_id),
      ['request-2', 'request-3'],
    );
  });

  it('has one key for all instances and restarts', async () => {
    const ledger = await engine.open();
    const key = await leadKey(ledger);
    assert.equal(key.length, 32);
    assert.deepEqual(await leadKey(ledger), key);
  });
});
