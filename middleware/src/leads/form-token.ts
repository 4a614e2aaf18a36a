// A form's token: when it was handed out and a number of its own, signed. It says how long the form was open, and is good
// for one submission: the ledger keeps the number. Nothing is stored for a form that nobody sends.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

export const FORM_LIFE_MS = 2 * 3_600_000;

export interface IssuedForm {
  readonly token: string;
  readonly nonce: string;
}

export interface OpenForm {
  readonly nonce: string;
  /** How long ago it was handed out. */
  readonly ageMs: number;
}

export interface FormTokens {
  issue(): IssuedForm;
  /** @returns null: not one of ours, older than two hours, or of a clock ahead of this one */
  read(token: string): OpenForm | null;
}

export function createFormTokens(key: Buffer, now: () => number): FormTokens {
  const mac = (signed: string): Buffer => createHmac('sha256', key).update(`form ${signed}`).digest();
  return {
    issue: () => {
      const nonce = randomBytes(16).toString('base64url');
      const signed = `${now().toString(36)}.${nonce}`;
      return { nonce, token: `${signed}.${mac(signed).toString('base64url')}` };
    },
    read: (token) => {
      const [, issued, nonce, given] = /^([0-9a-z]{1,11})\.([\w-]{22})\.([\w-]{43})$/.exec(token) ?? [];
      if (issued === undefined || nonce === undefined || given === undefined) return null;
      const digest = Buffer.from(given, 'base64url');
      const expected = mac(`${issued}.${nonce}`);
      if (digest.length !== expected.length || !timingSafeEqual(digest, expected)) return null;
      const ageMs = now() - parseInt(issued, 36);
      // From the future: the clock of the instance that gave it is ahead. The visitor is asked to send again, not dropped.
      return ageMs < 0 || ageMs > FORM_LIFE_MS ? null : { nonce, ageMs };
    },
  };
}
