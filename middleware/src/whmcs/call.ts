// One call to WHMCS's includes/api.php. Promises: a mutating call is sent at most once; whatever leaves its outcome open is
// WHMCS_UNKNOWN_OUTCOME, whatever certainly had no effect is not. Knows no action by name.
// @see https://developers.whmcs.com/api/getting-started/
import { setTimeout as sleep } from 'node:timers/promises';
import { PortwayError, isPortwayError, textOf, type ErrorCode } from '../errors.ts';
import type { WhmcsAction } from './actions.ts';
import { encodeForm, type FormFields } from './form.ts';
import { UnreadableReply, decodeEntities, isRecord, type Reply } from './reply.ts';

export interface CallOptions<T> {
  /** once: changes something, never repeated here. reads: may be repeated. */
  readonly sends: 'once' | 'reads';
  /** Takes what the caller needs out of the reply; an UnreadableReply it throws counts as an unreadable body. */
  readonly read: (reply: Reply) => T;
  /** Refusals this action words in its own way, tried before the common ones. */
  readonly refusals?: Refusals;
  /** Milliseconds to wait for the whole answer. */
  readonly timeoutMs?: number;
}

/**
 * @throws PortwayError one of the WHMCS_… codes: `pause` codes and WHMCS_REJECTED had no effect, WHMCS_UNREACHABLE and
 *   WHMCS_BUSY had none either, WHMCS_UNKNOWN_OUTCOME (mutating calls only) may have had its effect
 */
export type WhmcsCall = <T>(action: WhmcsAction, fields: FormFields, options: CallOptions<T>) => Promise<T>;

/** Prefix of WHMCS's message, lower case → code. WHMCS has no error codes, and its casing varies. */
export type Refusals = readonly (readonly [prefix: string, code: ErrorCode])[];

const COMMON_REFUSALS: Refusals = [
  ['invalid ip', 'WHMCS_IP_NOT_ALLOWED'],
  ['forbidden ip', 'WHMCS_IP_NOT_ALLOWED'],
  ['invalid permissions', 'WHMCS_ROLE_DENIED'],
  ['api command restricted', 'WHMCS_ROLE_DENIED'],
  ['command not found', 'WHMCS_ROLE_DENIED'],
  ['authentication failed', 'WHMCS_AUTH'],
  ['invalid or missing credentials', 'WHMCS_AUTH'],
  ['invalid password', 'WHMCS_AUTH'],
  ['administrator account disabled', 'WHMCS_AUTH'],
  ['access denied', 'WHMCS_AUTH'],
  ['invalid payment method', 'WHMCS_PAYMENT_METHOD'],
  ['empty action request', 'WHMCS_URL_WRONG'], // the form did not arrive: a redirect turned POST into GET
];

export interface CallSettings {
  readonly url: string;
  readonly identifier: string;
  readonly secret: string;
  readonly accessKey?: string | undefined;
  /** Milliseconds, when a call does not set its own. */
  readonly timeoutMs: number;
  /** How often a read is repeated after a passing fault. */
  readonly readRetries?: number;
  /** Told of each request sent, for the metrics. */
  readonly onSent?: (action: WhmcsAction, seconds: number, outcome: 'ok' | ErrorCode) => void;
}

const MAX_REPLY_CHARS = 32 * 1024 * 1024;
const READ_RETRY_MS = 150;

export function createCall(settings: CallSettings): WhmcsCall {
  return async (action, fields, options) => {
    const retries = options.sends === 'reads' ? (settings.readRetries ?? 2) : 0;
    for (let attempt = 0; ; attempt++) {
      try {
        return await send(settings, action, fields, options);
      } catch (error) {
        if (attempt >= retries || !isPortwayError(error, 'WHMCS_UNREACHABLE')) throw error;
        await sleep(READ_RETRY_MS * 2 ** attempt * (0.5 + Math.random()));
      }
    }
  };
}

async function send<T>(
  settings: CallSettings,
  action: WhmcsAction,
  fields: FormFields,
  options: CallOptions<T>,
): Promise<T> {
  const startedAt = performance.now();
  const report = (outcome: 'ok' | ErrorCode): void =>
    settings.onSent?.(action, (performance.now() - startedAt) / 1000, outcome);
  try {
    const { status, text } = await post(settings, action, fields, options);
    const result = interpret(action, status, text, options);
    report('ok');
    return result;
  } catch (error) {
    report(error instanceof PortwayError ? error.code : 'WHMCS_UNREACHABLE');
    throw error;
  }
}

