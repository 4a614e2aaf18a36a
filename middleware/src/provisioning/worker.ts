// The worker: claims orders, reads them from Salesforce 200 at a time, and takes each through its targets, a bounded
// number at once. The next batch is claimed and read while the last one is still being worked on, so that WHMCS, the slow
// part, is never waited for by itself. What it holds in memory is bounded by ORDERS_IN_HAND, whatever the backlog.
import { PortwayError, isPortwayError, textOf } from '../errors.ts';
import { claimOrders, extendLeases, type HeldOrder } from '../ledger/claim-orders.ts';
import { moveOrder, releaseOrder } from '../ledger/move-order.ts';
import type { Ledger } from '../ledger/open-ledger.ts';
import { isDatabaseOutage } from '../ledger/outage.ts';
import { LeaseLost } from '../ledger/refusals.ts';
import type { Log } from '../log.ts';
import { ORDERS_PER_READ, type SalesforceOrder } from '../salesforce/orders.ts';
import type { RecordUpdate } from '../salesforce/update.ts';
import { createJob, move, release, type Task, type TaskLedger } from './job.ts';
import { createLanes } from './lanes.ts';
import type { Pace } from './pace.ts';
import { settlementOf, type Settlement } from './settle.ts';
import type { System } from './system.ts';
import type { FulfilmentTarget } from './target.ts';
import { createWakeable } from './wakeable.ts';
import { failedResult, provisionedResult } from './write-back.ts';

export interface WorkerOptions {
  readonly ledger: Ledger;
  readonly targets: readonly FulfilmentTarget[];
  /** readOrders of the Salesforce API. */
  readonly readOrders: (orderIds: readonly string[]) => Promise<Map<string, SalesforceOrder>>;
  readonly salesforce: System;
  /** The systems the targets call; their names are the prefixes of their error codes. */
  readonly targetSystems: readonly System[];
  readonly pace: () => Pace;
  /** Orders worked on at once: enough to keep every call slot of WHMCS busy. */
  readonly parallel: number;
  readonly now: () => Date;
  readonly log: Log;
  readonly leaseMs: number;
  readonly pollMs: number;
  readonly probeMs: number;
  /** A result was committed to the outbox. */
  readonly onResult: () => void;
  /** No order is under way any more. */
  readonly onIdle: () => void;
  readonly onEnded?: (outcome: Settlement['kind'] | 'fulfilled', seconds: number) => void;
}

export interface Worker {
  start(): void;
  readonly wake: () => void;
  isIdle(): boolean;
  /** Orders claimed and not yet let go. */
  inHand(): number;
  /** Claims nothing more, lets what is under way end until `deadline` (epoch ms), gives the rest back. */
  stop(deadline: number): Promise<void>;
}

/** Two reads' worth: one being worked on, one ready. */
const ORDERS_IN_HAND = 2 * ORDERS_PER_READ;

