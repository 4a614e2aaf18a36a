// A customer's "Pay": from their invoice to an address of WHMCS that signs them in and shows it. The address is a log-in for
// a minute, so it is returned and neither stored, nor logged, nor counted.
// A visitor waits, so everything has one short deadline. WHMCS's breaker is obeyed and not fed: that an answer was not there
// within a visitor's patience says little of WHMCS.
import { PortwayError, isPortwayError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { System } from '../provisioning/system.ts';
import type { WhmcsCall } from '../whmcs/call.ts';
import { readInvoice, type WhmcsInvoice } from '../whmcs/invoices.ts';
import { createSignOn } from '../whmcs/sign-on.ts';

export interface PaymentRequest {
  readonly whmcsInvoiceId: string;
  /** Whose it must be. */
  readonly whmcsClientId: string;
}

/** `words` are for whoever reads the answer of the endpoint; Apex has its own for visitors. */
export type PaymentPage =
  { readonly result: 'opened'; readonly url: string } | { readonly result: Refusal; readonly words: string };

export type Refusal = 'not-found' | 'nothing-to-pay' | 'no-sign-on' | 'busy' | 'not-configured';

export interface PaymentPageOptions {
  /** Not repeated, and with the credential for reading. */
  readonly whmcs: WhmcsCall;
  /** With the credential for signing on; null when there is none. */
  readonly signOn: WhmcsCall | null;
  readonly system: Pick<System, 'isUsable'>;
  /** Where customers reach WHMCS; an address elsewhere is not handed on. */
  readonly whmcsOrigin: string;
  readonly deadlineMs: number;
  readonly now: () => number;
  readonly log: Log;
}

export function createPaymentPages(options: PaymentPageOptions): (request: PaymentRequest) => Promise<PaymentPage> {
  return async (request) => {
    try {
      const page = await open(options, request);
      if (page.result !== 'opened') options.log.info({ ...request, result: page.result }, 'no payment page');
      return page;
    } catch (error) {
      return refusalFor(error, options.log, request);
    }
  };
}

async function open(
  { whmcs, signOn, system, whmcsOrigin, deadlineMs, now }: PaymentPageOptions,
  { whmcsInvoiceId, whmcsClientId }: PaymentRequest,
): Promise<PaymentPage> {
  if (!signOn) return refusal('not-configured', 'WHMCS_SSO_IDENTIFIER and WHMCS_SSO_SECRET are not set.');
  if (!system.isUsable()) return refusal('busy', 'WHMCS is not called just now.');
  const deadline = now() + deadlineMs;
  const intime = (call: WhmcsCall): WhmcsCall => {
    return (action, fields, callOptions) => {
      const timeoutMs = deadline - now();
      if (timeoutMs < 1) throw new PortwayError('WHMCS_BUSY', `${action}: no time left`);
      return call(action, fields, { ...callOptions, timeoutMs });
    };
  };
  const invoice = await readInvoice(intime(whmcs), whmcsInvoiceId);
  // One answer for what is not there and what is somebody else's.
  if (invoice?.clientId !== whmcsClientId) return refusal('not-found', 'This client has no such invoice.');
  const reason = whyNotPayable(invoice);
  if (reason) return refusal('nothing-to-pay', reason);
  const address = await createSignOn(intime(signOn), whmcsClientId, `viewinvoice.php?id=${whmcsInvoiceId}`);
  if (address.origin !== whmcsOrigin) {
    throw new PortwayError('WHMCS_URL_WRONG', `the sign-on leads to ${address.origin}, not to ${whmcsOrigin}`);
  }
  return { result: 'opened', url: address.href };
}

const PAYABLE: ReadonlySet<string> = new Set(['Unpaid', 'Collections']);

function whyNotPayable({ status, balance }: WhmcsInvoice): string | null {
  if (!PAYABLE.has(status)) return `There is nothing to pay: the invoice is ${status}.`;
  return Number(balance) > 0 ? null : 'There is nothing to pay: nothing of the invoice is left.';
}

function refusal(result: Refusal, words: string): PaymentPage {
  return { result, words };
}

/** Messages of these errors name actions and WHMCS's refusals, never an address. @throws what is a bug */
function refusalFor(error: unknown, log: Log, request: PaymentRequest): PaymentPage {
  if (!isPortwayError(error)) throw error;
  log.warn({ ...request, code: error.code, reason: error.message }, 'WHMCS gave no payment page');
  if (error.handling === 'fail-order') return refusal('no-sign-on', 'WHMCS does not sign this client in.');
  return refusal('busy', error.handling === 'pause' ? 'WHMCS does not let us in.' : 'WHMCS does not answer in time.');
}
