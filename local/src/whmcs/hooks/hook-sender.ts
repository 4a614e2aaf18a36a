// Sends WHMCS's hooks as config/whmcs/portway.php does: events go into an outbox when they happen, are sent when the
// request ends and before its caller has the reply, and wait for the cron when nobody answers.
// Rules, with their reasons: config/whmcs/README.md. Faults on demand: hook-faults.ts.
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { FaultPlan } from '../http/faults.ts';
import type { Books } from '../model/books.ts';
import { EVENTS, firedBy, type EventType, type HookPoint } from './events.ts';
import type { HookFault, HookFaultKind } from './hook-faults.ts';
import { keyIn, signatures } from './sign.ts';

const TOTAL_MS = 2_000;
const DOWN_MS = 60_000;
const FLUSH_MS = 20_000;
const FLUSH_EVENTS = 500;
const KEEP_MS = 3 * 86_400_000;
const REFUSED: ReadonlySet<number> = new Set([400, 409, 413, 415, 422]);
const MAX_DELIVERIES = 2_000;

export interface HookOptions {
  readonly url: string;
  /** `whsec_…`; every event is signed with each of them. */
  readonly secrets: readonly string[];
  /** Whether callers wait for the events of their request, as in PHP. `beforeReply` when left out. */
  readonly sends?: 'beforeReply' | 'afterReply';
}

export interface HookEvent {
  /** The same in every attempt. */
  readonly id: string;
  readonly type: EventType;
  /** As sent: signed byte for byte. */
  readonly body: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** One attempt to send. */
export interface Delivery {
  readonly at: string;
  readonly id: string;
  readonly type: EventType;
  readonly body: string;
  /** HTTP status; 0 = no answer. */
  readonly status: number;
  readonly fault?: HookFaultKind;
}

interface Target extends Required<HookOptions> {
  readonly keys: readonly Buffer[];
}

/** How an attempt differs from an honest one. */
interface Twist {
  readonly skewMs?: number;
  readonly forged?: boolean;
}

export class HookSender {
  readonly faults = new FaultPlan<HookFault>((fault, type: string) => fault.event === '*' || fault.event === type);
  readonly #stopping: AbortSignal;
  #target: Target | undefined;
  #outbox: HookEvent[] = [];
  /** Events that a fault keeps back: a cron does not see them. */
  #held: HookEvent[] = [];
  /** Sent as soon as any other event was delivered. */
  #overtaken: HookEvent[] = [];
  #waiting = new Map<string, HookEvent>();
  #deliveries: Delivery[] = [];
  #downUntil = 0;

