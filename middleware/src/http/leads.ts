// POST /leads and GET /leads/form: the company's website sends what a visitor wrote. Anybody can call this, so every request
// passes layers, cheap ones first; what is wrong is said by field; what a program sent is answered like a person's and
// dropped. Answered only when the ledger has it. Contract for the website: docs/leads.md.
import { createHmac } from 'node:crypto';
import express, { Router, type Request, type RequestHandler, type Response } from 'express';
import { rateLimit } from 'express-rate-limit';
import type { LeadAcceptance, LeadSubmission } from '../ledger/leads.ts';
import type { Captcha } from '../leads/captcha.ts';
import { FIELD_WORDS, readLeadForm, type FieldProblems, type LeadForm } from '../leads/fields.ts';
import { FORM_LIFE_MS, type FormTokens } from '../leads/form-token.ts';
import { leadRecord } from '../leads/lead-record.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { otherMethods, refuse } from './answers.ts';
import { networkOf } from './network-of.ts';

export interface LeadsOptions {
  /** Exact, as browsers send them; none: the door is closed. */
  readonly origins: readonly string[];
  readonly minFillMs: number;
  /** What the ledger keeps for us: read once, when it is first needed. @throws the ledger is away */
  readonly secrets: () => Promise<LeadSecrets>;
  readonly accept: (submission: LeadSubmission) => Promise<LeadAcceptance>;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly now: () => Date;
}

export interface LeadSecrets {
  readonly forms: FormTokens;
  readonly captcha: Captcha;
  /** Of the hashes by which senders are told apart. */
  readonly hashKey: Buffer;
}

const MAX_BYTES = 16 * 1024;
const MINUTE_MS = 60_000;
/** Requests of one address, right or wrong; how many of them are stored is the ledger's to bound. */
const PER_MINUTE = { submissions: 5, forms: 30 } as const;
const CAPTCHA_TIMEOUT_MS = 3000;

const WORDS = {
  closed: 'This address is not open: LEAD_ALLOWED_ORIGINS is not set.',
  origin: 'Pages of this origin may not send here. LEAD_ALLOWED_ORIGINS lists those that may.',
  fields: 'Some fields need another look.',
  busy: 'Too many messages from you just now. Please try again later, or call us.',
  full: 'We cannot take messages just now. Please try again in a few minutes, or call us.',
} as const;

const RETRY_AFTER_SECONDS = { limited: 3600, full: 600, ledger: 60 } as const;

export function leadsRouter(options: LeadsOptions): Router {
  const { metrics } = options;
  const router = Router();
  const count = (result: string): void => metrics.leads.inc({ result });
  const layers = [crossOrigin(options.origins, count), isOpen(options.origins, count)];
  router
    .route('/leads/form')
    .all(...layers)
    .get(perAddress(PER_MINUTE.forms, count), (_request, response) => handOutForm(options, response))
    .all(otherMethods('GET'));
  router
    .route('/leads')
    .all(...layers)
    .post(
      perAddress(PER_MINUTE.submissions, count),
      isSmallJson(count),
      // Compressed bodies are refused: what is counted is what is read.
      express.json({ limit: MAX_BYTES, inflate: false }),
      (request, response) => takeSubmission(options, request, response),
    )
    .all(otherMethods('POST'));
  return router;
}

/** Exact origins, on every answer and so on errors too. It keeps browsers of other sites out, and nobody else. */
function crossOrigin(origins: readonly string[], count: (result: string) => void): RequestHandler {
  return (request, response, next) => {
    response.vary('Origin');
    const origin = request.get('origin');
    if (origin === undefined) return next();
    if (!origins.includes(origin)) {
      count('origin');
      return refuse(request, response, 403, WORDS.origin);
    }
    response.set({ 'Access-Control-Allow-Origin': origin, 'Access-Control-Expose-Headers': 'Retry-After' });
    if (request.method !== 'OPTIONS') return next();
    response.set({
      'Access-Control-Allow-Methods': 'GET, POST',
      'Access-Control-Allow-Headers': 'content-type',
      'Access-Control-Max-Age': '600',
    });
    response.status(204).end();
  };
}

function isOpen(origins: readonly string[], count: (result: string) => void): RequestHandler {
  return (request, response, next) => {
    if (origins.length > 0) return next();
    count('not-configured');
    refuse(request, response, 503, WORDS.closed);
  };
}

/** In memory, and so for each instance on its own. */
function perAddress(limit: number, count: (result: string) => void): RequestHandler {
  return rateLimit({
    windowMs: MINUTE_MS,
    limit,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    keyGenerator: networkOf,
    validate: false, // it would write to the console what config and docs say
    handler: (request, response) => {
      count('too-fast');
      refuse(request, response, 429, WORDS.busy);
    },
  });
}