async function post<T>(
  settings: CallSettings,
  action: WhmcsAction,
  fields: FormFields,
  options: CallOptions<T>,
): Promise<{ status: number; text: string }> {
  const body = encodeForm({
    action,
    identifier: settings.identifier,
    secret: settings.secret,
    accesskey: settings.accessKey,
    responsetype: 'json',
    ...fields,
  });
  try {
    const response = await fetch(settings.url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body,
      redirect: 'manual', // following one would turn the POST into a GET, or send the secret elsewhere
      signal: AbortSignal.timeout(options.timeoutMs ?? settings.timeoutMs),
    });
    return { status: response.status, text: await readText(response) };
  } catch (error) {
    if (wasNeverSent(error))
      throw new PortwayError('WHMCS_UNREACHABLE', `${action}: ${reasonOf(error)}`, { cause: error });
    throw openOutcome(options, `${action}: ${reasonOf(error)}`, error);
  }
}

async function readText(response: Response): Promise<string> {
  const text = await response.text();
  if (text.length > MAX_REPLY_CHARS) throw new UnreadableReply(`longer than ${MAX_REPLY_CHARS} characters`);
  return text;
}

function interpret<T>(action: string, status: number, text: string, options: CallOptions<T>): T {
  const reply = parse(text);
  const refusal = reply && refusalIn(reply);
  if (status === 403) throw triage403(action, refusal ?? null);
  if (status === 429) throw new PortwayError('WHMCS_BUSY', `${action}: too many requests`);
  if (status === 404 || (status >= 300 && status < 400)) {
    throw new PortwayError('WHMCS_URL_WRONG', `${action}: WHMCS_API_URL answered HTTP ${status}`);
  }
  if (status >= 500) throw openOutcome(options, `${action}: HTTP ${status}`);
  if (!reply) throw openOutcome(options, `${action}: HTTP ${status} with a body that is not JSON`);
  if (refusal !== null && refusal !== undefined) throw refused(action, refusal, options.refusals ?? []);
  if (status !== 200) throw openOutcome(options, `${action}: HTTP ${status}`);
  if (reply.result !== 'success') throw openOutcome(options, `${action}: a reply without a result`);
  try {
    return options.read(reply);
  } catch (error) {
    if (error instanceof UnreadableReply) throw openOutcome(options, `${action}: ${error.message}`, error);
    throw error;
  }
}

/** Strict: PHP warnings printed before the JSON make a body unreadable, because what follows may be cut as well. */
function parse(text: string): Reply | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

/** The message of an error reply; null for any other. Some actions say `status` where others say `result`. */
function refusalIn(reply: Reply): string | null {
  const verdict = 'result' in reply ? reply.result : reply.status;
  if (verdict !== 'error') return null;
  return decodeEntities(typeof reply.message === 'string' ? reply.message : 'no message').trim();
}

function triage403(action: string, message: string | null): PortwayError {
  if (message === null) return new PortwayError('WHMCS_FORBIDDEN', `${action}: HTTP 403 without an answer from WHMCS`);
  const code = codeFor(message, COMMON_REFUSALS) ?? 'WHMCS_AUTH';
  return new PortwayError(code, `WHMCS says “${message}” to ${action}`);
}

function refused(action: string, message: string, refusals: Refusals): PortwayError {
  const code = codeFor(message, refusals) ?? codeFor(message, COMMON_REFUSALS) ?? 'WHMCS_REJECTED';
  return new PortwayError(code, `WHMCS says “${message}” to ${action}`);
}

function codeFor(message: string, refusals: Refusals): ErrorCode | undefined {
  const text = message.toLowerCase();
  return refusals.find(([prefix]) => text.startsWith(prefix))?.[1];
}

function openOutcome(options: { sends: 'once' | 'reads' }, what: string, cause?: unknown): PortwayError {
  const code = options.sends === 'once' ? 'WHMCS_UNKNOWN_OUTCOME' : 'WHMCS_UNREACHABLE';
  return new PortwayError(code, what, cause === undefined ? {} : { cause });
}

// Faults before the connection stood: not one byte of the request left this machine.
const BEFORE_SENDING = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

function wasNeverSent(error: unknown): boolean {
  return codesOf(error).some((code) => BEFORE_SENDING.has(code));
}

function codesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const own = 'code' in error && typeof error.code === 'string' ? [error.code] : [];
  // A host with several addresses fails with one error per address; it was sent nowhere only if all of them say so.
  if (error instanceof AggregateError) {
    const each = error.errors.map(codesOf);
    return each.every((codes) => codes.some((code) => BEFORE_SENDING.has(code))) ? [...own, ...each.flat()] : [];
  }
  return [...own, ...codesOf(error.cause)];
}

function reasonOf(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') return 'no answer in time';
  return codesOf(error)[0] ?? textOf(error);
}
