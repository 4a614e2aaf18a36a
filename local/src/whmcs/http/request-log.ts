// The last calls, raw, and counts of all of them. Secrets are blanked when the log is read, not when it is written.
import { urlDecode } from '../wire/php-form.ts';

const MAX_ENTRIES = 2_000;
const MAX_BODY_CHARS = 16_384;
const SECRET_PARAMS = /^(secret|password2?|accesskey|servicepassword|rootpw|cardnum|cvv|securityqans)(\[|$)/i;

export interface LoggedCall {
  readonly at: string;
  readonly ip: string;
  readonly action: string;
  readonly body: string;
  status: number | 'dropped';
  outcome: Outcome;
  ms: number;
  fault?: string;
  readonly notes: string[];
}

export type Outcome = 'running' | 'success' | 'refused' | 'denied' | 'not carried out' | 'crashed';

export interface ActionCounts {
  calls: number;
  success: number;
  refused: number;
  denied: number;
  faults: number;
}

export class RequestLog {
  #ring: LoggedCall[] = [];
  #next = 0;
  #counts = new Map<string, ActionCounts>();

  start(call: Pick<LoggedCall, 'at' | 'ip' | 'action' | 'body'>): LoggedCall {
    const body = call.body.slice(0, MAX_BODY_CHARS);
    const logged: LoggedCall = { ...call, body, status: 0, outcome: 'running', ms: 0, notes: [] };
    this.#ring[this.#next] = logged;
    this.#next = (this.#next + 1) % MAX_ENTRIES;
    return logged;
  }

  finish(logged: LoggedCall): void {
    const counts = this.#countsOf(logged.action);
    counts.calls++;
    if (logged.outcome === 'success' || logged.outcome === 'refused' || logged.outcome === 'denied') {
      counts[logged.outcome]++;
    }
    if (logged.fault !== undefined) counts.faults++;
  }

  /** Newest first. */
  entries(limit: number): LoggedCall[] {
    const ordered = [...this.#ring.slice(this.#next), ...this.#ring.slice(0, this.#next)].reverse();
    return ordered.slice(0, limit).map((call) => ({ ...call, body: redacted(call.body) }));
  }

  counts(): Record<string, ActionCounts> {
    return Object.fromEntries(this.#counts);
  }

  resetCounts(): void {
    this.#counts = new Map();
  }

  clear(): void {
    this.#ring = [];
    this.#next = 0;
    this.resetCounts();
  }

  #countsOf(action: string): ActionCounts {
    let counts = this.#counts.get(action);
    if (!counts) {
      counts = { calls: 0, success: 0, refused: 0, denied: 0, faults: 0 };
      // Names come from callers: do not let made-up ones pile up.
      this.#counts.set(this.#counts.size < 200 ? action : '(other)', counts);
    }
    return counts;
  }
}

function redacted(body: string): string {
  return body
    .split('&')
    .map((pair) => {
      const name = pair.split('=', 1)[0]!;
      return SECRET_PARAMS.test(urlDecode(name).trim()) ? `${name}=[redacted]` : pair;
    })
    .join('&');
}
