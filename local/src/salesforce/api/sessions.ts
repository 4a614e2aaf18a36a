// Sessions: access tokens and whom they stand for. REST, identity and Pub/Sub ask here.
import { randomBytes } from 'node:crypto';
import type { Clock } from '../org.ts';

/** Session timeout of a new org: 2 hours without use. Source: Salesforce Help, "Modify Session Security Settings". */
const SESSION_TIMEOUT_MS = 2 * 60 * 60 * 1000;

export interface Session {
  readonly token: string;
  readonly userId: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly timeoutMs: number;
  readonly openedAt: number;
}

export class Sessions {
  readonly #clock: Clock;
  readonly #organizationId: string;
  readonly #open = new Map<string, Session & { lastUsedAt: number }>();

  constructor(organizationId: string, clock: Clock) {
    this.#organizationId = organizationId;
    this.#clock = clock;
  }

  open(session: {
    userId: string;
    clientId: string;
    scopes?: readonly string[];
    timeoutMs?: number | undefined;
  }): Session {
    // The platform's shape: 15 characters of the org's id, an exclamation mark, then anything.
    const token = `${this.#organizationId.slice(0, 15)}!AQ${randomBytes(64).toString('base64url')}`;
    const now = this.#clock();
    const opened = {
      token,
      userId: session.userId,
      clientId: session.clientId,
      scopes: session.scopes ?? ['api'],
      timeoutMs: session.timeoutMs ?? SESSION_TIMEOUT_MS,
      openedAt: now,
      lastUsedAt: now,
    };
    this.#open.set(token, opened);
    return opened;
  }

  /** The live session of a token, or undefined. Using a session keeps it open. */
  find(token: string): Session | undefined {
    const session = this.#open.get(token);
    if (!session) return undefined;
    const now = this.#clock();
    if (now - session.lastUsedAt > session.timeoutMs) {
      this.#open.delete(token);
      return undefined;
    }
    session.lastUsedAt = now;
    return session;
  }

  /** @returns whether the token was live */
  close(token: string): boolean {
    return this.#open.delete(token);
  }

  closeAll(): void {
    this.#open.clear();
  }
}
