// The little of the client area that a customer's "Pay" needs: signing in with a token, and one's own invoice to pay.
import type { IncomingHttpHeaders } from 'node:http';
import { outstandingOf } from '../billing/invoices.ts';
import type { Invoice } from '../model/entities.ts';
import type { Installation } from '../model/installation.ts';
import { htmlAnswer, redirect, type Answer } from './answer.ts';
import { html } from './html.ts';
import { invoiceBody, payByHand } from './invoice-page.ts';
import { alert, badge, deed, fact, frame, money, shownStatus, type Page } from './page-parts.ts';

const COOKIE = 'whmcs_session';

const NOT_SIGNED_IN: Page = {
  title: 'Not signed in',
  content: html`<p>This link works once and for one minute. Go back to where you came from and ask for a new one.</p>`,
};
/** The same for an invoice that is not there and one of somebody else. */
const NOT_YOURS: Page = { title: 'No such invoice', content: html`<p>You have no invoice with this number.</p>` };

/** GET /oauth/singlesignon.php: signs the token's client in, once, and sends them where the token says. */
export function answerSignOn(whmcs: Installation, url: URL): Answer {
  const opened = whmcs.sso.redeem(url.searchParams.get('access_token') ?? '');
  if (!opened) return htmlAnswer(frame(whmcs, NOT_SIGNED_IN).text, 403);
  return redirect(opened.path, 302, { 'set-cookie': `${COOKIE}=${opened.session}; Path=/; HttpOnly; SameSite=Lax` });
}

/** /viewinvoice.php?id=…: the signed-in client's own invoice; a POST pays it. */
export async function answerInvoice(
  whmcs: Installation,
  url: URL,
  method: string,
  headers: IncomingHttpHeaders,
): Promise<Answer> {
  const clientId = whmcs.sso.clientOf(cookieIn(headers.cookie ?? ''));
  if (clientId === undefined) return htmlAnswer(frame(whmcs, NOT_SIGNED_IN).text, 403);
  const invoice = whmcs.books.invoices.get(Number(url.searchParams.get('id')));
  if (invoice?.clientId !== clientId || invoice.status === 'Draft') {
    return htmlAnswer(frame(whmcs, NOT_YOURS).text, 404);
  }
  if (method !== 'POST') return htmlAnswer(frame(whmcs, page(whmcs, invoice)).text);
  if (invoice.status !== 'Unpaid') {
    const refusal = `There is nothing to pay: the invoice is ${invoice.status}.`;
    return htmlAnswer(frame(whmcs, page(whmcs, invoice, refusal)).text, 422);
  }
  await payByHand(whmcs, invoice);
  return redirect(`/viewinvoice.php?id=${invoice.id}`, 303);
}

function cookieIn(header: string): string {
  const pair = header.split(/;\s*/).find((each) => each.startsWith(`${COOKIE}=`));
  return pair?.slice(COOKIE.length + 1) ?? '';
}

function page(whmcs: Installation, invoice: Invoice, refusal = ''): Page {
  const action = `/viewinvoice.php?id=${invoice.id}`;
  const pay = `Pay ${money(whmcs, invoice.clientId, outstandingOf(whmcs, invoice))}`;
  return {
    title: `Your invoice ${invoice.id}`,
    content: html`${alert(refusal)}
      <dl>
        ${fact('Status', badge(shownStatus(whmcs, invoice)))}${fact('Date', invoice.date)}${fact('Due', invoice.dueDate)}
        ${fact('Payment method', whmcs.paymentMethodName(invoice.paymentMethod))}
      </dl>
      ${invoiceBody(whmcs, invoice)}
      <div class="deeds">${invoice.status === 'Unpaid' ? deed(action, 'pay', pay, 'main') : html``}</div>`,
  };
}
