// The composition root: reads the environment, builds the parts, starts and stops them. Nothing else reads configuration.
//   node middleware/src/main.ts                                       with the variables of config/middleware.env.example set
//   node --env-file=config/middleware.env middleware/src/main.ts      with the variables in a file
import { hostname } from 'node:os';
import { bulkhead } from 'cockatiel';
import { createBillingSync } from './billing/sync.ts';
import { ConfigError, readConfig, type Config } from './config.ts';
import { PortwayError } from './errors.ts';
import { createCatchUp, type CatchUp } from './events/catch-up.ts';
import { runSubscriber, type SubscriberState } from './events/subscriber.ts';
import { startHttp } from './http/server.ts';
import { openLedger, type Ledger } from './ledger/open-ledger.ts';
import { createWebhookInbox } from './ledger/webhooks.ts';
import { createLog, type Log } from './log.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { checkProducts, checkSalesforce, checkWhmcs } from './provisioning/checks.ts';
import { createFlusher } from './provisioning/flusher.ts';
import { paceFor } from './provisioning/pace.ts';
import { createSweep } from './provisioning/sweep.ts';
import { createSystem, type System } from './provisioning/system.ts';
import { createCatalogue, type Catalogue } from './provisioning/whmcs/catalogue.ts';
import { createWhmcsTarget } from './provisioning/whmcs/target.ts';
import { createWorker } from './provisioning/worker.ts';
import { createApi, type SalesforceApi } from './salesforce/api.ts';
import { activatingOrders, mappedProducts, otherAccountsOfClient, readOrders } from './salesforce/orders.ts';
import { updateRecords } from './salesforce/update.ts';
import { createCall, type WhmcsCall } from './whmcs/call.ts';
import type { Status } from './http/status.ts';