export function createWorker(options: WorkerOptions): Worker {
  const { ledger, log, now, targets } = options;
  const at: TaskLedger = { ledger, now };
  const wakeable = createWakeable();
  const lanes = createLanes<Task>();
  const ready: Task[] = [];
  const running = new Set<Task>();
  /** Every claimed order by its lease, for the heartbeat. */
  const claims = new Map<string, HeldOrder>();
  let reading = 0;
  let lastReadAt = 0;
  let isStopping = false;
  let loop: Promise<void> = Promise.resolve();
  let heartbeat: NodeJS.Timeout | undefined;

  const inHand = (): number => claims.size;
  const isUsable = (): boolean =>
    options.salesforce.isUsable() && options.targetSystems.every((system) => system.isUsable());
  const isIdle = (): boolean => running.size === 0 && ready.length === 0 && reading === 0;

  // --- claiming and reading

  const run = async (): Promise<void> => {
    while (!isStopping) {
      if (!isUsable()) await giveBackReady();
      pump();
      const pauseMs = msUntilClaim();
      if (pauseMs > 0) {
        await wakeable.wait(pauseMs);
        continue;
      }
      const claimed = await claimAndRead();
      if (claimed === 0) await wakeable.wait(options.pollMs);
    }
  };

  /** 0: claim now. */
  const msUntilClaim = (): number => {
    if (!isUsable()) return options.pollMs;
    if (inHand() > ORDERS_IN_HAND - ORDERS_PER_READ) return options.pollMs; // woken when orders end
    if (isIdle() && options.pace().flushesWhenIdle) return 0;
    return Math.max(0, lastReadAt + options.pace().readGapMs - Date.now());
  };

  const claimAndRead = async (): Promise<number> => {
    let held: HeldOrder[] = [];
    reading++;
    try {
      const limit = Math.min(ORDERS_PER_READ, ORDERS_IN_HAND - inHand());
      held = await claimOrders(ledger, { limit, leaseMs: options.leaseMs, now: now() });
      if (held.length === 0) return 0;
      for (const order of held) claims.set(order.leaseToken + order.orderId, order);
      lastReadAt = Date.now();
      await readAndAdmit(held);
      pump();
      return held.length;
    } catch (error) {
      await giveBack(held, error);
      return 0;
    } finally {
      reading--;
      if (isIdle()) options.onIdle();
    }
  };

  /** Reads them in one call. One id that Salesforce rejects must not hold up the others: it is found by halving. */
  const readAndAdmit = async (held: readonly HeldOrder[]): Promise<void> => {
    let orders: Map<string, SalesforceOrder>;
    try {
      orders = await options.salesforce.run(() => options.readOrders(held.map((order) => order.orderId)));
    } catch (error) {
      if (!isPortwayError(error, 'ORDER_ID_INVALID')) throw error;
      if (held.length === 1) return endUnread(held[0]!, childLog(held[0]!), error);
      const half = Math.ceil(held.length / 2);
      await readAndAdmit(held.slice(0, half));
      await readAndAdmit(held.slice(half));
      return;
    }
    for (const order of held) await admit(order, orders.get(order.orderId));
  };

  const childLog = (held: HeldOrder): Log => log.child({ orderId: held.orderId, correlationId: held.correlationId });

  /** Puts a read order in line, or ends it where reading it has decided already. */
  const admit = async (held: HeldOrder, order: SalesforceOrder | undefined): Promise<void> => {
    const child = childLog(held);
    if (!order)
      return endUnread(held, child, new PortwayError('ORDER_NOT_FOUND', `Salesforce shows no order ${held.orderId}`));
    const withdrawn = withdrawal(held, order);
    if (withdrawn) return endUnread(held, child, withdrawn);
    // An order without an account has a group of its own, and fails when its target looks at it.
    const groupKey = order.account?.accountId ?? order.orderId;
    ready.push({ held, order, groupKey, log: child, unsaved: {}, hasLane: false });
  };

  const endUnread = async (held: HeldOrder, child: Log, error: PortwayError): Promise<void> => {
    child.warn({ code: error.code }, error.message);
    await leavingLeaseAside(async () => {
      const reason = { code: error.code, text: error.message };
      // Nothing was done and nothing is asked for any more: the order simply ends here.
      const to = error.code === 'ORDER_WITHDRAWN' && held.facts['whmcs'] === undefined ? 'failed' : 'needs_human';
      await moveOrder(ledger, held, to, { reason, releaseLease: true }, now());
    });
    letGo(held);
  };

  const giveBack = async (held: readonly HeldOrder[], error: unknown): Promise<void> => {
    const settlement = settlementOf(error, {
      attempts: 0,
      now: now(),
      random: Math.random(),
      probeMs: options.probeMs,
    });
    if (settlement.kind === 'pause') options.salesforce.pause(settlement.error);
    log.warn({ err: error, orders: held.length }, 'orders could not be read, will be tried again');
    const nextAttemptAt = 'at' in settlement ? settlement.at : new Date(now().getTime() + options.probeMs);
    const reason = { code: 'SALESFORCE_UNREACHABLE', text: textOf(error) };
    for (const order of held) {
      const isInLine = ready.some((task) => task.held === order);
      if (isInLine || !claims.has(order.leaseToken + order.orderId)) continue;
      await leavingLeaseAside(() => releaseOrder(ledger, order, { nextAttemptAt, reason }, now()));
      letGo(order);
    }
    if (held.length === 0) await wakeable.wait(options.pollMs); // the ledger itself did not answer
  };

  /** What has not begun when a system fails goes back, to be read afresh when it is usable again. */
  const giveBackReady = async (): Promise<void> => {
    for (const task of ready.splice(0)) {
      await leavingLeaseAside(() => release(at, task, {}));
      letGo(task.held);
      freeLane(task);
    }
    if (isIdle()) options.onIdle();
  };

  const leavingLeaseAside = async (work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (error instanceof LeaseLost) return;
      if (!isDatabaseOutage(error)) throw error;
      log.warn({ err: error }, 'the ledger did not answer; the lease runs out by itself');
    }
  };

  const letGo = (held: HeldOrder): void => {
    claims.delete(held.leaseToken + held.orderId);
  };

  // --- working

  const pump = (): void => {
    while (running.size < options.parallel && ready.length > 0 && !isStopping && isUsable()) {
      const task = ready.shift()!;
      // A task that was handed the lane by its predecessor already has it.
      if (!task.hasLane && !lanes.enter(task.groupKey, task)) continue;
      task.hasLane = true;
      running.add(task);
      void work(task);
    }
  };

  const freeLane = (task: Task): void => {
    if (!task.hasLane) return;
    task.hasLane = false;
    const next = lanes.leave(task.groupKey);
    if (!next) return;
    next.hasLane = true;
    ready.unshift(next);
    pump();
  };

  const work = async (task: Task): Promise<void> => {
    const startedAt = performance.now();
    let outcome: Settlement['kind'] | 'fulfilled' = 'fulfilled';
    try {
      await fulfil(task);
    } catch (error) {
      outcome = await settle(task, error).catch((fault: unknown) => {
        task.log.error({ err: fault }, 'the ledger did not take the outcome; the lease runs out by itself');
        return 'drop' as const;
      });
    } finally {
      running.delete(task);
      letGo(task.held);
      freeLane(task);
      pump();
      options.onEnded?.(outcome, (performance.now() - startedAt) / 1000);
      wakeable.wake();
      if (isIdle()) options.onIdle();
    }
  };

  const fulfil = async (task: Task): Promise<void> => {
    const reported: RecordUpdate[] = [];
    for (const target of targets.filter((candidate) => candidate.serves(task.order))) {
      const job = createJob(at, task, target.name, () => freeLane(task));
      reported.push(...(await target.fulfil(job)));
    }
    await move(at, task, 'active', { outbox: provisionedResult(task.order, reported), releaseLease: true });
    task.log.info('fulfilled');
    options.onResult();
  };

  const settle = async (task: Task, error: unknown): Promise<Settlement['kind']> => {
    const situation = { attempts: task.held.attempts, now: now(), random: Math.random(), probeMs: options.probeMs };
    const settlement = settlementOf(error, situation);
    logSettlement(task, settlement, error);
    if (settlement.kind === 'pause') systemOf(settlement.error).pause(settlement.error);
    await leavingLeaseAside(() => carryOut(task, settlement));
    return settlement.kind;
  };

  const carryOut = async (task: Task, settlement: Settlement): Promise<void> => {
    const reason = 'error' in settlement && settlement.error ? reasonOf(settlement.error) : undefined;
    switch (settlement.kind) {
      case 'drop':
        return;
      case 'release':
        return release(at, task, {
          nextAttemptAt: settlement.at,
          attempts: settlement.attempts,
          ...(reason && { reason }),
        });
      case 'retry':
      case 'pause': {
        const attempts = settlement.kind === 'retry' ? settlement.attempts : task.held.attempts;
        const change = { nextAttemptAt: settlement.at, attempts, reason: reason! };
        // `retrying` says "nothing is under way outside" and lets the account's next order go first.
        if (keepsItsPlace(task)) return release(at, task, change);
        return move(at, task, 'retrying', { ...change, releaseLease: true });
      }
      case 'fail':
        await move(at, task, 'failed', {
          reason: reason!,
          outbox: failedResult(task.held.orderId, settlement.error, now()),
          releaseLease: true,
        });
        return options.onResult();
      case 'ask-human':
        return move(at, task, 'needs_human', { reason: reason!, releaseLease: true });
    }
  };

  const keepsItsPlace = ({ held, unsaved }: Task): boolean =>
    held.state === 'retrying' ||
    (held.state === 'submitting' &&
      targets.some((target) => target.hasOpenOutcome(unsaved[target.name] ?? held.facts[target.name] ?? null)));

  const systemOf = (error: PortwayError): System =>
    options.targetSystems.find((system) => error.code.startsWith(`${system.name.toUpperCase()}_`)) ??
    options.salesforce;

  // --- leases

  const beat = async (): Promise<void> => {
    const held = [...claims.values()];
    if (held.length === 0) return;
    try {
      const kept = new Set(await extendLeases(ledger, held, { leaseMs: options.leaseMs, now: now() }));
      // Whoever lost its lease finds out at its next commit; what has not begun is dropped here.
      for (const order of held) if (!kept.has(order)) dropUnstarted(order);
    } catch (error) {
      log.warn({ err: error }, 'leases could not be prolonged');
    }
  };

  const dropUnstarted = (order: HeldOrder): void => {
    const index = ready.findIndex((task) => task.held.orderId === order.orderId && !task.hasLane);
    if (index < 0) return;
    ready.splice(index, 1);
    letGo(order);
  };

  return {
    start: () => {
      heartbeat = setInterval(() => void beat(), Math.max(200, options.leaseMs / 3));
      loop = run();
    },
    wake: wakeable.wake,
    isIdle,
    inHand,
    stop: async (deadline) => {
      isStopping = true;
      wakeable.wake();
      await loop;
      const unstarted = [...ready.splice(0), ...lanes.waiting()];
      for (const task of unstarted) {
        await leavingLeaseAside(() => release(at, task, {}));
        letGo(task.held);
      }
      while (running.size > 0 && Date.now() < deadline) await wakeable.wait(Math.min(200, deadline - Date.now()));
      clearInterval(heartbeat);
    },
  };
}

