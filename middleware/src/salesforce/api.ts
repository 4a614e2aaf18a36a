// The Salesforce REST API as the product uses it: every request has a deadline and a named error, the session is renewed
// when it expires, and the share of the daily limit in use is known.
import { Connection, type HttpMethods } from 'jsforce';
import { PortwayError, isPortwayError, textOf } from '../errors.ts';
import { signIn, type Session, type SignInSettings } from './sign-in.ts';

export interface ApiSettings extends SignInSettings {
  /** `65.0` */
  readonly apiVersion: string;
  /** Told of each request sent, for the metrics. */
  readonly onSent?: (kind: string, seconds: number, outcome: string) => void;
}

export interface ApiUsage {
  readonly used: number;
  readonly limit: number;
}

export interface SalesforceApi {
  /** `/services/data/v65.0` */
  readonly basePath: string;
  /** Sends one request. `kind` names it in the metrics. @throws PortwayError one of the SALESFORCE_… codes */
  request<T>(
    kind: string,
    method: HttpMethods,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<T>;
  /** The session, signing in when there is none. @throws PortwayError SALESFORCE_AUTH, SALESFORCE_UNREACHABLE */
  session(): Promise<Session>;
  /** A new session; several callers at once share one sign-in. */
  renewSession(): Promise<Session>;
  /** What the last answer said of the daily limit; null before the first. */
  usage(): ApiUsage | null;
}

/** A token that is refused right after it was issued will be refused again: jsforce would try for ever. */
const MAX_RENEWALS_WITHOUT_SUCCESS = 2;

export function createApi(settings: ApiSettings): SalesforceApi {
  let connection: Connection | null = null;
  let session: Session | null = null;
  let signingIn: Promise<Session> | null = null;
  let renewalsWithoutSuccess = 0;

  const renewSession = (): Promise<Session> => {
    signingIn ??= timed('sign-in', () => signIn(settings))
      .then((renewed) => {
        session = renewed;
        if (connection?.instanceUrl !== renewed.instanceUrl) connection = connect(renewed);
        connection.accessToken = renewed.accessToken;
        return renewed;
      })
      .finally(() => {
        signingIn = null;
      });
    return signingIn;
  };

  const connect = ({ instanceUrl, accessToken }: Session): Connection =>
    new Connection({
      instanceUrl,
      accessToken,
      version: settings.apiVersion,
      refreshFn: (_connection, done) => {
        if (++renewalsWithoutSuccess > MAX_RENEWALS_WITHOUT_SUCCESS) {
          renewalsWithoutSuccess = 0;
          done(new PortwayError('SALESFORCE_AUTH', 'a session that was just issued is refused'));
          return;
        }
        renewSession().then(
          (renewed) => void done(null, renewed.accessToken),
          (error: unknown) => void done(error instanceof Error ? error : new Error(String(error))),
        );
      },
    });

  const timed = async <T>(kind: string, work: () => Promise<T>): Promise<T> => {
    const startedAt = performance.now();
    const report = (outcome: string): void => settings.onSent?.(kind, (performance.now() - startedAt) / 1000, outcome);
    try {
      const result = await work();
      report('ok');
      return result;
    } catch (error) {
      const named = namedError(error, kind);
      report(isPortwayError(named) ? named.code : 'error');
      throw named;
    }
  };

  return {
    basePath: `/services/data/v${settings.apiVersion}`,
    renewSession,
    session: () => (session ? Promise.resolve(session) : renewSession()),
    usage: () => connection?.limitInfo.apiUsage ?? null,
    request: async <T>(
      kind: string,
      method: HttpMethods,
      path: string,
      body?: unknown,
      headers: Readonly<Record<string, string>> = {},
    ): Promise<T> => {
      if (!session) await renewSession();
      const request = {
        method,
        url: path,
        ...(body === undefined
          ? { headers }
          : { body: JSON.stringify(body), headers: { ...headers, 'content-type': 'application/json' } }),
      };
      return timed(kind, async () => {
        // jsforce's own deadline ends with the headers, its default is 30 minutes, and its retries hide outages.
        const options = { timeout: settings.timeoutMs, retry: { maxRetries: 0 } };
        const answer = await withDeadline(connection!.request<T>(request, options), settings.timeoutMs);
        renewalsWithoutSuccess = 0;
        return answer;
      });
    },
  };
}

async function withDeadline<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new PortwayError('SALESFORCE_UNREACHABLE', 'no answer in time')), timeoutMs);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

/** Salesforce's error code → ours. What is not here is either an outage (below) or a bug of our own. */
const CODES: Readonly<Record<string, ConstructorParameters<typeof PortwayError>[0]>> = {
  INVALID_SESSION_ID: 'SALESFORCE_AUTH',
  INVALID_AUTH_HEADER: 'SALESFORCE_AUTH',
  API_DISABLED_FOR_ORG: 'SALESFORCE_ACCESS_DENIED',
  API_CURRENTLY_DISABLED: 'SALESFORCE_ACCESS_DENIED',
  FUNCTIONALITY_NOT_ENABLED: 'SALESFORCE_ACCESS_DENIED',
  INSUFFICIENT_ACCESS: 'SALESFORCE_ACCESS_DENIED',
  INSUFFICIENT_ACCESS_OR_READONLY: 'SALESFORCE_ACCESS_DENIED',
  INVALID_FIELD: 'SALESFORCE_ACCESS_DENIED', // a field the user may not see does not exist for the API
  INVALID_TYPE: 'SALESFORCE_ACCESS_DENIED',
  REQUEST_LIMIT_EXCEEDED: 'SALESFORCE_LIMIT',
  INVALID_QUERY_FILTER_OPERATOR: 'ORDER_ID_INVALID', // “invalid ID field”: right in form, but of no record
  MALFORMED_ID: 'ORDER_ID_INVALID',
  UNABLE_TO_LOCK_ROW: 'SALESFORCE_ROW_LOCKED',
  SERVER_UNAVAILABLE: 'SALESFORCE_UNREACHABLE',
  QUERY_TIMEOUT: 'SALESFORCE_UNREACHABLE',
  UNKNOWN_EXCEPTION: 'SALESFORCE_UNREACHABLE',
};

function namedError(error: unknown, kind: string): unknown {
  if (error instanceof PortwayError) return error;
  const salesforceCode = error instanceof Error && 'errorCode' in error ? String(error.errorCode) : undefined;
  if (salesforceCode === undefined) {
    // jsforce wraps what refreshFn reports, and keeps only its text.
    const isRefusedSignIn = textOf(error).includes('SALESFORCE_AUTH');
    const code = isRefusedSignIn ? 'SALESFORCE_AUTH' : 'SALESFORCE_UNREACHABLE';
    return new PortwayError(code, `${kind}: ${reasonOf(error)}`, { cause: error });
  }
  const isOutage = /^ERROR_HTTP_(420|429|5\d\d)$/.test(salesforceCode);
  const code = isOutage ? 'SALESFORCE_UNREACHABLE' : CODES[salesforceCode];
  if (code === undefined) return error;
  return new PortwayError(code, `${kind}: ${salesforceCode}: ${firstLine(textOf(error))}`, { cause: error });
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
  return code ?? firstLine(textOf(cause));
}

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? '').slice(0, 200);
}
