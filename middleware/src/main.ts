// The composition root: reads the environment, builds the parts, starts and stops them. Nothing else reads configuration.
//   node middleware/src/main.ts                                       with the variables of config/middleware.env.example set
//   node --env-file=config/middleware.env middleware/src/main.ts      with the variables in a file
import { hostname } from 'node:os';
import { ConfigError, readConfig, type Config } from './config.ts';
import { PortwayError } from './errors.ts';
import { openPubSub } from './events/pubsub-client.ts';
import { startHttp } from './http/server.ts';
import type { Status } from './http/status.ts';
import { openLedger, type Ledger } from './ledger/open-ledger.ts';
import { createLog, type Log } from './log.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { createBilling } from './parts/billing.ts';
import { createLeads } from './parts/leads.ts';
import { createPayments } from './parts/payments.ts';
import { createDriftComparison } from './parts/drift.ts';
import { createProductExamination } from './parts/products.ts';
import { createProvisioning, type Provisioning } from './parts/provisioning.ts';
import { createRefreshes } from './parts/refreshes.ts';
import { createShop } from './parts/shop.ts';
import { createSubscription } from './parts/subscription.ts';
import { createSurroundings, within, type Part, type Surroundings } from './parts/surroundings.ts';

export interface RunningMiddleware {
  /** `http://127.0.0.1:4803` */
  readonly origin: string;
  status(): Status;
  /** Takes nothing new, ends what is under way, gives leases back; within SHUTDOWN_GRACE_MS. Asked again: the same stop. */
  stop(): Promise<void>;
}

/** Starts the service. @throws PortwayError LEDGER_…; Error from the port, e.g. EADDRINUSE */
export async function startMiddleware(
  config: Config,
  log: Log = createLog(config.logLevel),
): Promise<RunningMiddleware> {
  const metrics = createMetrics();
  const ledger = await openLedgerOf(config, metrics);
  try {
    return await assemble(createSurroundings(config, log, metrics, ledger));
  } catch (error) {
    await ledger.close();
    throw error;
  }
}

async function openLedgerOf({ ledger }: Config, metrics: Metrics): Promise<Ledger> {
  const instanceId = `${hostname()}:${process.pid}`;
  const onStatement = (seconds: number): void => metrics.ledgerSeconds.observe(seconds);
  if ('databaseUrl' in ledger) return openLedger({ databaseUrl: ledger.databaseUrl, instanceId, onStatement });
  return openLedger({ file: ledger.databaseFile, instanceId, onStatement });
}

/** The platform event that asks for an order; spec/org.md. */
const ORDER_EVENT = 'OrderProvisionRequested__e';

/** What a part may take beyond the deadline to write down what it has just ended. */
const LAST_WRITES_MS = 300;

async function assemble(surroundings: Surroundings): Promise<RunningMiddleware> {
  const { config, ledger, log, metrics, api, salesforce, whmcsSystem } = surroundings;
  const systems = [salesforce, whmcsSystem];
  const billing = createBilling(surroundings, () => subscription.salesforceNow());
  const pubsub = openPubSub(config.pubsub);
  const subscription = createSubscription(surroundings, pubsub, {
    topic: ORDER_EVENT,
    onBegin: () => provisioning.startSweep(),
    onGap: () => provisioning.hurrySweep(),
  });
  const provisioning: Provisioning = createProvisioning(surroundings, {
    onFlushed: billing.noteOrders,
    isCatchingUp: subscription.isCatchingUp,
    salesforceNow: subscription.salesforceNow,
  });
  const refreshes = createRefreshes(surroundings, pubsub, billing.noteGap);
  const parts: Part[] = [
    subscription,
    refreshes,
    createProductExamination(surroundings),
    provisioning,
    billing,
    createPayments(surroundings),
    createShop(surroundings),
    createLeads(surroundings),
    createDriftComparison(surroundings),
  ];
  const wakeAll = (): void => {
    for (const part of parts) part.wake?.();
  };

  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    const deadline = Date.now() + config.shutdownGraceMs;
    log.info('stopping');
    await within(deadline + LAST_WRITES_MS, Promise.all(parts.map((part) => part.stop(deadline))));
    pubsub.close();
    await Promise.all(systems.map((system) => system.stop()));
    await http.close();
    await ledger.close();
    log.info('stopped');
  };
  const status = (): Status => ({
    systems: systems.map((system) => ({
      name: system.name,
      isUsable: system.isUsable(),
      trouble: system.trouble()?.message ?? null,
      breaker: system.breaker(),
    })),
    subscriber: subscription.view(),
    warnings: parts.flatMap((part) => part.warnings?.() ?? []),
    whmcsVersion: surroundings.whmcsVersion(),
    apiUsage: api.usage(),
    pace: surroundings.pace().mode,
    ordersInHand: provisioning.ordersInHand(),
    isStopping: stopping !== undefined,
  });
  const http = await startHttp({
    config: config.http,
    frontDoors: parts.flatMap(({ door }) => door ?? []),
    ledger,
    log,
    metrics,
    status,
  });
  log.info({ origin: http.origin, engine: ledger.engine }, 'started');
  ledger.onWork(wakeAll);
  for (const part of parts) part.start();
  for (const system of systems) {
    system.onUsable(wakeAll);
    system.start();
  }

  return { origin: http.origin, status, stop: () => (stopping ??= stop()) };
}

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = createLog(config.logLevel);
  const signal = firstSignal();
  const running = await startMiddleware(config, log);
  console.log(JSON.stringify({ ready: true, origin: running.origin }));
  await signal;
  await running.stop();
  process.exit(0);
}

/**
 * Listens from now on. A container's first process is told of no signal that it does not listen for, and npm, a terminal or a
 * host may send the same one twice: the second must not cut the stop short that the first began.
 */
function firstSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve());
  });
}

/** What a person can act on, without a stack; anything else is a bug and shows where. */
function explain(error: unknown): string {
  if (error instanceof ConfigError || error instanceof PortwayError) return error.message;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return `The middleware’s port is in use (${error.message}). Set PORT to a free one.`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

if (import.meta.main) {
  main().catch((error: unknown) => {
    console.error(explain(error));
    process.exit(1);
  });
}