export interface RunningMiddleware {
  /** `http://127.0.0.1:4803` */
  readonly origin: string;
  status(): Status;
  /** Takes nothing new, ends what is under way, gives leases back; within SHUTDOWN_GRACE_MS. */
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
    return await assemble(config, log, metrics, ledger);
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
const EVENT = 'OrderProvisionRequested__e';

/** How often the product mapping is looked over for warnings: two calls. */
const EXAMINE_MS = 3_600_000;

/** What the checks have found that stops single orders only. */
interface Findings {
  productWarnings: string[];
  whmcsVersion: string | null;
}

interface SubscriberView {
  state: SubscriberState | 'not-started';
  detail: string;
  isListening: boolean;
}

async function assemble(config: Config, log: Log, metrics: Metrics, ledger: Ledger): Promise<RunningMiddleware> {
  const findings: Findings = { productWarnings: [], whmcsVersion: null };
  const subscriber: SubscriberView = { state: 'not-started', detail: '', isListening: false };
  const { api, salesforce } = salesforceParts(config, log, metrics);
  const { whmcs: whmcsSystem, call, catalogue } = whmcsParts(config, log, metrics, findings);
  const systems = [salesforce, whmcsSystem];
  const now = (): Date => new Date();
  const pace = () =>
    paceFor(api.usage(), {
      slowPercent: config.salesforce.apiSlowPercent,
      brakePercent: config.salesforce.apiBrakePercent,
      flushMaxWaitMs: config.provisioning.flushMaxWaitMs,
    });
  const { leaseMs, pollMs, probeMs } = config.provisioning;

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
      billing.noteOrders();
    },
  });
  const worker = createWorker({
    ledger,
    targets: [
      createWhmcsTarget({
        whmcs: call,
        catalogue,
        settings: {
          ...config.whmcs,
          lookUpWaitMs: config.provisioning.lookUpWaitMs,
          serviceWaitMs: config.provisioning.serviceWaitMs,
        },
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
  let clockOffsetMs = 0;
  const catchUp = createCatchUp(Date.now);
  const sweep = createSweep({
    isCatchingUp: catchUp.isUnderWay,
    salesforceNow: () => new Date(Date.now() + clockOffsetMs),
    ledger,
    salesforce,
    activating: () => activatingOrders(api),
    now,
    pace,
    intervalMs: config.provisioning.sweepIntervalMs,
    log,
    onSwept: (orders) => metrics.swept.inc(orders),
  });

  const billing = createBillingSync({
    ledger,
    whmcs: call,
    whmcsSystem,
    salesforce,
    api,
    timeZone: config.billing.timeZone,
    parallel: Math.max(1, Math.floor(config.whmcs.maxParallel / 2)),
    pace,
    now,
    log: log.child({ part: 'billing' }),
    pollMs,
    sweepIntervalMs: config.billing.sweepIntervalMs,
    onSwept: (records) => metrics.billingSwept.inc(records),
    onWritten: (type) => metrics.billingWritten.inc({ type }),
  });

  const unsubscribe = new AbortController();
  let subscription: Promise<void> | null = null;
  const subscribe = async (): Promise<void> => {
    const session = await api.session();
    clockOffsetMs = session.clockOffsetMs;
    catchUp.begin();
    sweep.start();
    await runSubscriber({
      ledger,
      topic: EVENT,
      endpoint: config.pubsub.endpoint,
      caPem: config.pubsub.caPem,
      credentials: async () => credentialsOf(await api.session()),
      refreshCredentials: async () => credentialsOf(await api.renewSession()),
      log: log.child({ part: 'subscriber' }),
      signal: unsubscribe.signal,
      watchdogMs: config.pubsub.watchdogMs,
      lookUpBefore: new Date(Date.now() + clockOffsetMs),
      onGap: sweep.hurry,
      hooks: subscriberHooks(metrics, subscriber, catchUp),
    });
  };

  const status = (): Status => ({
    systems: systems.map((system) => ({
      name: system.name,
      isUsable: system.isUsable(),
      trouble: system.trouble()?.message ?? null,
      breaker: system.breaker(),
    })),
    subscriber: { ...subscriber },
    warnings: [...findings.productWarnings, ...(billing.trouble() === null ? [] : [`billing: ${billing.trouble()}`])],
    whmcsVersion: findings.whmcsVersion,
    apiUsage: api.usage(),
    pace: pace().mode,
    ordersInHand: worker.inHand(),
    isStopping,
  });
  let isStopping = false;

  const webhooks = { keys: config.billing.webhookKeys, accept: createWebhookInbox(ledger, now) };
  const http = await startHttp({ config: config.http, webhooks, ledger, log, metrics, status });
  log.info({ origin: http.origin, engine: ledger.engine }, 'started');
  ledger.onWork(() => {
    worker.wake();
    flusher.wake();
    billing.wake();
  });
  for (const system of systems) {
    system.onUsable(() => {
      worker.wake();
      flusher.wake();
      billing.wake();
    });
    system.start();
  }
  // Salesforce first: the subscription needs a session, and its clock.
  salesforce.onUsable(() => {
    if (subscription || isStopping) return;
    subscription = subscribe().catch((error: unknown) => log.fatal({ err: error }, 'the subscriber has ended'));
  });
  const examineProducts = async (): Promise<void> => {
    if (!systems.every((system) => system.isUsable())) return;
    const products = await salesforce.run(() => mappedProducts(api));
    findings.productWarnings = await checkProducts(catalogue, products);
    for (const warning of findings.productWarnings) log.warn({ warning }, 'product mapping');
  };
  const examine = (): void =>
    void examineProducts().catch((error: unknown) => log.warn({ err: error }, 'products could not be examined'));
  for (const system of systems) system.onUsable(examine);
  const examination = setInterval(examine, EXAMINE_MS);
  worker.start();
  flusher.start();
  billing.start();

  return {
    origin: http.origin,
    status,
    stop: async () => {
      if (isStopping) return;
      isStopping = true;
      const deadline = Date.now() + config.shutdownGraceMs;
      log.info('stopping');
      clearInterval(examination);
      unsubscribe.abort();
      await within(deadline, Promise.all([subscription, sweep.stop(), billing.stop(), worker.stop(deadline)]));
      await within(deadline, flusher.stop(deadline));
      await Promise.all(systems.map((system) => system.stop()));
      await http.close();
      await ledger.close();
      log.info('stopped');
    },
  };
}

async function within(deadline: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, deadline - Date.now()) + 200);
  });
  await Promise.race([work, tooLate]);
  clearTimeout(timer);
}

