// Who is an operator: whoever has the token. Programs send it as a bearer token with each request; browsers exchange it
// for a cookie, and then prove with each form that it came from one of our pages.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { refuse } from './answers.ts';
import { networkOf } from './network-of.ts';

const COOKIE = 'portway_operator';
const SESSION_MS = 12 * 3_600_000;
const MAX_WRONG_PER_MINUTE = 10;

export interface OperatorSession {
  /** 401, or the log-in page, unless the request is an operator's. A form or a cookie-borne POST needs its csrf value. */
  readonly required: RequestHandler;
  /** @returns the cookie to set; null when the token is wrong */
  signIn(token: string, address: string): { name: string; value: string; maxAgeMs: number } | null;
  readonly cookieName: string;
  /** For the forms of a signed-in browser; '' for none. */
  csrfFor(request: Request): string;
  /** Whether wrong tokens come too fast from this address. */
  isThrottled(address: string): boolean;
}

export function createOperatorSession(operatorToken: string, now: () => number): OperatorSession {
  const key = createHash('sha256').update(`portway operator session ${operatorToken}`).digest();
  const mac = (text: string): string => createHmac('sha256', key).update(text).digest('base64url');
  const wrong = new Map<string, number[]>();

  const isToken = (given: string): boolean => isSame(given, operatorToken);
  const isCookie = (value: string): boolean => {
    const [expires = '', signature = ''] = value.split('.');
    return isSame(signature, mac(expires)) && Number(expires) > now();
  };
  const csrfOf = (cookie: string): string => mac(`csrf ${cookie}`);
  const noteWrong = (address: string): void => {
    if (wrong.size > 1000) wrong.clear();
    wrong.set(address, [...recent(address), now()]);
  };
  const recent = (address: string): number[] => (wrong.get(address) ?? []).filter((at) => now() - at < 60_000);
  const isThrottled = (address: string): boolean => recent(address).length >= MAX_WRONG_PER_MINUTE;

  return {
    cookieName: COOKIE,
    isThrottled,
    signIn: (token, address) => {
      if (!isToken(token)) {
        noteWrong(address);
        return null;
      }
      const expires = String(now() + SESSION_MS);
      return { name: COOKIE, value: `${expires}.${mac(expires)}`, maxAgeMs: SESSION_MS };
    },
    csrfFor: (request) => {
      const cookie = cookieOf(request);
      return isCookie(cookie) ? csrfOf(cookie) : '';
    },
    required: (request, response, next) => {
      const address = networkOf(request);
      const bearer = /^Bearer (.+)$/i.exec(request.get('authorization') ?? '')?.[1];
      if (bearer !== undefined) {
        if (isThrottled(address)) return refuse(request, response, 429);
        if (isToken(bearer)) return next();
        noteWrong(address);
        response.set('WWW-Authenticate', 'Bearer');
        return refuse(request, response, 401);
      }
      const cookie = cookieOf(request);
      if (!isCookie(cookie)) {
        response.set('WWW-Authenticate', 'Bearer');
        const isPage = request.method === 'GET' && request.accepts(['json', 'html']) === 'html';
        if (isPage && !request.originalUrl.startsWith('/operator/api'))
          return response.redirect(303, '/operator/login');
        return refuse(request, response, 401);
      }
      if (request.method !== 'GET' && !isSame(formValue(request, 'csrf'), csrfOf(cookie))) {
        return refuse(request, response, 403);
      }
      next();
    },
  };
}

/** A field of a form body; '' when there is none. */
export function formValue(request: Request, name: string): string {
  const body: unknown = request.body;
  if (typeof body !== 'object' || body === null) return '';
  const value = (body as Record<string, unknown>)[name];
  return typeof value === 'string' ? value : '';
}

function cookieOf(request: Request): string {
  const pairs = (request.get('cookie') ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1) ?? '';
}

/** In constant time: hashes have one length. */
function isSame(a: string, b: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(a), hash(b));
}