function isSmallJson(count: (result: string) => void): RequestHandler {
  return (request, response, next) => {
    const isJson = request.is('application/json') !== false && request.is('application/json') !== null;
    const why = isJson ? null : 'content-type';
    if (why) {
      count(why);
      return refuse(request, response, 415);
    }
    if (Number(request.get('content-length') ?? 0) > MAX_BYTES) {
      count('too-large');
      return refuse(request, response, 413);
    }
    next();
  };
}

async function handOutForm({ secrets, minFillMs, log }: LeadsOptions, response: Response): Promise<void> {
  try {
    const { forms, captcha } = await secrets();
    const { token, nonce } = forms.issue();
    response.json({
      formToken: token,
      readyAfterMs: minFillMs,
      expiresAfterMs: FORM_LIFE_MS,
      captcha: await captcha.challenge(nonce),
    });
  } catch (error) {
    log.error({ err: error }, 'no form could be handed out');
    refuseLater(response, 'ledger');
  }
}

async function takeSubmission(options: LeadsOptions, request: Request, response: Response): Promise<void> {
  const { metrics, log } = options;
  try {
    const { result, requestId, problems, emailHash } = await resultOf(options, request);
    metrics.leads.inc({ result });
    log.info({ requestId, emailHash: emailHash?.slice(0, 16), result }, 'a submission of the website');
    if (problems) return refuseFields(response, problems);
    if (result === 'limited') return refuseLater(response, 'limited');
    if (result === 'full') return refuseLater(response, 'full');
    response.status(202).json({ result: 'accepted', requestId });
  } catch (error) {
    metrics.leads.inc({ result: 'failed' });
    log.error({ err: error }, 'a submission could not be stored: its sender was told');
    refuseLater(response, 'ledger');
  }
}

interface SubmissionResult {
  /** For the metrics and the log; the visitor is told less. */
  readonly result: LeadAcceptance | 'fields' | 'captcha' | 'form-expired' | 'dropped';
  readonly requestId?: string;
  readonly emailHash?: string;
  readonly problems?: FieldProblems;
}

async function resultOf(options: LeadsOptions, request: Request): Promise<SubmissionResult> {
  const read = readLeadForm(request.body);
  if ('problems' in read) return { result: 'fields', problems: read.problems };
  const { form } = read;
  const secrets = await options.secrets();
  const open = secrets.forms.read(form.formToken);
  if (!open) return { result: 'form-expired', problems: { formToken: 'form-expired' } };
  const address = networkOf(request);
  const isPerson = await withinTime(secrets.captcha.verify(form.captcha, { formNonce: open.nonce, address }));
  if (!isPerson) return { result: 'captcha', problems: { captcha: 'captcha' } };
  const isDropped = form.isTrapped || open.ageMs < options.minFillMs;
  const submission = submissionOf(form, { formNonce: open.nonce, address, isDropped }, secrets.hashKey, options.now());
  const { requestId, emailHash } = submission;
  const acceptance = await options.accept(submission);
  if (acceptance === 'form-used') {
    return { result: acceptance, requestId, emailHash, problems: { formToken: 'form-expired' } };
  }
  return { result: isDropped && acceptance === 'stored' ? 'dropped' : acceptance, requestId, emailHash };
}

function submissionOf(
  { fields, requestId }: LeadForm,
  { formNonce, address, isDropped }: { formNonce: string; address: string; isDropped: boolean },
  key: Buffer,
  now: Date,
): LeadSubmission {
  const hash = (...parts: readonly string[]): string =>
    createHmac('sha256', key).update(JSON.stringify(parts)).digest('hex');
  const email = fields.email.toLowerCase();
  const contentHash = hash('content', email, fields.message, now.toISOString().slice(0, 10));
  return {
    requestId: requestId ?? contentHash,
    contentHash,
    addressHash: hash('address', address),
    emailHash: hash('email', email),
    formNonce,
    body: isDropped ? null : JSON.stringify(leadRecord(fields, now)),
  };
}

/** A check that does not answer is one that has not passed: the visitor can try again, a program gains nothing. */
async function withinTime(check: Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, CAPTCHA_TIMEOUT_MS, false);
  });
  try {
    return await Promise.race([check, tooLate]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

function refuseFields(response: Response, problems: FieldProblems): void {
  const fields = Object.fromEntries(
    Object.entries(problems).map(([name, code]) => [name, { code, message: FIELD_WORDS[code] }]),
  );
  response.status(422).json({ error: { status: 422, message: WORDS.fields, fields } });
}

function refuseLater(response: Response, why: keyof typeof RETRY_AFTER_SECONDS): void {
  const [status, message] = why === 'limited' ? [429, WORDS.busy] : [503, WORDS.full];
  response.status(status).set('Retry-After', String(RETRY_AFTER_SECONDS[why]));
  response.json({ error: { status, message } });
}