function reasonOf(error: PortwayError): { code: string; text: string } {
  return { code: error.code, text: error.message };
}

/** Salesforce no longer asks for the order. */
function withdrawal(held: HeldOrder, order: SalesforceOrder): PortwayError | null {
  const { status, activationStatus } = order;
  const isAskedFor =
    activationStatus === 'Activating' ||
    // The ledger was lost and events are replayed: the targets look before they send.
    activationStatus === 'Provisioned' ||
    // An operator re-drives it. New to the ledger it is an old event of an order that has failed since.
    (activationStatus === 'Failed' && held.state !== 'received');
  if (isAskedFor && status !== 'Cancelled') return null;
  const what = `Salesforce has order ${order.orderNumber} as ${status}, ${activationStatus ?? 'not to be activated'}`;
  const was = held.facts['whmcs'] === undefined ? 'nothing was sent' : 'work on it had begun';
  return new PortwayError('ORDER_WITHDRAWN', `${what}; ${was}`);
}

const LOG_LEVELS = {
  drop: 'warn',
  release: 'info',
  retry: 'warn',
  pause: 'error',
  fail: 'warn',
  'ask-human': 'error',
} as const;

function logSettlement(task: Task, settlement: Settlement, error: unknown): void {
  const isBug = 'error' in settlement && settlement.error?.code === 'INTERNAL';
  const level = isBug ? 'error' : LOG_LEVELS[settlement.kind];
  task.log[level]({ outcome: settlement.kind, ...(isBug ? { err: error } : {}) }, textOf(error));
}