function salesforceParts(
  { salesforce: settings, provisioning }: Config,
  log: Log,
  metrics: Metrics,
): { api: SalesforceApi; salesforce: System } {
  const api = createApi({
    ...settings,
    onSent: (kind, seconds, outcome) => metrics.calls.observe({ system: 'salesforce', kind, outcome }, seconds),
  });
  const salesforce = createSystem({
    name: 'salesforce',
    outages: ['SALESFORCE_UNREACHABLE'],
    heldBack: 'SALESFORCE_UNREACHABLE',
    probe: async () => void (await salesforce.run(() => checkSalesforce(api))),
    probeMs: provisioning.probeMs,
    log,
  });
  return { api, salesforce };
}

interface WhmcsParts {
  readonly whmcs: System;
  readonly call: WhmcsCall;
  readonly catalogue: Catalogue;
}

function whmcsParts(
  { whmcs: settings, provisioning }: Config,
  log: Log,
  metrics: Metrics,
  findings: Findings,
): WhmcsParts {
  const send = createCall({
    ...settings,
    onSent: (kind, seconds, outcome) => metrics.calls.observe({ system: 'whmcs', kind, outcome }, seconds),
  });
  const slots = bulkhead(settings.maxParallel, Infinity);
  const call: WhmcsCall = (action, fields, options) =>
    slots.execute(() => whmcs.run(() => send(action, fields, options)));
  const catalogue = createCatalogue(call, { ...settings, now: Date.now });
  const whmcs: System = createSystem({
    name: 'whmcs',
    outages: ['WHMCS_UNREACHABLE', 'WHMCS_UNKNOWN_OUTCOME', 'WHMCS_BUSY'],
    heldBack: 'WHMCS_UNREACHABLE',
    probe: async () => {
      const { version } = await checkWhmcs(call, settings.paymentMethod);
      findings.whmcsVersion = version;
    },
    probeMs: provisioning.probeMs,
    log,
  });
  return { whmcs, call, catalogue };
}

function credentialsOf(session: { accessToken: string; instanceUrl: string; organizationId: string }) {
  return { accessToken: session.accessToken, instanceUrl: session.instanceUrl, tenantId: session.organizationId };
}

/** Left out: connecting changes nothing. The stream is opened anew now and then, and a first try may fail. */
const LISTENING: Partial<Record<SubscriberState, boolean>> = {
  streaming: true,
  standby: true,
  waiting: false,
  stopped: false,
};

function subscriberHooks(metrics: Metrics, view: SubscriberView, catchUp: CatchUp) {
  return {
    onState: (state: SubscriberState, detail: string) => {
      metrics.subscriber.reset();
      metrics.subscriber.set({ state }, 1);
      view.state = state;
      view.detail = detail;
      view.isListening = LISTENING[state] ?? view.isListening;
    },
    onBatch: (batch: {
      accepted: number;
      duplicates: number;
      poisoned: number;
      retries: number;
      lagMs: number;
      isFull: boolean;
    }) => {
      metrics.events.inc({ kind: 'accepted' }, batch.accepted);
      metrics.events.inc({ kind: 'duplicate' }, batch.duplicates);
      metrics.events.inc({ kind: 'poisoned' }, batch.poisoned);
      metrics.events.inc({ kind: 'retry' }, batch.retries);
      metrics.eventLagSeconds.set(batch.lagMs / 1000);
      catchUp.noteResponse(batch.isFull);
    },
  };
}

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = createLog(config.logLevel);
  const running = await startMiddleware(config, log);
  console.log(JSON.stringify({ ready: true, origin: running.origin }));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => void running.stop().then(() => process.exit(0)));
  }
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
