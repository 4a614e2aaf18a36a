// The ledger's schema, step by step. A step that has been released is never edited; add another.
import { sql, type Kysely } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import { PortwayError } from '../errors.ts';
import type { LedgerTables } from './tables.ts';

export type Engine = 'sqlite' | 'postgres';

const BYTES = { sqlite: sql`blob`, postgres: sql`bytea` };
const IDENTITY = { sqlite: sql`integer`, postgres: sql`bigint generated always as identity` };

/** @throws PortwayError LEDGER_TOO_NEW when a later version has been here; whatever the database says otherwise */
export async function migrate(db: Kysely<LedgerTables>, engine: Engine): Promise<void> {
  const steps = stepsFor(engine);
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(steps) } });
  const { error } = await migrator.migrateToLatest();
  if (!error) return;
  if (error instanceof Error && /previously executed migration .* is missing/.test(error.message))
    throw new PortwayError('LEDGER_TOO_NEW', 'the ledger was written by a newer version', { cause: error });
  throw error instanceof Error ? error : new Error('ledger: migration failed', { cause: error });
}

function stepsFor(engine: Engine): Record<string, Migration> {
  const bytes = BYTES[engine];
  const identity = IDENTITY[engine];
  return {
    '0001-orders': {
      up: async (db: Kysely<unknown>) => {
        await sql`create table ledger_meta (key text primary key, value text not null)`.execute(db);
        await sql`create table leader (topic text primary key, epoch integer not null, holder text not null)`.execute(
          db,
        );
        await sql`create table event_cursor (
          topic text primary key, replay_id ${bytes}, epoch integer not null, updated_at text not null, note text)`.execute(
          db,
        );
        await sql`create table inbox (
          event_id text primary key, topic text not null, replay_id ${bytes} not null, order_id text,
          idempotency_key text, correlation_id text, event_created_at text not null, received_at text not null,
          status text not null, problem text, payload text not null, raw ${bytes})`.execute(db);
        await sql`create index inbox_order on inbox (order_id, idempotency_key)`.execute(db);
        await sql`create index inbox_received on inbox (received_at)`.execute(db);
        await sql`create index inbox_poison on inbox (received_at) where status = 'poison'`.execute(db);
        await sql`create table order_ledger (
          order_id text primary key, state text not null, group_key text, look_up_first integer not null,
          attempts integer not null, next_attempt_at text, reason_code text, reason text, facts text not null,
          correlation_id text, idempotency_key text, requested_by text,
          lease_token text, lease_owner text, lease_until text,
          received_at text not null, updated_at text not null, written_back_at text)`.execute(db);
        // One submission at a time per group, whatever the number of workers and machines.
        await sql`create unique index order_ledger_one_submitting on order_ledger (group_key) where state = 'submitting'`.execute(
          db,
        );
        // Serves claimOrders by itself, whose conditions it repeats: what must be passed over costs little.
        await sql`create index order_ledger_workable
          on order_ledger (received_at, order_id, state, group_key, next_attempt_at, lease_until)
          where state in ('received', 'submitting', 'created', 'accepting', 'retrying')`.execute(db);
        await sql`create index order_ledger_state on order_ledger (state, updated_at)`.execute(db);
        await sql`create table order_history (
          id ${identity} primary key, order_id text not null, at text not null, from_state text, to_state text not null, note text)`.execute(
          db,
        );
        await sql`create index order_history_order on order_history (order_id, id)`.execute(db);
        await sql`create table outbox (
          order_id text primary key, body text not null, attempts integer not null, next_attempt_at text, reason text,
          lease_token text, lease_until text, created_at text not null)`.execute(db);
        await sql`create index outbox_age on outbox (created_at)`.execute(db);
      },
    },
    '0002-billing': {
      up: async (db: Kysely<unknown>) => {
        await sql`create table webhook (event_id text primary key, received_at text not null)`.execute(db);
        await sql`create index webhook_received on webhook (received_at)`.execute(db);
        await sql`create table billing_work (
          kind text not null, whmcs_id text not null, asked integer not null, due_at text, attempts integer not null,
          reason_code text, reason text, truth text, listed text,
          asked_at text not null, updated_at text not null, primary key (kind, whmcs_id))`.execute(db);
        await sql`create index billing_work_due on billing_work (due_at) where due_at is not null`.execute(db);
        await sql`create index billing_work_reason on billing_work (reason_code) where reason_code is not null`.execute(
          db,
        );
      },
    },
    // Work is asked for by Salesforce's ids as well.
    '0003-refresh': {
      up: async (db: Kysely<unknown>) => {
        await sql`alter table billing_work rename column whmcs_id to record_id`.execute(db);
      },
    },
    '0004-shop-orders': {
      up: async (db: Kysely<unknown>) => {
        await sql`create table shop_order (
          number text primary key, state text not null, salt text not null, digest text not null, fingerprints text not null,
          body text not null, customer_key text, sent_at text, due_at text, attempts integer not null, facts text not null,
          reason_code text, reason text, lease_token text, lease_until text,
          received_at text not null, updated_at text not null)`.execute(db);
        await sql`create index shop_order_due on shop_order (due_at) where due_at is not null`.execute(db);
        await sql`create index shop_order_state on shop_order (state, updated_at)`.execute(db);
        await sql`create unique index shop_order_turn on shop_order (customer_key) where state = 'creating'`.execute(
          db,
        );
      },
    },
    '0005-leads': {
      up: async (db: Kysely<unknown>) => {
        await sql`create table lead (
          request_id text primary key, content_hash text unique, address_hash text not null, email_hash text,
          form_nonce text not null unique, state text not null, turn integer not null, body text, attempts integer not null,
          next_attempt_at text, reason text, received_at text not null, updated_at text not null)`.execute(db);
        await sql`create index lead_waiting on lead (turn, received_at) where state = 'waiting'`.execute(db);
        await sql`create index lead_refused on lead (received_at) where state = 'refused'`.execute(db);
        await sql`create index lead_dropped on lead (received_at) where state = 'dropped'`.execute(db);
        await sql`create index lead_address on lead (address_hash, received_at)`.execute(db);
        await sql`create index lead_email on lead (email_hash, received_at) where email_hash is not null`.execute(db);
        await sql`create index lead_received on lead (received_at)`.execute(db);
        await sql`create table lead_call (at text not null)`.execute(db);
        await sql`create index lead_call_at on lead_call (at)`.execute(db);
      },
    },
    '0006-drift': {
      up: async (db: Kysely<unknown>) => {
        await sql`create table drift_run (
          run_id text primary key, topics text not null, mends integer not null, state text not null, attempts integer not null,
          due_at text not null, asked_at text not null, started_at text, ended_at text, reason text, outcome text)`.execute(
          db,
        );
        await sql`create index drift_run_state on drift_run (state, due_at)`.execute(db);
        await sql`create table drift_finding (
          code text not null, finding_key text not null, is_confirmed integer not null, what text not null, about text not null,
          mark_type text, mark_id text, first_seen_at text not null, last_seen_at text not null, mended_at text,
          primary key (code, finding_key))`.execute(db);
        await sql`create index drift_finding_mark on drift_finding (mark_id) where mark_id is not null`.execute(db);
      },
    },
  };
}
