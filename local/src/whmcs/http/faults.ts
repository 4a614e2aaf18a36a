// Faults on demand: what goes wrong with which call. "Before commit" = the action was never carried out;
// "after commit" = it was, and only the caller does not learn of it.
import { ConfigError, JsonReader } from '../model/json-reader.ts';
import { DROP, errorAnswer, htmlAnswer, type Answer } from './answer.ts';

export const FAULT_KINDS = [
  'delay',
  'delayBeforeCommit',
  'commitThenDrop',
  'dropBeforeCommit',
  'html500AfterCommit',
  'html500BeforeCommit',
  'warningBeforeJson',
  'slowBody',
  'status',
  'statusAfterCommit',
  'reorder',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** When a fault strikes. */
export interface Planned {
  /** How many matching calls (or events) it strikes; Infinity = all of them. */
  readonly times: number;
  /** How many matching ones it lets pass first. */
  readonly after: number;
}

export interface Fault extends Planned {
  /** Lower-case action name, or `*`. */
  readonly action: string;
  readonly kind: FaultKind;
  /** For delays, slow bodies and reordering (there the longest delay). */
  readonly ms: number;
  /** For `status` and `statusAfterCommit`. */
  readonly status: number;
}

interface Struck {
  readonly fault: Fault;
  readonly ip: string;
  readonly random: () => number;
  readonly wait: (ms: number) => Promise<void>;
}

type Sent = Answer | typeof DROP;

interface FaultBehaviour {
  /** An answer here means that the action is not carried out. */
  readonly before?: (struck: Struck) => Sent | undefined | Promise<undefined>;
  /** What becomes of the answer once the action is done. */
  readonly after?: (struck: Struck, answer: Answer) => Sent | Promise<Sent>;
}

export const FAULTS: Readonly<Record<FaultKind, FaultBehaviour>> = {
  delay: { after: async ({ fault, wait }, answer) => (await wait(fault.ms), answer) },
  delayBeforeCommit: { before: async ({ fault, wait }) => (await wait(fault.ms), undefined) },
  commitThenDrop: { after: () => DROP },
  dropBeforeCommit: { before: () => DROP },
  html500AfterCommit: { after: () => oops() },
  html500BeforeCommit: { before: () => oops() },
  warningBeforeJson: {
    after: (_, answer) => ({ ...answer, contentType: 'text/html', body: PHP_WARNING + answer.body.toString() }),
  },
  slowBody: { after: ({ fault }, answer) => ({ ...answer, pauseMs: fault.ms }) },
  status: { before: ({ fault, ip }) => statusAnswer(fault.status, ip) },
  statusAfterCommit: { after: ({ fault, ip }) => statusAnswer(fault.status, ip) },
  reorder: { after: async ({ fault, random, wait }, answer) => (await wait(Math.round(random() * fault.ms)), answer) },
};

const PHP_WARNING =
  '<br />\n<b>Warning</b>:  Undefined array key "portway" in <b>/var/www/whmcs/includes/hooks/example.php</b> on line <b>12</b><br />\n';

function oops(): Answer {
  return htmlAnswer(
    '<!DOCTYPE html><html><body><h1>Oops!</h1><p>Something went wrong and we couldn’t process your request.</p></body></html>',
    500,
  );
}

const REASONS: Readonly<Record<number, string>> = {
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Time-out',
};

function statusAnswer(status: number, ip: string): Answer {
  if (status === 403) return errorAnswer(403, `Invalid IP ${ip}`);
  const title = `${status} ${REASONS[status] ?? 'Error'}`;
  return htmlAnswer(
    `<html><head><title>${title}</title></head><body><center><h1>${title}</h1></center></body></html>`,
    status,
  );
}

/** The faults put in place, and which one strikes next. */
export class FaultPlan<F extends Planned> {
  readonly #strikes: (fault: F, subject: string) => boolean;
  #plans: { readonly fault: F; skipsLeft: number; timesLeft: number }[] = [];

  /** @param strikes whether a fault is meant for this action or event */
  constructor(strikes: (fault: F, subject: string) => boolean) {
    this.#strikes = strikes;
  }

  add(fault: F): void {
    this.#plans.push({ fault, skipsLeft: fault.after, timesLeft: fault.times });
  }

  clear(): void {
    this.#plans = [];
  }

  list(): readonly { readonly fault: F; readonly timesLeft: number }[] {
    return this.#plans.map(({ fault, timesLeft }) => ({ fault, timesLeft }));
  }

  /** The first plan that matches strikes; one still counting down its `after` lets the call go to the next. */
  next(subject: string): F | undefined {
    for (const plan of this.#plans) {
      if (!this.#strikes(plan.fault, subject)) continue;
      if (plan.skipsLeft > 0) {
        plan.skipsLeft--;
        continue;
      }
      plan.timesLeft--;
      if (plan.timesLeft <= 0) this.#plans = this.#plans.filter((each) => each !== plan);
      return plan.fault;
    }
    return undefined;
  }
}

/**
 * Reads `{action, kind, times?, after?, ms?, status?}`; `times` is a number or `"always"`, 1 when left out.
 * @throws ConfigError
 */
export function readFault(json: JsonReader): Fault {
  json.object(['action', 'kind', 'times', 'after', 'ms', 'status']);
  const kind = json.field('kind').oneOf(FAULT_KINDS);
  const fault: Fault = {
    action: json.field('action').text('*').toLowerCase(),
    kind,
    times: readTimes(json.field('times')),
    after: json.field('after').int(0),
    ms: json.field('ms').int(0),
    status: json.field('status').int(502),
  };
  const needsMs = ['delay', 'delayBeforeCommit', 'slowBody', 'reorder'].includes(kind);
  if (needsMs && fault.ms <= 0) throw new ConfigError(`${json.path}.ms: ${kind} needs milliseconds above 0`);
  return fault;
}

/** A number above 0, or `"always"`. */
export function readTimes(json: JsonReader): number {
  if (json.is('always')) return Infinity;
  const times = json.int(1);
  if (times < 1) throw new ConfigError(`${json.path} is ${times}; expected a number above 0 or "always"`);
  return times;
}
