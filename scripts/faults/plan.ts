// What one round of the fault run does, drawn from its seed alone: which orders, which faults, when the middleware is killed.

/** Small seeded generator (mulberry32): the same seed gives the same round on every machine. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** An order of the round: a customer by number (several orders may share one), its lines, and what is wrong with it. */
export interface PlannedOrder {
  readonly customer: number;
  readonly lines: number;
  readonly quantity: number;
  readonly fault: 'none' | 'unmapped product' | 'bad config options';
  readonly approvedAtMs: number;
}
export interface PlannedFault {
  readonly atMs: number;
  readonly where: 'org' | 'whmcs';
  readonly body: Readonly<Record<string, unknown>>;
}
export interface RoundPlan {
  readonly seed: number;
  readonly customers: number;
  readonly orders: readonly PlannedOrder[];
  readonly faults: readonly PlannedFault[];
  /** Moments of `kill -9`, each followed by a restart; milliseconds from the first approval. */
  readonly killsAtMs: readonly number[];
  /** PostgreSQL rounds: the database server is killed and started again. */
  readonly databaseKillsAtMs: readonly number[];
}

/** How long a round disturbs; then everything is left alone until all orders have ended. */
const DISTURBED_MS = 2_500;

const EVENT = 'OrderProvisionRequested__e';

type Draw = (pick: (from: number, to: number) => number) => Readonly<Record<string, unknown>>;

const ORG_FAULTS: readonly Draw[] = [
  () => ({ kind: 'dropStreams' }),
  (pick) => ({ kind: 'dropStreams', afterEvents: pick(1, 5) }),
  (pick) => ({ kind: 'silenceStreams', ms: pick(500, 2000) }),
  (pick) => ({ kind: 'duplicateEvents', count: pick(1, 5) }),
  () => ({ kind: 'corruptReplayIds' }),
  () => ({ kind: 'expireTokens' }),
  (pick) => ({ kind: 'failSchema', times: pick(1, 3) }),
  (pick) => ({ kind: 'lockRows', type: 'Order', times: pick(1, 3) }),
  (pick) => ({ kind: 'lockRows', type: 'Opportunity', times: pick(1, 3) }),
  (pick) => ({ kind: 'http', status: 503, times: pick(1, 3) }),
  (pick) => ({ kind: 'delay', ms: pick(50, 400), times: pick(1, 5) }),
  (pick) => ({ kind: 'loseEvents', times: pick(1, 2) }),
  () => ({ kind: 'poisonEvent', type: EVENT, poison: 'undecodable' }),
  () => ({ kind: 'poisonEvent', type: EVENT, poison: 'empty' }),
  () => ({ kind: 'poisonEvent', type: EVENT, poison: 'unknownOrder' }),
];

const WHMCS_ACTIONS = [
  'AddOrder',
  'AddOrder',
  'AddOrder',
  'AcceptOrder',
  'AddClient',
  'GetClientsProducts',
  'GetClientsDetails',
] as const;
const WHMCS_FAULTS: readonly Draw[] = [
  (pick) => ({ kind: 'commitThenDrop', times: pick(1, 2) }),
  (pick) => ({ kind: 'commitThenDrop', times: pick(1, 2) }),
  (pick) => ({ kind: 'dropBeforeCommit', times: pick(1, 3) }),
  (pick) => ({ kind: 'html500AfterCommit', times: pick(1, 2) }),
  (pick) => ({ kind: 'html500BeforeCommit', times: pick(1, 2) }),
  (pick) => ({ kind: 'delay', ms: pick(100, 1200), times: pick(1, 3) }),
  (pick) => ({ kind: 'delayBeforeCommit', ms: pick(100, 1200), times: pick(1, 3) }),
  (pick) => ({ kind: 'reorder', ms: pick(100, 400), times: pick(2, 6) }),
  (pick) => ({ kind: 'status', status: 502, times: pick(1, 3) }),
  (pick) => ({ kind: 'warningBeforeJson', times: 1 + pick(0, 1) }),
];

export function planRound(seed: number, engine: 'sqlite' | 'postgres'): RoundPlan {
  const random = randomOf(seed);
  const pick = (from: number, to: number): number => from + Math.floor(random() * (to - from + 1));
  const any = <T>(list: readonly T[]): T => list[pick(0, list.length - 1)]!;
  const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);
  const customers = pick(2, 6);
  const orders = times(pick(4, 12), (): PlannedOrder => {
    const roll = random();
    const fault = roll < 0.06 ? 'unmapped product' : roll < 0.12 ? 'bad config options' : 'none';
    return { customer: pick(1, customers), lines: pick(1, 3), quantity: pick(1, 2), fault, approvedAtMs: pick(0, 800) };
  });
  const atMs = (): number => pick(0, DISTURBED_MS);
  const orgFaults = times(pick(1, 4), (): PlannedFault => ({
    atMs: atMs(),
    where: 'org',
    body: any(ORG_FAULTS)(pick),
  }));
  const whmcsFaults = times(pick(1, 4), (): PlannedFault => {
    return { atMs: atMs(), where: 'whmcs', body: { action: any(WHMCS_ACTIONS), ...any(WHMCS_FAULTS)(pick) } };
  });
  return {
    seed,
    customers,
    orders,
    faults: [...orgFaults, ...whmcsFaults].sort((a, b) => a.atMs - b.atMs),
    killsAtMs: times(pick(1, 3), atMs).sort((a, b) => a - b),
    databaseKillsAtMs: engine === 'postgres' ? times(pick(0, 1), atMs) : [],
  };
}
