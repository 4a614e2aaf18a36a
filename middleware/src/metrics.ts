// What Prometheus sees. One registry per running service, so that two in one process do not share counts.
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

export type Metrics = ReturnType<typeof createMetrics>;

const CALL_SECONDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];
const LEDGER_SECONDS = [0.0001, 0.001, 0.01, 0.1, 1, 10];
const ORDER_SECONDS = [0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 900];

export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    orders: new Gauge({
      name: 'portway_orders',
      help: 'Orders in the ledger by state',
      labelNames: ['state'],
      registers,
    }),
    oldestOpenSeconds: new Gauge({
      name: 'portway_oldest_open_order_seconds',
      help: 'Age of the order that has been under way longest; 0 when none is',
      registers,
    }),
    outbox: new Gauge({ name: 'portway_outbox_results', help: 'Results not yet written back', registers }),
    inHand: new Gauge({ name: 'portway_orders_in_hand', help: 'Orders claimed by this process', registers }),
    events: new Counter({
      name: 'portway_events_total',
      help: 'Events taken in, by topic and kind',
      labelNames: ['topic', 'kind'],
      registers,
    }),
    eventLagSeconds: new Gauge({
      name: 'portway_event_lag_seconds',
      help: 'From publishing to commit, of the last event taken in, by topic',
      labelNames: ['topic'],
      registers,
    }),
    subscriber: new Gauge({
      name: 'portway_subscriber_state',
      help: '1 for the state that the subscriber of a topic is in',
      labelNames: ['topic', 'state'],
      registers,
    }),
    calls: new Histogram({
      name: 'portway_call_seconds',
      help: 'Calls to the outside by system, kind and outcome',
      labelNames: ['system', 'kind', 'outcome'],
      buckets: CALL_SECONDS,
      registers,
    }),
    ledgerSeconds: new Histogram({
      name: 'portway_ledger_seconds',
      help: 'Statements of the ledger; on SQLite commits too',
      buckets: LEDGER_SECONDS,
      registers,
    }),
    orderSeconds: new Histogram({
      name: 'portway_order_seconds',
      help: 'Time an order was worked on, by outcome',
      labelNames: ['outcome'],
      buckets: ORDER_SECONDS,
      registers,
    }),
    breaker: new Gauge({
      name: 'portway_breaker_open',
      help: '0 closed, 1 half-open, 2 open, by system',
      labelNames: ['system'],
      registers,
    }),
    paused: new Gauge({
      name: 'portway_system_paused',
      help: '1 while a system is not usable',
      labelNames: ['system'],
      registers,
    }),
    apiUsed: new Gauge({
      name: 'portway_salesforce_api_used',
      help: 'Salesforce API calls used of the last 24 hours',
      registers,
    }),
    apiLimit: new Gauge({
      name: 'portway_salesforce_api_limit',
      help: 'Salesforce API calls allowed in 24 hours',
      registers,
    }),
    writeBack: new Histogram({
      name: 'portway_write_back_orders',
      help: 'Orders written back per call',
      buckets: [1, 2, 5, 10, 20, 50, 100, 200],
      registers,
    }),
    webhooks: new Counter({
      name: 'portway_webhooks_total',
      help: 'Webhooks by result: accepted, duplicate, or why they were refused',
      labelNames: ['result'],
      registers,
    }),
    shopRequests: new Counter({
      name: 'portway_shop_requests_total',
      help: 'Requests of the web shop by result: created, queued, or why they were refused',
      labelNames: ['result'],
      registers,
    }),
    shopOrders: new Gauge({
      name: 'portway_shop_orders',
      help: 'Orders of the web shop by state',
      labelNames: ['state'],
      registers,
    }),
    paymentPages: new Counter({
      name: 'portway_payment_pages_total',
      help: 'Payment pages asked for by result: opened, or why not',
      labelNames: ['result'],
      registers,
    }),
    billingDue: new Gauge({
      name: 'portway_billing_due',
      help: 'Pieces of billing work that are due now',
      registers,
    }),
    billingUnfinished: new Gauge({
      name: 'portway_billing_unfinished',
      help: 'What of WHMCS is not in Salesforce as it should be, by kind and reason',
      labelNames: ['kind', 'reason'],
      registers,
    }),
    billingWritten: new Counter({
      name: 'portway_billing_records_written_total',
      help: 'Records that the billing sync has written to Salesforce, by type',
      labelNames: ['type'],
      registers,
    }),
    billingSwept: new Counter({
      name: 'portway_billing_swept_total',
      help: 'Invoices and services that a billing sweep had read',
      registers,
    }),
    refreshesSwept: new Counter({
      name: 'portway_refreshes_swept_total',
      help: 'Opportunities waiting for their stock that only the sweep found',
      registers,
    }),
    driftFindings: new Gauge({
      name: 'portway_drift_findings',
      help: 'Differences between Salesforce and WHMCS, by the code of their rule',
      labelNames: ['code'],
      registers,
    }),
    driftRuns: new Counter({
      name: 'portway_drift_comparisons_total',
      help: 'Comparisons of Salesforce with WHMCS that this process has ended: same, differs or failed',
      labelNames: ['outcome'],
      registers,
    }),
    leads: new Counter({
      name: 'portway_leads_total',
      help: 'Submissions of the website by result: stored, duplicate, dropped, or why they were refused',
      labelNames: ['result'],
      registers,
    }),
    leadsWritten: new Counter({
      name: 'portway_lead_attempts_total',
      help: 'Leads sent to Salesforce, by outcome: written, later, or refused and so set aside',
      labelNames: ['outcome'],
      registers,
    }),
    leadsWaiting: new Gauge({ name: 'portway_leads_waiting', help: 'Leads not yet in Salesforce', registers }),
    leadsRefused: new Gauge({ name: 'portway_leads_refused', help: 'Leads set aside for a person', registers }),
    swept: new Counter({ name: 'portway_swept_orders_total', help: 'Orders that only the sweep found', registers }),
  };
}
