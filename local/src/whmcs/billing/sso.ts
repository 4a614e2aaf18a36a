// Single sign-on: tokens that work once and for 60 seconds, and the sessions they open.
// Reference: reference/whmcs-api.md §2.6, CreateSsoToken.
import { randomBytes } from 'node:crypto';
import type { ServerClock } from '../model/server-clock.ts';

const TOKEN_MS = 60_000;
/** What is never redeemed must not pile up. */
const MAX_TOKENS = 10_000;

interface Token {
  readonly clientId: number;
  readonly path: string;
  readonly expiresAt: number;
}

export class SingleSignOn {
  readonly #clock: ServerClock;
  readonly #tokens = new Map<string, Token>();
  readonly #sessions = new Map<string, number>();

  constructor(clock: ServerClock) {
    this.#clock = clock;
  }

  /** @param path where its holder is sent, from the root of the installation @returns 40 hexadecimal digits */
  createToken(clientId: number, path: string): string {
    const token = randomBytes(20).toString('hex');
    this.#tokens.set(token, { clientId, path, expiresAt: this.#clock.now() + TOKEN_MS });
    if (this.#tokens.size > MAX_TOKENS) this.#tokens.delete(this.#tokens.keys().next().value!);
    return token;
  }

  /** Uses a token up. Undefined = it is unknown, used or too old; nobody is told which. */
  redeem(token: string): { readonly session: string; readonly path: string } | undefined {
    const found = this.#tokens.get(token);
    this.#tokens.delete(token);
    if (!found || found.expiresAt < this.#clock.now()) return undefined;
    const session = randomBytes(20).toString('hex');
    this.#sessions.set(session, found.clientId);
    return { session, path: found.path };
  }

  /** The client who is logged in with this session. */
  clientOf(session: string): number | undefined {
    return this.#sessions.get(session);
  }
}
