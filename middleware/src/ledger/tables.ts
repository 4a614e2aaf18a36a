// The ledger's tables as Kysely sees them, the same on both engines: times are ISO 8601 text in UTC (they sort as
// text), flags are 0 or 1, JSON is text that the ledger never looks into, replay ids are opaque bytes.
import type { Generated } from 'kysely';
import type { State } from './states.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/** What is known about one order's progress outside: written by provisioning, opaque here, merged shallowly. */
export type Facts = Readonly<Record<string, Json>>;

export type InboxStatus = 'accepted' | 'duplicate' | 'poison' | 'ignored';

/**
 * What a piece of billing work is about. `invoice`, `service`: one of WHMCS's, by its id. `availability`: the stock of a
 * Salesforce opportunity's products. `account-invoices`: all invoices of a Salesforce account's client.
 */
export type BillingKind = 'invoice' | 'service' | 'availability' | 'account-invoices';

export type DriftRunState = 'asked' | 'running' | 'done' | 'failed';

/** See shop-orders.ts. */
export type ShopState = 'queued' | 'creating' | 'created' | 'done' | 'refused' | 'held';

export interface LedgerTables {
  event_cursor: {
    topic: string;
    replay_id: Uint8Array | null;
    epoch: number;
    updated_at: string;
    /** Why the cursor was last thrown away. */
    note: string | null;
  };
  inbox: {
    event_id: string;
    topic: string;
    replay_id: Uint8Array;
    order_id: string | null;
    idempotency_key: string | null;
    correlation_id: string | null;
    event_created_at: string;
    received_at: string;
    status: InboxStatus;
    problem: string | null;
    payload: string;
    raw: Uint8Array | null;
  };
  order_ledger: {
    order_id: string;
    state: State;
    /** Orders of one group are submitted one at a time. */
    group_key: string | null;
    look_up_first: number;
    attempts: number;
    next_attempt_at: string | null;
    reason_code: string | null;
    reason: string | null;
    facts: string;
    correlation_id: string | null;
    idempotency_key: string | null;
    requested_by: string | null;
    lease_token: string | null;
    lease_owner: string | null;
    lease_until: string | null;
    received_at: string;
    updated_at: string;
    written_back_at: string | null;
  };
  order_history: {
    id: Generated<number>;
    order_id: string;
    at: string;
    from_state: State | null;
    to_state: State;
    note: string | null;
  };
  outbox: {
    order_id: string;
    body: string;
    attempts: number;
    next_attempt_at: string | null;
    reason: string | null;
    lease_token: string | null;
    lease_until: string | null;
    created_at: string;
  };
  /** Webhooks taken in, by the sender's id: a second delivery is known by it. */
  webhook: { event_id: string; received_at: string };
  /** What of WHMCS has to be read and brought to Salesforce: one row per record ever asked for. */
  billing_work: {
    kind: BillingKind;
    /** Of the system that the kind names. */
    record_id: string;
    /** How often it was asked for: work that ends under another number than it began with is due again. */
    asked: number;
    /** Null: nothing to do until it is asked for. */
    due_at: string | null;
    attempts: number;
    reason_code: string | null;
    reason: string | null;
    /** Digest of what WHMCS said when all of it had been written to Salesforce. */
    truth: string | null;
    /** Digest of the row that a list of WHMCS's showed last. */
    listed: string | null;
    /** When it was last asked for. */
    asked_at: string;
    updated_at: string;
  };
  /** Comparisons of the two systems, asked for or nightly. */
  drift_run: {
    run_id: string;
    /** JSON: what is compared. */
    topics: string;
    mends: number;
    state: DriftRunState;
    attempts: number;
    due_at: string;
    asked_at: string;
    started_at: string | null;
    ended_at: string | null;
    /** Why it could not be done. */
    reason: string | null;
    /** JSON: figures of the run. */
    outcome: string | null;
  };
  /** What differs, one row for as long as it does. */
  drift_finding: {
    code: string;
    finding_key: string;
    /** Seen twice. */
    is_confirmed: number;
    what: string;
    /** JSON: ids of what it is about. */
    about: string;
    /** The record that carries it. */
    mark_type: string | null;
    mark_id: string | null;
    first_seen_at: string;
    last_seen_at: string;
    mended_at: string | null;
  };
  /** Orders of the web shop, by its number. */
  shop_order: {
    number: string;
    state: ShopState;
    salt: string;
    /** Of the order as it was sent, and sixteen bits of each of its fields: enough to know it again. */
    digest: string;
    fingerprints: string;
    /** What was sent; JSON null once it is not needed. */
    body: string;
    /** Orders of one customer are made one at a time. */
    customer_key: string | null;
    /** When it was last sent to Salesforce: it may be there. */
    sent_at: string | null;
    /** Null: nothing is left to do. */
    due_at: string | null;
    attempts: number;
    facts: string;
    reason_code: string | null;
    reason: string | null;
    lease_token: string | null;
    lease_until: string | null;
    received_at: string;
    updated_at: string;
  };
  /** What visitors of the website sent, until Salesforce has it; then, for a while, what tells a repetition. */
  lead: {
    request_id: string;
    content_hash: string | null;
    address_hash: string;
    email_hash: string | null;
    form_nonce: string;
    /** waiting for Salesforce; written there; refused by it, for a person to look at; dropped as a program's. */
    state: 'waiting' | 'written' | 'refused' | 'dropped';
    /** How many its address had sent in the hour before: the lower, the sooner it is written. */
    turn: number;
    /** The lead as JSON; null once nobody needs it. */
    body: string | null;
    attempts: number;
    next_attempt_at: string | null;
    reason: string | null;
    received_at: string;
    updated_at: string;
  };
  /** Calls to Salesforce for leads in the last hour or two, by when they were made. */
  lead_call: { at: string };
  /** Who subscribes, and which term of office it is: writes of an earlier term are refused. */
  leader: { topic: string; epoch: number; holder: string };
  ledger_meta: { key: string; value: string };
}
