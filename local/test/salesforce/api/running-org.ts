// A served org over the small project beside this file, and what tests need to talk to it.
import { createSign, generateKeyPairSync } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { startLocalOrg, type LocalOrgOptions } from '../../../src/salesforce/main.ts';
import type { RunningLocalOrg } from '../../../src/salesforce/serve.ts';

export const CLIENT_ID = 'gadget-client';
/** A client without a policy: every user may use it. */
export const OPEN_CLIENT_ID = 'open-client';
/** In every org. */
export const ADMIN = 'admin@local-org.test';
export const API_USER = 'api.user@example.test';
/** Signs in, but may see nothing. */
export const LIMITED_USER = 'limited.user@example.test';
/** Lacks the permission set that the app asks for, and the API permission. */
export const OUTSIDER = 'outsider@example.test';

export const PROJECT = fileURLToPath(new URL('./project', import.meta.url));

/** Made once per test file; 2048 bits take a moment. */
export const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const publicKeyPem = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();

export function user(username: string, profile: string, permissionSets: readonly string[]) {
  const [name] = username.split('@');
  return {
    username,
    name: name!.replace('.', ' '),
    email: username,
    profile,
    permissionSets,
    timeZone: 'Asia/Tokyo',
    locale: 'en_US',
    language: 'en_US',
  };
}

export function startTestOrg(options: Partial<LocalOrgOptions> = {}): Promise<RunningLocalOrg> {
  const integration = 'Minimum Access - API Only Integrations';
  return startLocalOrg({
    projectDir: PROJECT,
    port: 0,
    pubsubPort: 0,
    clients: [
      { clientId: CLIENT_ID, publicKeyPem },
      { clientId: OPEN_CLIENT_ID, publicKeyPem, externalClientApp: 'None' },
    ],
    users: [
      user(API_USER, integration, ['Api_User']),
      user(LIMITED_USER, integration, ['Only_Api']),
      user(OUTSIDER, 'Minimum Access - Salesforce', []),
    ],
    ...options,
  });
}

export interface AssertionParts {
  readonly iss?: string;
  readonly sub?: string;
  readonly aud?: string;
  readonly exp?: number | string;
  readonly alg?: string;
}

/** A signed assertion that is good unless a part says otherwise. */
export function assertion(org: RunningLocalOrg, parts: AssertionParts = {}): string {
  const { alg = 'RS256', ...claims } = parts;
  const exp = Math.floor(Date.now() / 1000) + 180;
  const whole = { iss: CLIENT_ID, sub: API_USER, aud: org.origin, exp, ...claims };
  const signed = [{ alg, typ: 'JWT' }, whole].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  const signature = createSign('RSA-SHA256').update(signed.join('.')).sign(keys.privateKey, 'base64url');
  return [...signed, signature].join('.');
}

export function askForToken(org: RunningLocalOrg, form: Record<string, string>): Promise<Response> {
  return fetch(`${org.origin}/services/oauth2/token`, { method: 'POST', body: new URLSearchParams(form) });
}

export const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

export async function signIn(org: RunningLocalOrg, parts: AssertionParts = {}): Promise<string> {
  const response = await askForToken(org, { grant_type: JWT_BEARER, assertion: assertion(org, parts) });
  const body = (await response.json()) as { access_token?: string };
  if (!body.access_token) throw new Error(`sign-in refused: ${JSON.stringify(body)}`);
  return body.access_token;
}

/** What single records answer; other shapes are named where a test reads them. */
export interface Answer {
  readonly id: string;
  readonly success: boolean;
  readonly [field: string]: unknown;
}

/** An entry of the error array. */
export interface Refusal {
  readonly message: string;
  readonly errorCode: string;
  readonly fields?: readonly string[];
}

export interface RestReply<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** One REST call below v67.0, or of a whole path that begins with `/services`. */
export async function rest<Body = Answer>(
  org: RunningLocalOrg,
  token: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<RestReply<Body>> {
  const url = org.origin + (path.startsWith('/services') ? path : `/services/data/v67.0${path}`);
  const response = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') && text !== '';
  return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : text) as Body };
}

/** An admin call below `/local`. */
export async function admin<Body = Record<string, unknown>>(
  org: RunningLocalOrg,
  method: string,
  path: string,
  body?: unknown,
): Promise<RestReply<Body>> {
  return rest<Body>(org, '', method, `/services/../local${path}`, body);
}
