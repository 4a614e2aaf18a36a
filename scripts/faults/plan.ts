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

/**
 * A round runs in phases. Each begins when the middleware is ready (for the first time, or again after a kill), disturbs for
 * a while, and ends with `kill -9`; after the last one everything is left alone until all orders have ended. Moments are
 * milliseconds from the beginning of their phase, so that kills and faults find orders under way on machines of any speed.
 */
export interface Phase {
  readonly orders: readonly PlannedOrder[];
  readonly faults: readonly PlannedFault[];
  /** Moment of `kill -9`; null in the last phase. */
  readonly killAtMs: number | null;
  /** PostgreSQL rounds: moment at which the database server is killed, to be started again at once. */
  readonly databaseKillAtMs: number | null;
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
  readonly phases: readonly Phase[];
  /** Of every WHMCS call, so that kills find calls under way. */
  readonly whmcsLatencyMs: number;
}

/** How long a phase without a kill disturbs. */
const DISTURBED_MS = 1_000;

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
  const kills = pick(1, 3);

  const order = (lengthMs: number): PlannedOrder => {
    const roll = random();
    const fault = roll < 0.06 ? 'unmapped product' : roll < 0.12 ? 'bad config options' : 'none';
    return {
      customer: pick(1, customers),
      lines: pick(1, 3),
      quantity: pick(1, 2),
      fault,
      approvedAtMs: pick(0, lengthMs),
    };
  };
  // Faults come first in a phase: they wait for the calls they strike.
  const whmcsFault = (): PlannedFault => {
    const body = { action: any(WHMCS_ACTIONS), ...any(WHMCS_FAULTS)(pick) };
    return { atMs: pick(0, 100), where: 'whmcs', body };
  };
  const phase = (_: unknown, index: number): Phase => {
    const killAtMs = index < kills ? pick(60, DISTURBED_MS) : null;
    const lengthMs = killAtMs ?? DISTURBED_MS;
    return {
      orders: times(pick(2, 6), () => order(lengthMs)),
      faults: [
        ...times(pick(0, 2), (): PlannedFault => ({
          atMs: pick(0, lengthMs),
          where: 'org',
          body: any(ORG_FAULTS)(pick),
        })),
        ...times(pick(1, 4), whmcsFault),
      ],
      killAtMs,
      databaseKillAtMs: engine === 'postgres' && random() < 0.3 ? pick(0, lengthMs) : null,
    };
  };
  return { seed, customers, phases: Array.from({ length: kills + 1 }, phase), whmcsLatencyMs: pick(20, 80) };
}
