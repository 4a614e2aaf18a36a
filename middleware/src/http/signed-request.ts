// The one way in which this service takes a signed request: Standard Webhooks 1.0.0, symmetric. The signature is checked
// over the bytes as they came, before anything in them is looked at.
// @see https://www.standardwebhooks.com, config/whmcs/README.md
import { createHmac, timingSafeEqual } from 'node:crypto';
import express, { type Request, type RequestHandler, type Response } from 'express';
import { refuse } from './answers.ts';

/** How far the sender's clock may be off, either way, in seconds. */
const TOLERANCE_SECONDS = 300;
/** Far more than any sender of ours needs: a longer header is not read. */
const MAX_HEADER_CHARS = 2000;
const MAX_ID_CHARS = 100;

export interface SignedParts {
  readonly id: string | undefined;
  readonly timestamp: string | undefined;
  readonly signature: string | undefined;
  readonly body: Buffer;
}

/** What is wrong with a signed request; null when it is what a holder of one of the keys sent, lately. */
export type SignatureFault = 'unsigned' | 'wrong-signature' | 'wrong-time' | null;

/** @param keys any one of them suffices: two while a secret is replaced */
export function signatureFault(parts: SignedParts, keys: readonly Buffer[], nowMs: number): SignatureFault {
  const { id, timestamp, signature, body } = parts;
  if (!id || !timestamp || !signature) return 'unsigned';
  if (id.length > MAX_ID_CHARS || signature.length > MAX_HEADER_CHARS || !/^\d{1,12}$/.test(timestamp))
    return 'unsigned';
  const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
  const expected = keys.map((key) => createHmac('sha256', key).update(signed).digest());
  const given = signature.split(' ').flatMap((entry) => {
    const [version, digest] = entry.split(',', 2);
    return version === 'v1' && digest !== undefined ? [Buffer.from(digest, 'base64')] : [];
  });
  // Every pair is compared, so that the time taken tells nothing of which key or entry was near.
  let matches = 0;
  for (const one of expected)
    for (const other of given) if (one.length === other.length && timingSafeEqual(one, other)) matches++;
  if (matches === 0) return 'wrong-signature';
  // Last: that its clock is wrong is told only to who holds a key.
  return Math.abs(nowMs / 1000 - Number(timestamp)) > TOLERANCE_SECONDS ? 'wrong-time' : null;
}

/** `whsec_` and base64 → key. @returns null when it is not that, or has fewer than 24 bytes */
export function webhookKey(secret: string): Buffer | null {
  const match = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret);
  const key = match ? Buffer.from(match[1]!, 'base64') : null;
  return key && key.length >= 24 ? key : null;
}

const FAULT_WORDS: Readonly<Record<Exclude<SignatureFault, null>, string>> = {
  unsigned: 'The request needs webhook-id, webhook-timestamp and webhook-signature.',
  'wrong-signature': 'No signature of the request is right.',
  'wrong-time': 'The webhook-timestamp is more than five minutes off. Check the clock of the sender.',
};

export interface SignedOptions {
  readonly keys: readonly Buffer[];
  /** Name of the variable that holds the secrets, to say what is missing. */
  readonly variable: string;
  readonly maxBytes: number;
  readonly now: () => number;
  /** Told of every request that is not let through, for the metrics. */
  readonly onRefused: (why: string) => void;
}

/** A request that passed; `response.locals.signed`. */
export interface SignedRequest {
  readonly id: string;
  readonly json: unknown;
}

/** Lets through what is signed, small and JSON; the handler finds it by `signedRequest(response)`. */
export function signed(options: SignedOptions): RequestHandler[] {
  const { keys, variable, maxBytes, now, onRefused } = options;
  const deny = (request: Request, response: Response, status: number, why: string, words?: string): void => {
    onRefused(why);
    refuse(request, response, status, words);
  };
  return [
    (request, response, next) => {
      if (keys.length === 0)
        return deny(request, response, 503, 'not-configured', `This address is not open: ${variable} is not set.`);
      if (!request.is('application/json')) return deny(request, response, 415, 'content-type');
      // Told before the body is read; one without a length is stopped by the parser.
      if (Number(request.get('content-length') ?? 0) > maxBytes) return deny(request, response, 413, 'too-large');
      next();
    },
    // Compressed bodies are refused: what is signed is what is read.
    express.raw({ type: 'application/json', limit: maxBytes, inflate: false }),
    (request, response, next) => {
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const id = request.get('webhook-id');
      const parts = {
        id,
        timestamp: request.get('webhook-timestamp'),
        signature: request.get('webhook-signature'),
        body,
      };
      const fault = signatureFault(parts, keys, now());
      if (fault) return deny(request, response, 401, fault, FAULT_WORDS[fault]);
      const json = parse(body);
      if (json === undefined) return deny(request, response, 400, 'not-json');
      response.locals.signed = { id: id!, json } satisfies SignedRequest;
      next();
    },
  ];
}

/**
 * Lets through a signed request without a body, where the path and query stand in its place: signed is
 * `id.timestamp./shop/orders/SO-1`, so that a signature for one address opens no other.
 */
export function signedAddress(options: Omit<SignedOptions, 'maxBytes'>): RequestHandler {
  const { keys, variable, now, onRefused } = options;
  return (request, response, next) => {
    const deny = (status: number, why: string, words: string): void => {
      onRefused(why);
      refuse(request, response, status, words);
    };
    if (keys.length === 0) return deny(503, 'not-configured', `This address is not open: ${variable} is not set.`);
    const parts = {
      id: request.get('webhook-id'),
      timestamp: request.get('webhook-timestamp'),
      signature: request.get('webhook-signature'),
      body: Buffer.from(request.originalUrl),
    };
    const fault = signatureFault(parts, keys, now());
    if (fault) return deny(401, fault, FAULT_WORDS[fault]);
    next();
  };
}

export function signedRequest(response: Response): SignedRequest {
  return response.locals.signed as SignedRequest;
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
