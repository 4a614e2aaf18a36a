// The OAuth 2.0 JWT bearer grant: is this assertion good, and for whom?
// @see Salesforce Help, "OAuth 2.0 JWT Bearer Flow for Server-to-Server Integration"
import { verify } from 'node:crypto';
import type { ApiContext } from './context.ts';
import type { OAuthClient } from './oauth-clients.ts';
import { OAuthError } from './oauth-error.ts';

const LOGIN_AUDIENCES = ['https://login.salesforce.com', 'https://test.salesforce.com'];
/** Above this an `exp` is in milliseconds: the Salesforce CLI sends it so, and the platform takes it. */
const SECONDS_END = 1e11;

interface Claims {
  readonly iss?: unknown;
  readonly sub?: unknown;
  readonly aud?: unknown;
  readonly exp?: unknown;
}

export interface GoodAssertion {
  readonly client: OAuthClient;
  readonly username: string;
}

/** @throws OAuthError in the order in which the platform looks: form, client, signature, audience, expiry */
export function verifyAssertion(context: ApiContext, assertion: string): GoodAssertion {
  const [head = '', body = '', signature = '', ...rest] = assertion.split('.');
  const header = decodeJson(head) as { alg?: unknown } | undefined;
  const claims = decodeJson(body) as Claims | undefined;
  if (!header || !claims || !signature || rest.length > 0 || header.alg !== 'RS256') throw invalidAssertion();
  const client = typeof claims.iss === 'string' ? context.clients.find(claims.iss) : undefined;
  if (!client) throw new OAuthError('invalid_client_id', 'client identifier invalid');
  if (client.validUntil !== undefined && client.validUntil < context.wallClock()) throw invalidAssertion();
  const signed = Buffer.from(`${head}.${body}`);
  if (!verify('RSA-SHA256', signed, client.publicKey, Buffer.from(signature, 'base64url'))) throw invalidAssertion();
  if (!isForUs(context, claims.aud)) throw new OAuthError('invalid_grant', 'audience is invalid');
  const expiresAt = expiryMs(claims.exp);
  if (expiresAt === undefined) throw invalidAssertion();
  if (expiresAt <= context.wallClock()) throw new OAuthError('invalid_grant', 'expired authorization code');
  if (typeof claims.sub !== 'string' || claims.sub === '') throw invalidAssertion();
  return { client, username: claims.sub };
}

function invalidAssertion(): OAuthError {
  return new OAuthError('invalid_grant', 'invalid assertion');
}

function decodeJson(part: string): object | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return value !== null && typeof value === 'object' ? value : undefined;
  } catch {
    return undefined; // not JSON: the caller refuses the assertion
  }
}

function isForUs(context: ApiContext, aud: unknown): boolean {
  const audiences = (Array.isArray(aud) ? aud : [aud]).map((one) => String(one).replace(/\/$/, ''));
  const own = [context.origin, context.origin.replace('127.0.0.1', 'localhost')];
  return audiences.some((audience) => own.includes(audience) || LOGIN_AUDIENCES.includes(audience));
}

/** The CLI's assertions end 0.3 seconds after they are made: less than a way to an org takes, and yet orgs take them. */
const MILLISECONDS_LEEWAY = 3 * 60 * 1000;

/** Clients send numbers and numeric strings, seconds and milliseconds. */
function expiryMs(exp: unknown): number | undefined {
  const value = typeof exp === 'number' || typeof exp === 'string' ? Number(exp) : NaN;
  if (!Number.isFinite(value)) return undefined;
  return value > SECONDS_END ? value + MILLISECONDS_LEEWAY : value * 1000;
}
