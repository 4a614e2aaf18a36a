// What a variable may look like: the pieces that the sections are made of. Each says in words what is wrong, never the value.
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { webhookKey } from '../http/signed-request.ts';

const MISSING = 'is missing';
export const text = () => z.string({ error: MISSING });
export const httpUrl = () =>
  text().refine((value) => /^https?:\/\/[^\s/]+/.test(value) && URL.canParse(value), {
    error: 'must be an http(s) URL',
  });
export const integer = (least: number, most: number, standard: number) =>
  z
    .string()
    .regex(/^\d+$/, { error: 'must be a whole number' })
    .transform(Number)
    .refine((value) => value >= least && value <= most, { error: `must lie between ${least} and ${most}` })
    .default(standard);
export const digits = () => z.string().regex(/^[1-9]\d*$/, { error: 'must be an id in digits' });
export const onOff = (standard: boolean) =>
  z
    .enum(['on', 'off'], { error: 'must be on or off' })
    .transform((value) => value === 'on')
    .default(standard);
/** Keys of a sender: one, or two while a secret is replaced. */
export const signingSecrets = () =>
  z.string().transform((value, context) => {
    const keys = value.split(',').map((secret) => webhookKey(secret.trim()));
    if (keys.length <= 2 && keys.every((key) => key !== null)) return keys;
    const message = 'must be one secret, or two by comma, each whsec_ and at least 24 bytes in base64';
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });
export const readableFile = () =>
  z.string().transform((path, context) => {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      context.addIssue({ code: 'custom', message: 'names a file that cannot be read' });
      return z.NEVER;
    }
  });
