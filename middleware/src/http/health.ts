// /health and /metrics: what a supervisor and Prometheus ask. Ready means: orders that arrive now will be worked on.
import { Router } from 'express';
import type { Ledger } from '../ledger/open-ledger.ts';
import { billingCounts } from '../ledger/billing-work.ts';
import { driftCounts } from '../ledger/drift-findings.ts';
import { leadCounts } from '../ledger/leads.ts';
import { shopOrderCounts } from '../ledger/shop-orders.ts';
import { countsByState, oldestOpen, outboxSize } from '../ledger/views.ts';
import type { Metrics } from '../metrics.ts';
import { otherMethods } from './answers.ts';
import type { Status } from './status.ts';

export interface HealthOptions {
  readonly ledger: Ledger;
  readonly metrics: Metrics;
  readonly status: () => Status;
}

export function healthRouter(options: HealthOptions): Router {
  const router = Router();
  router
    .route('/health/live')
    .get((_request, response) => void response.json({ live: true }))
    .all(otherMethods('GET'));
  router
    .route('/health/ready')
    .get(async (_request, response) => {
      const status = options.status();
      const reasons = [...reasonsOf(status), ...(await ledgerTrouble(options.ledger))];
      const isReady = reasons.length === 0;
      response.status(isReady ? 200 : 503).json({
        ready: isReady,
        reasons,
        warnings: status.warnings,
        subscriber: status.subscriber,
        systems: status.systems,
        whmcsVersion: status.whmcsVersion,
        salesforceApi: status.apiUsage && { ...status.apiUsage, pace: status.pace },
      });
    })
    .all(otherMethods('GET'));
  router
    .route('/metrics')
    .get(async (_request, response) => {
      await observe(options).catch(() => undefined); // the counters are worth having even when the ledger is away
      response.type(options.metrics.registry.contentType).send(await options.metrics.registry.metrics());
    })
    .all(otherMethods('GET'));
  return router;
}

/** Why no order would be worked on now. A standby subscriber is well: another instance has the stream. */
export function reasonsOf(status: Status): string[] {
  const systems = status.systems
    .filter((system) => !system.isUsable)
    .map(({ name, trouble }) => trouble ?? `${name} is held back`);
  const { state, detail, isListening } = status.subscriber;
  const subscriber = isListening ? [] : [`events: ${state}${detail === '' ? '' : `: ${detail}`}`];
  return [...systems, ...subscriber, ...(status.isStopping ? ['the service is stopping'] : [])];
}

async function ledgerTrouble(ledger: Ledger): Promise<string[]> {
  try {
    await ledger.ping();
    return [];
  } catch (error) {
    return [`the ledger does not answer: ${error instanceof Error ? error.message : String(error)}`];
  }
}

const BREAKER_VALUES = { closed: 0, 'half-open': 1, open: 2 } as const;

/** Brings the gauges that are read rather than counted up to date. */
async function observe({ ledger, metrics, status }: HealthOptions): Promise<void> {
  const { systems, apiUsage, ordersInHand } = status();
  for (const { name, isUsable, breaker } of systems) {
    metrics.breaker.set({ system: name }, BREAKER_VALUES[breaker]);
    metrics.paused.set({ system: name }, isUsable ? 0 : 1);
  }
  metrics.inHand.set(ordersInHand);
  if (apiUsage) {
    metrics.apiUsed.set(apiUsage.used);
    metrics.apiLimit.set(apiUsage.limit);
  }
  for (const [state, count] of Object.entries(await countsByState(ledger))) metrics.orders.set({ state }, count);
  metrics.outbox.set(await outboxSize(ledger));
  const billing = await billingCounts(ledger, new Date());
  metrics.billingDue.set(billing.due);
  metrics.billingUnfinished.reset();
  for (const { kind, reason, rows } of billing.unfinished) metrics.billingUnfinished.set({ kind, reason }, rows);
  metrics.driftFindings.reset();
  for (const [code, count] of Object.entries(await driftCounts(ledger))) metrics.driftFindings.set({ code }, count);
  const leads = await leadCounts(ledger);
  metrics.leadsWaiting.set(leads.waiting);
  metrics.leadsRefused.set(leads.refused);
  metrics.shopOrders.reset();
  for (const [state, count] of Object.entries(await shopOrderCounts(ledger))) metrics.shopOrders.set({ state }, count);
  const oldest = await oldestOpen(ledger);
  metrics.oldestOpenSeconds.set(oldest ? Math.max(0, (Date.now() - oldest.receivedAt.getTime()) / 1000) : 0);
}
