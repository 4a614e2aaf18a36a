// Passwords of users who sign in on a page: portal users. Kept as hashes, beside the records, as on the platform.
// Sources: Salesforce Help, "Set Password Policies" (defaults: 8 characters, letters and numbers, 10 tries, 15 minutes) and
// "Set Up Self-Registration": a link in a mail lets a new user set the first password.
import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../org.ts';

const MIN_LENGTH = 8;
const MAX_TRIES = 10;
const LOCKED_MS = 15 * 60 * 1000;
/** A link to set a password is good for so long. */
const LINK_MS = 24 * 60 * 60 * 1000;
/** Cheap on purpose: a stand-in holds sample passwords only, and tests set many. */
const COST = { N: 1024 };

interface Held {
  readonly salt: Buffer;
  readonly hash: Buffer;
}

/** Why a password is refused; for people. */
export class PasswordRefused extends Error {}

export class Passwords {
  readonly #clock: Clock;
  readonly #held = new Map<string, Held>();
  readonly #tries = new Map<string, { count: number; lockedUntil: number }>();
  readonly #links = new Map<string, { readonly userId: string; readonly until: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @throws PasswordRefused it is too short or lacks letters or digits */
  set(userId: string, password: string): void {
    if (password.length < MIN_LENGTH || !/\p{L}/u.test(password) || !/\d/.test(password))
      throw new PasswordRefused(
        `Your password must be at least ${MIN_LENGTH} characters long. Your password must include letters and numbers`,
      );
    const salt = randomBytes(16);
    this.#held.set(userId, { salt, hash: hashOf(password, salt) });
    this.#tries.delete(userId);
  }

  /** True for the right password, unless too many wrong ones came before. */
  check(userId: string, password: string): boolean {
    const held = this.#held.get(userId);
    const tries = this.#tries.get(userId) ?? { count: 0, lockedUntil: 0 };
    const now = this.#clock();
    const isRight = held !== undefined && timingSafeEqual(held.hash, hashOf(password, held.salt));
    if (tries.lockedUntil > now) return false;
    if (isRight) {
      this.#tries.delete(userId);
      return true;
    }
    const count = tries.count + 1;
    this.#tries.set(userId, count < MAX_TRIES ? { count, lockedUntil: 0 } : { count: 0, lockedUntil: now + LOCKED_MS });
    return false;
  }

  /** A token that lets its bearer set the user's password once. */
  invite(userId: string): string {
    const token = randomBytes(24).toString('base64url');
    this.#links.set(token, { userId, until: this.#clock() + LINK_MS });
    return token;
  }

  /** The user a link is for, while it is good. */
  invited(token: string): string | undefined {
    const link = this.#links.get(token);
    return link && link.until > this.#clock() ? link.userId : undefined;
  }

  /**
   * Sets the password and uses the link up.
   * @returns the user, or undefined when the link is used, too old or none
   * @throws PasswordRefused the link stays good
   */
  redeem(token: string, password: string): string | undefined {
    const userId = this.invited(token);
    if (userId === undefined) return undefined;
    this.set(userId, password);
    this.#links.delete(token);
    return userId;
  }
}

const hashOf = (password: string, salt: Buffer): Buffer => scryptSync(password.normalize('NFKC'), salt, 32, COST);
