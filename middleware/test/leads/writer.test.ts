// The writer against a Salesforce that misbehaves, on a clock of its own: calls stay within what is allowed, and no lead is lost.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { PortwayError } from '../../src/errors.ts';
import { createLeadWriter, type LeadWriter } from '../../src/leads/writer.ts';
import { leadCounts } from '../../src/ledger/leads.ts';
import { refusedLeads } from '../../src/ledger/lead-queue.ts';
import type { Ledger } from '../../src/ledger/open-ledger.ts';
import { createLog } from '../../src/log.ts';
import { paceFor } from '../../src/provisioning/pace.ts';
import type { ApiUsage } from '../../src/salesforce/api.ts';
import type { RecordFault } from '../../src/salesforce/update.ts';
import type { RecordFields } from '../../src/salesforce/upsert.ts';
import { onBothEngines, onEngine } from '../support/ledgers.ts';

const START = Date.parse('2026-11-20T10:00:00Z');
const MINUTE_MS = 60_000;

/** A Salesforce that takes what it is told to; Request_Id__c is unique in it. */
interface Org {
  readonly leads: Map<string, RecordFields>;
  readonly calls: number[];
  /** Whole calls fail so. */
  outage: Error | null;
  faultOf: (lead: RecordFields) => RecordFault;
  usage: ApiUsage | null;
  paused: string | null;
  /** How often the writer has looked whether there is something to do. */
  looks: number;
}

interface Bench {
  readonly ledger: Ledger;
  readonly org: Org;
  readonly writer: LeadWriter;
  readonly put: (count: number) => Promise<void>;
  /** Lets time pass, a step at a time, the writer looking at the queue at each. */
  readonly pass: (ms: number, stepMs?: number) => Promise<void>;
  readonly restart: () => Promise<void>;
}

async function during(ledger: Ledger, callsPerHour: number, work: (bench: Bench) => Promise<void>): Promise<void> {
  let now = START;
  let stored = 0;
  const org: Org = {
    leads: new Map(),
    calls: [],
    outage: null,
    faultOf: () => null,
    usage: null,
    paused: null,
    looks: 0,
  };
  const insert = (leads: readonly RecordFields[]): Promise<RecordFault[]> => {
    org.calls.push(now);
    if (org.outage) return Promise.reject(org.outage);
    return Promise.resolve(
      leads.map((lead) => {
        const id = lead.Request_Id__c as string;
        const fault = org.leads.has(id)
          ? { code: 'DUPLICATE_VALUE', message: 'duplicate value found: Request_Id__c duplicates value on record' }
          : org.faultOf(lead);
        if (!fault) org.leads.set(id, lead);
        return fault;
      }),
    );
  };
  const settings = { slowPercent: 80, brakePercent: 95, flushMaxWaitMs: 2000 };
  const create = (): LeadWriter =>
    createLeadWriter({
      ledger,
      salesforce: {
        run: (call) => call(),
        isUsable: () => org.paused === null,
        pause: (error) => void (org.paused = error.code),
      },
      insert,
      callsPerHour,
      pace: () => {
        org.looks++;
        return paceFor(org.usage, settings);
      },
      now: () => new Date(now),
      log: createLog('silent'),
      pollMs: 1,
    });
  let writer = create();
  const bench: Bench = {
    ledger,
    org,
    get writer() {
      return writer;
    },
    put: async (count) => {
      const at = new Date(now).toISOString();
      const rows = Array.from({ length: count }, () => {
        const id = `lead-${String(++stored).padStart(6, '0')}`;
        return {
          ...{
            request_id: id,
            content_hash: id,
            address_hash: id,
            email_hash: id,
            form_nonce: id,
            state: 'waiting' as const,
          },
          ...{ turn: 0, body: JSON.stringify({ LastName: id }), attempts: 0, next_attempt_at: null, reason: null },
          ...{ received_at: at, updated_at: at },
        };
      });
      for (let from = 0; from < rows.length; from += 500)
        await ledger.db
          .insertInto('lead')
          .values(rows.slice(from, from + 500))
          .execute();
    },
    pass: async (ms, stepMs = 1000) => {
      for (const end = now + ms; now < end;) {
        now = Math.min(end, now + stepMs);
        await settled(org);
      }
    },
    restart: async () => {
      await writer.stop();
      writer = create();
      writer.start();
    },
  };
  writer.start();
  try {
    await work(bench);
  } finally {
    await writer.stop();
  }
}

