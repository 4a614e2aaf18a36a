// The website's leads: the door they come in by, and the writer that brings them to Salesforce.
import { createHmac } from 'node:crypto';
import type { Router } from 'express';
import { leadsRouter, type LeadSecrets } from '../http/leads.ts';
import { NO_CAPTCHA, altchaCaptcha, type Captcha } from '../leads/captcha.ts';
import { createFormTokens } from '../leads/form-token.ts';
import { createLeadWriter } from '../leads/writer.ts';
import { createLeadInbox, leadKey } from '../ledger/leads.ts';
import { insertRecords } from '../salesforce/insert.ts';
import type { Part, Surroundings } from './surroundings.ts';

export interface Leads extends Part {
  readonly door: Router;
}

/** REST API guide: the org's active assignment rule chooses the owner; a rule against duplicates may warn, not stop. */
const HEADERS = { 'Sforce-Auto-Assign': 'TRUE', 'Sforce-Duplicate-Rule-Header': 'allowSave=true' };

const PER_ADDRESS_AND_HOUR = 20;
const PER_EMAIL_AND_DAY = 3;

const CAPTCHAS: Readonly<Record<'none' | 'altcha', (secret: string) => Captcha>> = {
  none: () => NO_CAPTCHA,
  altcha: (secret) => altchaCaptcha(secret, Date.now),
};

export function createLeads(surroundings: Surroundings): Leads {
  const { config, ledger, api, salesforce, pace, now, metrics } = surroundings;
  const log = surroundings.log.child({ part: 'leads' });
  const writer = createLeadWriter({
    ledger,
    salesforce,
    insert: (leads) => insertRecords(api, 'lead-write', 'Lead', leads, HEADERS),
    callsPerHour: config.leads.callsPerHour,
    pace,
    now,
    log,
    pollMs: config.provisioning.pollMs,
    onOutcome: (outcome) => metrics.leadsWritten.inc({ outcome }),
  });
  const limits = {
    perAddressAndHour: PER_ADDRESS_AND_HOUR,
    perEmailAndDay: PER_EMAIL_AND_DAY,
    waiting: config.leads.queueLimit,
  };
  return {
    door: leadsRouter({
      origins: config.leads.allowedOrigins,
      minFillMs: config.leads.minFillMs,
      secrets: once(async (): Promise<LeadSecrets> => {
        const key = await leadKey(ledger);
        const derived = (use: string): Buffer => createHmac('sha256', key).update(use).digest();
        return {
          forms: createFormTokens(derived('forms'), Date.now),
          captcha: CAPTCHAS[config.leads.captcha](derived('captcha').toString('hex')),
          hashKey: derived('hashes'),
        };
      }),
      accept: createLeadInbox(ledger, limits, now),
      metrics,
      log,
      now,
    }),
    start: () => writer.start(),
    wake: writer.wake,
    warnings: () => {
      const trouble = writer.trouble();
      return trouble === null ? [] : [`leads: ${trouble}`];
    },
    stop: () => writer.stop(),
  };
}

/** Asks once; asks again only when that failed. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | null = null;
  return () => {
    asked ??= ask().catch((error: unknown) => {
      asked = null;
      throw error;
    });
    return asked;
  };
}
