// Streaming clients (CometD, protocol Bayeux): who has shaken hands, what they follow, and what waits for their next poll.
// Source: Streaming API Developer Guide, "Bayeux Protocol, CometD, and Long Polling"; the Bayeux specification, version 1.0.
import { randomUUID } from 'node:crypto';

/** Longest that a poll waits for news; an org says 110 seconds. */
const POLL_MS = 110_000;
/** A client that does not come back for so long is forgotten. Source: as above, the 40 seconds to reconnect. */
const FORGOTTEN_AFTER_MS = 40_000;

export interface Message {
  readonly channel: string;
  readonly [field: string]: unknown;
}

interface StreamClient {
  readonly id: string;
  readonly userId: string;
  readonly channels: Set<string>;
  readonly waiting: Message[];
  /** Ends the poll that is open now. */
  wake: (() => void) | undefined;
  lastSeenAt: number;
  hasPolled: boolean;
}

export class Streams {
  readonly #clients = new Map<string, StreamClient>();

  /** @returns the new client's id */
  open(userId: string): string {
    this.#forgetTheGone();
    const id = randomUUID().replaceAll('-', '');
    const base = { id, userId, channels: new Set<string>(), waiting: [], wake: undefined };
    this.#clients.set(id, { ...base, lastSeenAt: Date.now(), hasPolled: false });
    return id;
  }

  /** Undefined for an id that is unknown, forgotten or another user's. */
  find(id: unknown, userId: string): StreamClient | undefined {
    const client = typeof id === 'string' ? this.#clients.get(id) : undefined;
    if (client?.userId !== userId) return undefined;
    client.lastSeenAt = Date.now();
    return client;
  }

  close(client: StreamClient): void {
    this.#clients.delete(client.id);
    client.wake?.();
  }

  /** Hands an event to all who follow the channel. */
  publish(channel: string, data: object): void {
    for (const client of this.#clients.values()) {
      if (!client.channels.has(channel)) continue;
      client.waiting.push({ channel, data });
      client.wake?.();
    }
  }

  /**
   * What waits for a client; comes as soon as there is something, and after the poll's time in any case. A client's first poll
   * only says that the connection stands.
   * @param gone resolves when the client has hung up
   */
  async poll(client: StreamClient, gone: Promise<unknown>): Promise<readonly Message[]> {
    client.wake?.();
    if (client.hasPolled && client.waiting.length === 0) await this.#news(client, gone);
    client.hasPolled = true;
    client.lastSeenAt = Date.now();
    return client.waiting.splice(0);
  }

  #news(client: StreamClient, gone: Promise<unknown>): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => wake(), POLL_MS);
      timer.unref();
      const wake = (): void => {
        clearTimeout(timer);
        if (client.wake === wake) client.wake = undefined;
        resolve();
      };
      client.wake = wake;
      void gone.then(wake);
    });
  }

  #forgetTheGone(): void {
    const now = Date.now();
    for (const client of this.#clients.values())
      if (!client.wake && now - client.lastSeenAt > FORGOTTEN_AFTER_MS) this.#clients.delete(client.id);
  }
}

/** What a poll's answer advises: come again at once. */
export const ADVICE = { reconnect: 'retry', interval: 0, timeout: POLL_MS };
