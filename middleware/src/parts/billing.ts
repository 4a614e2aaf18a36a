// Invoices, payments and the state of services from WHMCS to Salesforce: the door that WHMCS's hooks knock at, and the sync
// with this service's settings.
import { createBillingSync } from '../billing/sync.ts';
import { webhooksRouter } from '../http/webhooks.ts';
import { createWebhookInbox } from '../ledger/webhooks.ts';
import type { Part, Surroundings } from './surroundings.ts';

export interface Billing extends Part {
  /** Orders have told Salesforce their services: invoices may have been waiting for that. */
  readonly noteOrders: () => void;
  /** Events that ask for a refresh may have been lost. */
  readonly noteGap: () => void;
}

/** @param salesforceNow the org's clock */
export function createBilling(surroundings: Surroundings, salesforceNow: () => Date): Billing {
  const { config, ledger, whmcs, whmcsSystem, salesforce, api, pace, now, log, metrics } = surroundings;
  const sync = createBillingSync({
    ledger,
    whmcs,
    whmcsSystem,
    salesforce,
    api,
    timeZone: config.billing.timeZone,
    parallel: Math.max(1, Math.floor(config.whmcs.maxParallel / 2)),
    pace,
    now,
    salesforceNow,
    countedProducts: config.whmcs.countedProducts,
    log: log.child({ part: 'billing' }),
    pollMs: config.provisioning.pollMs,
    sweepIntervalMs: config.billing.sweepIntervalMs,
    onSwept: (records) => metrics.billingSwept.inc(records),
    onRefreshesSwept: (opportunities) => metrics.refreshesSwept.inc(opportunities),
    onWritten: (type) => metrics.billingWritten.inc({ type }),
  });
  return {
    door: webhooksRouter({
      keys: config.billing.webhookKeys,
      accept: createWebhookInbox(ledger, now),
      metrics,
      now: Date.now,
    }),
    start: () => sync.start(),
    wake: sync.wake,
    noteOrders: sync.noteOrders,
    noteGap: sync.noteGap,
    warnings: () => {
      const trouble = sync.trouble();
      return trouble === null ? [] : [`billing: ${trouble}`];
    },
    stop: () => sync.stop(),
  };
}