/** Until the writer has looked at the queue, twice, and found nothing that it may do. */
async function settled(org: Org): Promise<void> {
  for (let calls = -1, looks = 0; org.calls.length !== calls || org.looks < looks + 3;) {
    if (org.calls.length !== calls) [calls, looks] = [org.calls.length, org.looks];
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

function mostInAnHour(calls: readonly number[]): number {
  return Math.max(0, ...calls.map((at) => calls.filter((other) => other <= at && other > at - 3_600_000).length));
}

onBothEngines((engine) => {
  it('writes a flood within the calls of the hour, and the rest in the next ones', async () => {
    await during(await engine.open(), 5, async ({ ledger, org, put, pass, restart }) => {
      await put(2100);
      await pass(10_000);
      assert.equal(org.leads.size, 1000);
      await restart(); // the calls are counted in the ledger
      await pass(55 * MINUTE_MS, 5 * MINUTE_MS);
      assert.equal(org.leads.size, 1000);
      await pass(130 * MINUTE_MS, 5 * MINUTE_MS);
      assert.equal(org.leads.size, 2100);
      assert.ok(mostInAnHour(org.calls) <= 5);
      assert.deepEqual(await leadCounts(ledger), { waiting: 0, refused: 0 });
    });
  });

  it('waits out an hour without Salesforce: nothing is blamed, and few calls are spent', async () => {
    await during(await engine.open(), 60, async ({ ledger, org, put, pass }) => {
      org.outage = new PortwayError('SALESFORCE_UNREACHABLE', 'away');
      await put(10);
      await pass(30 * MINUTE_MS, MINUTE_MS);
      await put(10);
      await pass(30 * MINUTE_MS, MINUTE_MS);
      assert.deepEqual(await leadCounts(ledger), { waiting: 20, refused: 0 });
      assert.ok(org.calls.length < 40, `${org.calls.length} calls`);
      org.outage = null;
      await pass(15 * MINUTE_MS, MINUTE_MS);
      assert.equal(org.leads.size, 20);
      assert.ok(mostInAnHour(org.calls) <= 60);
    });
  });
});

onEngine('sqlite', (engine) => {
  it('sets a bad lead aside with Salesforce’s words, and writes its neighbours', async () => {
    await during(await engine.open(), 60, async ({ ledger, org, put, pass }) => {
      org.faultOf = ({ LastName }) =>
        LastName === 'lead-000003' ? { code: 'INVALID_EMAIL_ADDRESS', message: 'Email: invalid' } : null;
      await put(5);
      await pass(5000);
      assert.equal(org.leads.size, 4);
      const [refused] = await refusedLeads(ledger, { limit: 10, offset: 0 });
      assert.deepEqual([refused?.requestId, refused?.reason], ['lead-000003', 'INVALID_EMAIL_ADDRESS: Email: invalid']);
    });
  });

  it('takes a lead that is there already for written, but not one that another rule calls a duplicate', async () => {
    await during(await engine.open(), 60, async ({ ledger, org, put, pass }) => {
      await put(2);
      org.leads.set('lead-000001', {});
      org.faultOf = () => ({ code: 'DUPLICATE_VALUE', message: 'duplicate value found: Fax_Id__c duplicates' });
      await pass(3000);
      assert.deepEqual(await leadCounts(ledger), { waiting: 0, refused: 1 });
    });
  });

  it('tries a locked lead again, and asks a person when that never ends', async () => {
    await during(await engine.open(), 60, async ({ ledger, org, put, pass }) => {
      org.faultOf = () => ({ code: 'UNABLE_TO_LOCK_ROW', message: 'locked' });
      await put(1);
      await pass(60_000);
      assert.deepEqual(await leadCounts(ledger), { waiting: 1, refused: 0 });
      await pass(60 * MINUTE_MS, MINUTE_MS);
      assert.deepEqual(await leadCounts(ledger), { waiting: 0, refused: 1 });
    });
  });

  it('finds the one lead that has whole calls refused, and sets only that aside', async () => {
    await during(await engine.open(), 3600, async ({ ledger, org, put, pass }) => {
      const bad = 'lead-000123';
      org.faultOf = ({ LastName }) => {
        if (LastName === bad) throw new Error('JSON_PARSER_ERROR: Unexpected character');
        return null;
      };
      await put(200);
      await pass(10 * MINUTE_MS, 10_000);
      assert.equal(org.leads.size, 199);
      const [refused] = await refusedLeads(ledger, { limit: 10, offset: 0 });
      assert.equal(refused?.requestId, bad);
      assert.match(refused.reason, /JSON_PARSER_ERROR/);
    });
  });

  it('blames no lead for a right or field that is missing; it says so, looks seldom, and goes on by itself', async () => {
    await during(await engine.open(), 60, async ({ ledger, org, writer, put, pass }) => {
      org.faultOf = () => ({ code: 'INSUFFICIENT_ACCESS_OR_READONLY', message: 'insufficient access rights' });
      await put(3);
      await pass(60 * MINUTE_MS, MINUTE_MS);
      assert.deepEqual(await leadCounts(ledger), { waiting: 3, refused: 0 });
      assert.match(writer.trouble() ?? '', /^SALESFORCE_ACCESS_DENIED: Lead: INSUFFICIENT_ACCESS_OR_READONLY/);
      assert.ok(org.calls.length < 10, `${org.calls.length} calls`);
      org.faultOf = () => null;
      await pass(20 * MINUTE_MS, MINUTE_MS);
      assert.equal(org.leads.size, 3);
      assert.equal(writer.trouble(), null);
    });
  });

  it('holds all leads back while the API’s day is nearly used up, or Salesforce is paused', async () => {
    await during(await engine.open(), 60, async ({ org, put, pass }) => {
      org.usage = { used: 960, limit: 1000 };
      await put(300);
      await pass(30 * MINUTE_MS, MINUTE_MS);
      assert.equal(org.calls.length, 0);
      org.usage = { used: 850, limit: 1000 };
      org.outage = new PortwayError('SALESFORCE_LIMIT', 'used up');
      await pass(MINUTE_MS, 10_000);
      assert.equal(org.paused, 'SALESFORCE_LIMIT');
      org.outage = null;
      await pass(MINUTE_MS, 10_000);
      assert.equal(org.leads.size, 0);
      org.paused = null;
      await pass(MINUTE_MS, 10_000);
      assert.equal(org.leads.size, 300);
    });
  });
});