  /** Sends nothing before it is given a target: a WHMCS without the hook file. */
  constructor(books: Books, options: HookOptions | undefined, stopping: AbortSignal) {
    this.#stopping = stopping;
    if (options) this.aimAt(options);
    books.changes.on('change', (event) => {
      if (this.#target) for (const { point, id } of firedBy(event)) this.#happened(point, id);
    });
  }

  /** Undefined = the hook file is gone, and its outbox with it. @throws Error for a bad address or secret */
  aimAt(options: HookOptions | undefined): void {
    if (!options) {
      [this.#target, this.#outbox, this.#held, this.#overtaken] = [undefined, [], [], []];
      this.#waiting.clear();
      return;
    }
    if (!/^https?:\/\//.test(options.url)) throw new Error(`the hook url is ${options.url}; expected http or https`);
    if (options.secrets.length === 0) throw new Error('hooks need a secret');
    this.#target = { sends: 'beforeReply', ...options, keys: options.secrets.map(keyIn) };
    this.#downUntil = 0;
  }

  /** What there is to see, without the secrets. */
  state(): object {
    const shown = ({ id, type, body }: HookEvent) => ({ id, type, body });
    return {
      url: this.#target?.url ?? null,
      sends: this.#target?.sends ?? null,
      secrets: this.#target?.keys.length ?? 0,
      isDown: Date.now() < this.#downUntil,
      outbox: this.#outbox.map(shown),
      held: [...this.#held, ...this.#overtaken].map(shown),
      deliveries: this.#deliveries.length,
    };
  }

  /** The latest attempts, oldest first. */
  deliveries(): readonly Delivery[] {
    return this.#deliveries;
  }

  #happened(point: HookPoint, recordId: number): void {
    const [type, idName] = EVENTS[point];
    const key = `${type}/${recordId}`;
    if (recordId === 0 || this.#waiting.has(key)) return;
    const now = Date.now();
    const timestamp = `${new Date(now).toISOString().slice(0, 19)}Z`;
    const body = JSON.stringify({ type, timestamp, data: { [idName]: recordId } });
    const event = { id: randomUUID(), type, body, createdAt: now };
    this.#outbox.push(event);
    this.#waiting.set(key, event);
  }

  /** Sends what happened since the last time, two seconds at most. Resolves at once when it sends after the reply. */
  async endOfRequest(): Promise<void> {
    if (this.#waiting.size === 0) return;
    const events = [...this.#waiting.values()];
    this.#waiting.clear();
    if (Date.now() < this.#downUntil) return;
    const sent = this.#sendAll(events, Date.now() + TOTAL_MS);
    if (this.#target?.sends === 'afterReply') sent.catch(() => undefined);
    else await sent;
  }

  /** The cron's part: gives up what is too old and sends the rest in its order, until one is not answered. */
  async flush(): Promise<void> {
    this.#waiting.clear();
    this.#outbox = this.#outbox.filter((event) => Date.now() - event.createdAt < KEEP_MS);
    await this.#sendAll(this.#outbox.slice(0, FLUSH_EVENTS), Date.now() + FLUSH_MS);
  }

  /** Sends a delivered or held event again as it was, with its id and a new timestamp. @throws Error for an unknown id */
  async resend(id: string): Promise<number> {
    const known = [...this.#outbox, ...this.#held, ...this.#deliveries].find((each) => each.id === id);
    if (!known) throw new Error(`there is no event ${id}`);
    return this.#post(known);
  }

  /** Sends what `hold` kept back. */
  async release(order: 'same' | 'reverse'): Promise<void> {
    const events = order === 'same' ? this.#held : this.#held.toReversed();
    this.#held = [];
    for (const event of events) await this.#postAndSettle(event);
  }

  async #sendAll(events: readonly HookEvent[], deadline: number): Promise<void> {
    for (const event of events) {
      if (!this.#target || this.#stopping.aborted || Date.now() >= deadline) return;
      // Two runs may have picked the same event; the other one was quicker.
      if (!this.#outbox.includes(event)) continue;
      if (!(await this.#attempt(event))) return;
    }
  }

  /** @returns whether to go on with the next one */
  async #attempt(event: HookEvent): Promise<boolean> {
    const fault = this.faults.next(event.type);
    return fault ? STRIKES[fault.kind](this, event, fault) : this.#postAndSettle(event);
  }

  async #postAndSettle(event: HookEvent, twist: Twist = {}, fault?: HookFaultKind): Promise<boolean> {
    const status = await this.#post(event, twist, fault);
    const isDelivered = status >= 200 && status < 300;
    if (!isDelivered && !REFUSED.has(status)) {
      this.#downUntil = Date.now() + DOWN_MS;
      // A fault may have kept it back: from now on it waits like any other.
      if (this.#target && !this.#outbox.includes(event)) this.#outbox.push(event);
      return false;
    }
    this.#takeOut(event);
    const overtaken = this.#overtaken;
    this.#overtaken = [];
    for (const each of overtaken) await this.#postAndSettle(each, {}, 'reorder');
    return true;
  }

  #takeOut(event: HookEvent): void {
    this.#outbox = this.#outbox.filter((each) => each !== event);
  }

  async #post(event: Pick<HookEvent, 'id' | 'type' | 'body'>, twist: Twist = {}, fault?: HookFaultKind) {
    const target = this.#target;
    if (!target) return 0;
    const timestamp = Math.floor((Date.now() + (twist.skewMs ?? 0)) / 1000);
    const keys = twist.forged ? [Buffer.alloc(32)] : target.keys;
    const status = await fetch(target.url, {
      method: 'POST',
      body: event.body,
      redirect: 'manual',
      signal: AbortSignal.any([this.#stopping, AbortSignal.timeout(TOTAL_MS)]),
      headers: {
        'content-type': 'application/json',
        'user-agent': 'portway-whmcs-hook/1',
        'webhook-id': event.id,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': signatures(keys, event.id, timestamp, event.body),
      },
    }).then(
      async (reply) => (await reply.body?.cancel(), reply.status),
      () => 0,
    );
    const { id, type, body } = event;
    this.#deliveries.push({ at: new Date().toISOString(), id, type, body, status, ...(fault && { fault }) });
    if (this.#deliveries.length > MAX_DELIVERIES) this.#deliveries.shift();
    return status;
  }

  /** What each fault does to an attempt. @returns whether to go on with the next event */
  static readonly strikes: Readonly<
    Record<HookFaultKind, (sender: HookSender, event: HookEvent, fault: HookFault) => Promise<boolean>>
  > = {
    drop: (sender, event) => {
      sender.#takeOut(event);
      return Promise.resolve(true);
    },
    fail: (sender) => {
      sender.#downUntil = Date.now() + DOWN_MS;
      return Promise.resolve(false);
    },
    repeat: async (sender, event, { count }) => {
      const goesOn = await sender.#postAndSettle(event);
      for (let i = 0; i < count; i++) await sender.#post(event, {}, 'repeat');
      return goesOn;
    },
    delay: (sender, event, { ms }) => {
      sender.#takeOut(event);
      wait(ms, undefined, { signal: sender.#stopping })
        .then(() => sender.#postAndSettle(event, {}, 'delay'))
        .catch(() => undefined);
      return Promise.resolve(true);
    },
    hold: (sender, event) => {
      sender.#takeOut(event);
      sender.#held.push(event);
      return Promise.resolve(true);
    },
    reorder: (sender, event) => {
      sender.#takeOut(event);
      sender.#overtaken.push(event);
      return Promise.resolve(true);
    },
    wrongSignature: (sender, event) => sender.#postAndSettle(event, { forged: true }, 'wrongSignature'),
    wrongClock: (sender, event, { ms }) => sender.#postAndSettle(event, { skewMs: ms }, 'wrongClock'),
  };
}

const STRIKES = HookSender.strikes;
