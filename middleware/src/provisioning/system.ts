// The state of one outside system as we see it: usable, paused because its set-up is wrong, or held back because it fails.
// While it is not usable no work is started on it, and a probe finds out when it is again.
import {
  BrokenCircuitError,
  CircuitState,
  ConsecutiveBreaker,
  ExponentialBackoff,
  circuitBreaker,
  handleWhen,
} from 'cockatiel';
import { PortwayError, isPortwayError, type ErrorCode } from '../errors.ts';
import type { Log } from '../log.ts';

export interface SystemOptions {
  readonly name: string;
  /** Codes that speak of the system, not of one request: so many in a row hold it back. */
  readonly outages: readonly ErrorCode[];
  /** The code of a request that was not sent because the system is held back. */
  readonly heldBack: ErrorCode;
  /** Asks the system whether all is well; passing makes it usable again. Runs first at the start. */
  readonly probe: () => Promise<void>;
  readonly probeMs: number;
  readonly log: Log;
}

export interface System {
  readonly name: string;
  /** Sends through the breaker. @throws what `work` throws; `heldBack` when the breaker is open */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** The set-up is wrong: no more work until a probe passes. */
  pause(error: PortwayError): void;
  isUsable(): boolean;
  /** Why it is not usable, in words; null when it is. */
  trouble(): PortwayError | null;
  breaker(): 'closed' | 'half-open' | 'open';
  onUsable(listener: () => void): void;
  /** Probes until the first success, and whenever the system is not usable. */
  start(): void;
  stop(): Promise<void>;
}

const FAILURES_IN_A_ROW = 8;
const BREAKER_NAMES = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.HalfOpen]: 'half-open',
  [CircuitState.Open]: 'open',
  [CircuitState.Isolated]: 'open',
} as const;

export function createSystem({ name, outages, heldBack, probe, probeMs, log }: SystemOptions): System {
  const policy = circuitBreaker(
    handleWhen((error) => isPortwayError(error, ...outages)),
    {
      halfOpenAfter: new ExponentialBackoff({ initialDelay: 1000, maxDelay: 30_000 }),
      breaker: new ConsecutiveBreaker(FAILURES_IN_A_ROW),
    },
  );
  const listeners: (() => void)[] = [];
  let paused: PortwayError | null = new PortwayError(heldBack, `${name} has not been checked yet`);
  let outage: PortwayError | null = null;
  let timer: NodeJS.Timeout | undefined;
  let probing: Promise<void> | null = null;
  let isStopped = false;

  policy.onBreak((reason) => {
    const error = 'error' in reason ? reason.error : undefined;
    outage = isPortwayError(error) ? error : new PortwayError(heldBack, `${name} does not answer`);
    log.error({ system: name, reason: outage.message }, 'held back: too many failures in a row');
    schedule(1000);
  });
  policy.onReset(() => {
    outage = null;
    log.info({ system: name }, 'answers again');
    announce();
  });

  const isUsable = (): boolean => paused === null && policy.state === CircuitState.Closed;
  const announce = (): void => {
    if (isUsable()) listeners.forEach((listener) => listener());
  };
  const schedule = (delayMs: number): void => {
    if (isStopped || timer) return;
    timer = setTimeout(() => {
      timer = undefined;
      probing = tryProbe().finally(() => {
        probing = null;
      });
    }, delayMs);
  };
  const tryProbe = async (): Promise<void> => {
    try {
      await probe();
      if (paused) log.info({ system: name }, 'usable');
      paused = null;
      announce();
    } catch (error) {
      const named = isPortwayError(error)
        ? error
        : new PortwayError('INTERNAL', `checking ${name} failed`, { cause: error });
      // An outage is the breaker's affair; a pause it interrupts goes on with the newest reason.
      if (paused || named.handling === 'pause') pause(named);
    }
    if (!isUsable()) schedule(policy.state === CircuitState.Open ? 1000 : probeMs);
  };
  const pause = (error: PortwayError): void => {
    if (paused?.message !== error.message) log.error({ system: name, code: error.code, err: error }, 'paused');
    paused = error;
    schedule(probeMs);
  };

  return {
    name,
    isUsable,
    pause,
    run: async (work) => {
      try {
        return await policy.execute(work);
      } catch (error) {
        if (!(error instanceof BrokenCircuitError)) throw error;
        throw new PortwayError(heldBack, `${name} is not called after ${FAILURES_IN_A_ROW} failures in a row`, {
          cause: error,
        });
      }
    },
    trouble: () => paused ?? (policy.state === CircuitState.Closed ? null : outage),
    breaker: () => BREAKER_NAMES[policy.state],
    onUsable: (listener) => void listeners.push(listener),
    start: () => schedule(0),
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await probing;
    },
  };
}
