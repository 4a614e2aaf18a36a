// OAuth 2.0 JWT bearer sign-in: an assertion signed with our private key for an access token. No refresh token comes back;
// a new token is a new assertion.
// @see https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_jwt_flow.htm
import { sign } from 'node:crypto';
import { PortwayError, textOf } from '../errors.ts';

export interface SignInSettings {
  /** Without a trailing slash. */
  readonly loginUrl: string;
  readonly audience: string;
  readonly clientId: string;
  readonly username: string;
  /** PEM. */
  readonly privateKey: string;
  readonly timeoutMs: number;
}

export interface Session {
  readonly accessToken: string;
  /** Without a trailing slash. */
  readonly instanceUrl: string;
  /** 18 or 15 characters, `00D…`. */
  readonly organizationId: string;
  /** Add to this machine's epoch milliseconds to get Salesforce's, to the second. */
  readonly clockOffsetMs: number;
}

const ASSERTION_LIFE_SECONDS = 180; // Salesforce refuses more than five minutes

/** The assertion for `now` (epoch milliseconds): header, claims and RS256 signature, each base64url. */
export function assertionFor(settings: SignInSettings, now: number): string {
  const header = encode({ alg: 'RS256', typ: 'JWT' });
  const claims = encode({
    iss: settings.clientId,
    sub: settings.username,
    aud: settings.audience,
    exp: Math.floor(now / 1000) + ASSERTION_LIFE_SECONDS,
  });
  const signature = sign('RSA-SHA256', Buffer.from(`${header}.${claims}`), settings.privateKey);
  return `${header}.${claims}.${signature.toString('base64url')}`;
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

/**
 * @throws PortwayError SALESFORCE_AUTH with Salesforce's own words; SALESFORCE_UNREACHABLE
 */
export async function signIn(settings: SignInSettings): Promise<Session> {
  const askedAt = Date.now();
  const response = await post(settings, askedAt);
  const answeredAt = Date.now();
  const body = await bodyOf(response);
  if (response.status >= 500 || response.status === 429) {
    throw new PortwayError('SALESFORCE_UNREACHABLE', `sign-in: HTTP ${response.status}`);
  }
  if (!response.ok) throw refusal(response.status, body);
  const { access_token: accessToken, instance_url: instanceUrl, id } = body;
  if (typeof accessToken !== 'string' || typeof instanceUrl !== 'string' || typeof id !== 'string') {
    throw new PortwayError(
      'SALESFORCE_AUTH',
      'sign-in: the answer is not a token; is SF_LOGIN_URL a Salesforce login host?',
    );
  }
  const serverTime = Date.parse(response.headers.get('date') ?? '');
  return {
    accessToken,
    instanceUrl: instanceUrl.replace(/\/+$/, ''),
    organizationId: id.split('/').at(-2) ?? '',
    clockOffsetMs: Number.isNaN(serverTime) ? 0 : serverTime - (askedAt + answeredAt) / 2,
  };
}

async function post(settings: SignInSettings, now: number): Promise<Response> {
  try {
    return await fetch(`${settings.loginUrl}/services/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        assertion: assertionFor(settings, now),
      }),
      signal: AbortSignal.timeout(settings.timeoutMs),
    });
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw new PortwayError('SALESFORCE_UNREACHABLE', `sign-in: ${textOf(cause)}`, { cause: error });
  }
}

async function bodyOf(response: Response): Promise<Record<string, unknown>> {
  const value: unknown = await response.json().catch(() => null);
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function refusal(status: number, body: Record<string, unknown>): PortwayError {
  const words = [body.error, body.error_description].filter((word) => typeof word === 'string').join(': ');
  return new PortwayError('SALESFORCE_AUTH', `sign-in: ${words === '' ? `HTTP ${status}` : words}`);
}
