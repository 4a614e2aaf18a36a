// What one round of the billing fault run does, drawn from its seed alone: what people do in WHMCS and in Salesforce, which hooks
// go astray, what else goes wrong, and when the middleware is killed.
import { randomOf } from './plan.ts';

/** What somebody does: to the first invoice or the service of an order, or beside it. */
export const DEEDS = [
  'part payment',
  'payment',
  'payment',
  'refund',
  'cancel invoice',
  'new invoice',
  'suspend',
  'unsuspend',
  'terminate',
  'refresh',
  'refresh',
  'cron',
  'forged event',
] as const;
export type Deed = (typeof DEEDS)[number];

export interface PlannedDeed {
  readonly atMs: number;
  readonly deed: Deed;
  /** Index into the round's orders. */
  readonly order: number;
}
export interface PlannedStrike {
  readonly atMs: number;
  readonly where: 'org' | 'whmcs' | 'hooks';
  readonly body: Readonly<Record<string, unknown>>;
}
/** Begins when the middleware is ready, ends with `kill -9`. Moments are milliseconds from its beginning. */
export interface BillingPhase {
  readonly deeds: readonly PlannedDeed[];
  readonly strikes: readonly PlannedStrike[];
  /** Orders that are approved in this phase, so that their invoices arise in it. */
  readonly approvals: readonly { readonly atMs: number; readonly order: number }[];
  /** Null in the last phase. */
  readonly killAtMs: number | null;
  /** PostgreSQL rounds: moment at which the database server is killed, to be started again at once. */
  readonly databaseKillAtMs: number | null;
}
export interface BillingPlan {
  readonly seed: number;
  readonly customers: number;
  /** Provisioned before the first phase, and in the phases. */
  readonly orders: { readonly before: number; readonly during: number };
  readonly phases: readonly BillingPhase[];
  readonly whmcsLatencyMs: number;
}

const DISTURBED_MS = 1_500;

type Draw = (pick: (from: number, to: number) => number) => Readonly<Record<string, unknown>>;

const HOOK_STRIKES: readonly Draw[] = [
  (pick) => ({ kind: 'drop', times: pick(1, 3) }),
  (pick) => ({ kind: 'drop', times: pick(1, 3) }),
  () => ({ kind: 'fail' }),
  (pick) => ({ kind: 'repeat', count: pick(1, 4), times: pick(1, 3) }),
  (pick) => ({ kind: 'delay', ms: pick(50, 900), times: pick(1, 3) }),
  (pick) => ({ kind: 'hold', times: pick(1, 2) }),
  (pick) => ({ kind: 'reorder', times: pick(1, 3) }),
  () => ({ kind: 'wrongSignature' }),
  (pick) => ({ kind: 'wrongClock', ms: (pick(0, 1) === 0 ? -1 : 1) * 3_600_000 }),
];
const ORG_STRIKES: readonly Draw[] = [
  (pick) => ({ kind: 'http', status: 503, times: pick(1, 3) }),
  (pick) => ({ kind: 'http', path: '/composite', status: 0, commitFirst: true, times: pick(1, 2) }),
  (pick) => ({ kind: 'delay', ms: pick(50, 400), times: pick(1, 5) }),
  (pick) => ({ kind: 'lockRows', type: 'Invoice__c', times: pick(1, 2) }),
  (pick) => ({ kind: 'lockRows', type: 'Order', times: pick(1, 2) }),
  (pick) => ({ kind: 'lockRows', type: 'Opportunity', times: pick(1, 2) }),
  () => ({ kind: 'expireTokens' }),
  () => ({ kind: 'dropStreams' }),
  (pick) => ({ kind: 'loseEvents', times: pick(1, 2) }),
  (pick) => ({ kind: 'duplicateEvents', count: pick(1, 3) }),
];
/** Of reads only: what people do in WHMCS shall happen. */
const READS = ['GetInvoice', 'GetInvoice', 'GetInvoices', 'GetClientsProducts', 'GetProducts'] as const;
const WHMCS_STRIKES: readonly Draw[] = [
  (pick) => ({ kind: 'dropBeforeCommit', times: pick(1, 3) }),
  (pick) => ({ kind: 'html500AfterCommit', times: pick(1, 3) }),
  (pick) => ({ kind: 'status', status: 502, times: pick(1, 3) }),
  (pick) => ({ kind: 'delay', ms: pick(100, 1200), times: pick(1, 3) }),
  (pick) => ({ kind: 'reorder', ms: pick(100, 400), times: pick(2, 6) }),
  (pick) => ({ kind: 'warningBeforeJson', times: pick(1, 2) }),
];

export function planBillingRound(seed: number, engine: 'sqlite' | 'postgres'): BillingPlan {
  const random = randomOf(seed);
  const pick = (from: number, to: number): number => from + Math.floor(random() * (to - from + 1));
  const any = <T>(list: readonly T[]): T => list[pick(0, list.length - 1)]!;
  const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);
  const kills = pick(1, 3);
  const orders = { before: pick(3, 5), during: kills + 1 };

  const phase = (_: unknown, index: number): BillingPhase => {
    const killAtMs = index < kills ? pick(100, DISTURBED_MS) : null;
    const lengthMs = killAtMs ?? DISTURBED_MS;
    const strike = (where: PlannedStrike['where'], body: PlannedStrike['body']): PlannedStrike => ({
      atMs: where === 'org' ? pick(0, lengthMs) : pick(0, Math.min(200, lengthMs)),
      where,
      body,
    });
    return {
      deeds: times(pick(6, 14), () => ({
        atMs: pick(0, lengthMs),
        deed: any(DEEDS),
        order: pick(0, orders.before - 1),
      })).sort((a, b) => a.atMs - b.atMs),
      strikes: [
        ...times(pick(1, 3), () => strike('hooks', any(HOOK_STRIKES)(pick))),
        ...times(pick(0, 2), () => strike('org', any(ORG_STRIKES)(pick))),
        ...times(pick(0, 2), () => strike('whmcs', { action: any(READS), ...any(WHMCS_STRIKES)(pick) })),
      ],
      approvals: [{ atMs: pick(0, lengthMs), order: orders.before + index }],
      killAtMs,
      databaseKillAtMs: engine === 'postgres' && random() < 0.4 ? pick(0, lengthMs) : null,
    };
  };
  return {
    ...{ seed, orders, customers: pick(2, 3) },
    phases: Array.from({ length: kills + 1 }, phase),
    whmcsLatencyMs: pick(5, 40),
  };
}
