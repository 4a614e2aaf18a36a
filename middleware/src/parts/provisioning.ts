// Approved orders to WHMCS, and what came of them back to Salesforce: the worker, the flusher and the sweep, put together.
import { createFlusher } from '../provisioning/flusher.ts';
import { createSweep } from '../provisioning/sweep.ts';
import { createWhmcsTarget } from '../provisioning/whmcs/target.ts';
import { createWorker } from '../provisioning/worker.ts';
import { activatingOrders, otherAccountsOfClient, readOrders } from '../salesforce/orders.ts';
import { updateRecords } from '../salesforce/update.ts';
import { within, type Part, type Surroundings } from './surroundings.ts';

export interface Provisioning extends Part {
  /** Orders a worker holds right now. */
  ordersInHand(): number;
  /** Begins to look for orders that no event announced. */
  startSweep(): void;
  /** Events may have been lost: sweep soon. */
  readonly hurrySweep: () => void;
}

export interface ProvisioningHooks {
  /** Orders have been written back. */
  readonly onFlushed: () => void;
  /** Whether events of the past are still coming in. */
  readonly isCatchingUp: () => boolean;
  /** The org's clock. */
  readonly salesforceNow: () => Date;
}

export function createProvisioning(surroundings: Surroundings, hooks: ProvisioningHooks): Provisioning {
  const { config, ledger, api, salesforce, whmcs, whmcsSystem, catalogue, pace, now, log, metrics } = surroundings;
  const { leaseMs, pollMs, probeMs, lookUpWaitMs, serviceWaitMs, sweepIntervalMs } = config.provisioning;
  const flusher = createFlusher({
    ledger,
    salesforce,
    update: (sections) => updateRecords(api, sections),
    isIdle: () => worker.isIdle(),
    pace,
    now,
    log,
    leaseMs,
    pollMs,
    onFlushed: (orders) => {
      metrics.writeBack.observe(orders);
      hooks.onFlushed();
    },
  });
  const worker = createWorker({
    ledger,
    targets: [
      createWhmcsTarget({
        whmcs,
        catalogue,
        settings: { ...config.whmcs, lookUpWaitMs, serviceWaitMs },
        otherAccountsOfClient: (clientId, accountId) =>
          salesforce.run(() => otherAccountsOfClient(api, clientId, accountId)),
        clientIdsByAccount: new Map(),
      }),
    ],
    readOrders: (orderIds) => readOrders(api, orderIds),
    salesforce,
    targetSystems: [whmcsSystem],
    pace,
    // Twice the calls: while some orders are at the ledger, others fill the call slots.
    parallel: 2 * config.whmcs.maxParallel,
    now,
    log,
    leaseMs,
    pollMs,
    probeMs,
    onResult: flusher.noteResult,
    onIdle: flusher.wake,
    onEnded: (outcome, seconds) => metrics.orderSeconds.observe({ outcome }, seconds),
  });
  const sweep = createSweep({
    isCatchingUp: hooks.isCatchingUp,
    salesforceNow: hooks.salesforceNow,
    ledger,
    salesforce,
    activating: () => activatingOrders(api),
    now,
    pace,
    intervalMs: sweepIntervalMs,
    log,
    onSwept: (orders) => metrics.swept.inc(orders),
  });
  return {
    start: () => {
      worker.start();
      flusher.start();
    },
    wake: () => {
      worker.wake();
      flusher.wake();
    },
    ordersInHand: () => worker.inHand(),
    startSweep: () => sweep.start(),
    hurrySweep: sweep.hurry,
    stop: async (deadline) => {
      await within(deadline, Promise.all([sweep.stop(), worker.stop(deadline)]));
      // Last: what the worker has ended is still to be told.
      await within(deadline, flusher.stop(deadline));
    },
  };
}
