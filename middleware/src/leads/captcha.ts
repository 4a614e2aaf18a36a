// Whether a person is at the form: a hook with one question at either end. `none` asks nothing; `altcha` has the browser work
// for about a second, with no service and no cookie of anybody's. Another kind is another object of this shape.
import { createChallenge, verifySolution } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { z } from 'zod';
import { FORM_LIFE_MS } from './form-token.ts';

export interface Captcha {
  /** What the form has to answer, for the browser; null when nothing. */
  challenge(formNonce: string): Promise<{ readonly kind: string; readonly challenge: unknown } | null>;
  /** @param answer as the form sent it. @throws anything: the check could not be made */
  verify(answer: string | null, about: { readonly formNonce: string; readonly address: string }): Promise<boolean>;
}

export const NO_CAPTCHA: Captcha = {
  challenge: () => Promise.resolve(null),
  verify: () => Promise.resolve(true),
};

/** PBKDF2 rounds of one try, of which the browser needs 256 on average: about half a second to two. Checking takes one. */
const ROUNDS = 5_000;
const ALGORITHM = 'PBKDF2/SHA-256';

const PAYLOAD = z.object({
  challenge: z.object({
    parameters: z.looseObject({
      algorithm: z.literal(ALGORITHM),
      nonce: z.string(),
      salt: z.string(),
      cost: z.number(),
      keyLength: z.number(),
      keyPrefix: z.string(),
      expiresAt: z.number(),
      data: z.object({ form: z.string() }),
    }),
    signature: z.string(),
  }),
  solution: z.object({ counter: z.number(), derivedKey: z.string() }),
});

/** Bound to its form, and so good for one submission like it. @param secret 32 bytes or more, in any text form */
export function altchaCaptcha(secret: string, now: () => number): Captcha {
  return {
    challenge: async (formNonce) => ({
      kind: 'altcha',
      challenge: await createChallenge({
        algorithm: ALGORITHM,
        cost: ROUNDS,
        deriveKey,
        data: { form: formNonce },
        expiresAt: new Date(now() + FORM_LIFE_MS),
        hmacSignatureSecret: secret,
      }),
    }),
    verify: async (answer, { formNonce }) => {
      const payload = PAYLOAD.safeParse(jsonIn(answer));
      if (!payload.success || payload.data.challenge.parameters.data.form !== formNonce) return false;
      const { challenge, solution } = payload.data;
      const result = await verifySolution({ challenge, solution, deriveKey, hmacSignatureSecret: secret });
      return result.verified;
    },
  };
}

function jsonIn(base64: string | null): unknown {
  try {
    return JSON.parse(Buffer.from(base64 ?? '', 'base64').toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
