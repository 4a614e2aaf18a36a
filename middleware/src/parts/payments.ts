// A customer's "Pay": the front door that Apex asks, and the check of the credential that signs customers on.
import { bulkhead } from 'cockatiel';
import type { Router } from 'express';
import { createPaymentPages } from '../billing/payment-page.ts';
import { textOf } from '../errors.ts';
import { createFixedWindow } from '../http/fixed-window.ts';
import { paymentPagesRouter } from '../http/payment-pages.ts';
import { noteOnce } from '../ledger/webhooks.ts';
import { createCall, type WhmcsCall } from '../whmcs/call.ts';
import { maySignOn } from '../whmcs/system.ts';
import type { Part, Surroundings } from './surroundings.ts';

/** Shorter than Apex waits (MiddlewareRequest.TIMEOUT_MS), so that it is told why. */
const DEADLINE_MS = 8_000;
/** Customers' calls have slots of their own, or they would wait behind the orders'. Whoever finds none is told to come back. */
const PAGES_AT_ONCE = 8;
/** Payment pages of one client in a minute. */
const PAGES_PER_MINUTE = 10;

export interface Payments extends Part {
  readonly door: Router;
}

type Needed = Pick<Surroundings, 'config' | 'ledger' | 'log' | 'metrics' | 'now' | 'whmcsSystem'>;

export function createPayments({ config, ledger, log, metrics, now, whmcsSystem }: Needed): Payments {
  const partLog = log.child({ part: 'payments' });
  const callWith = (credential: { readonly identifier: string; readonly secret: string }): WhmcsCall =>
    createCall({
      ...config.whmcs,
      ...credential,
      readRetries: 0,
      onSent: (kind, seconds, outcome) => metrics.calls.observe({ system: 'whmcs', kind, outcome }, seconds),
    });
  const signOn = config.payments.signOn && callWith(config.payments.signOn);
  const slots = bulkhead(PAGES_AT_ONCE);
  const open = createPaymentPages({
    whmcs: callWith(config.whmcs),
    signOn,
    system: whmcsSystem,
    whmcsOrigin: config.payments.whmcsOrigin,
    deadlineMs: DEADLINE_MS,
    now: Date.now,
    log: partLog,
  });
  const door = paymentPagesRouter({
    keys: config.payments.salesforceKeys,
    noteId: (id) => noteOnce(ledger, `salesforce:${id}`, now()),
    mayAsk: createFixedWindow(PAGES_PER_MINUTE, 60_000, Date.now),
    open: (request) =>
      slots.executionSlots > 0
        ? slots.execute(() => open(request))
        : Promise.resolve({ result: 'busy', words: 'Too many customers ask for payment pages just now.' }),
    metrics,
    now: Date.now,
  });

  let warning: string | null = null;
  const examine = async (): Promise<void> => {
    if (!signOn) return;
    warning = await maySignOn(signOn).then(
      () => null,
      (error: unknown) => `payments: ${textOf(error)}`,
    );
    if (warning !== null) partLog.warn({ warning }, 'customers cannot be signed on to pay');
  };
  return {
    door,
    start: () => whmcsSystem.onUsable(() => void examine()),
    warnings: () => (warning === null ? [] : [warning]),
    stop: () => Promise.resolve(),
  };
}
