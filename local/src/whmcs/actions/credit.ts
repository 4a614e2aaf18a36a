// The client's credit: AddCredit, GetCredits. Using it for an invoice: ApplyCredit in money.ts.
import { changeCredit } from '../billing/invoices.ts';
import type { Client } from '../model/entities.ts';
import { formatCents, toCents } from '../model/money.ts';
import { Refusal, listOf, type Reply } from '../wire/reply.ts';
import type { ActionTable, Call } from './action.ts';

export const CREDIT_ACTIONS: ActionTable = { addcredit: addCredit, getcredits: getCredits };

function clientIn({ params, whmcs }: Call): Client {
  const client = whmcs.books.clients.get(params.int('clientid'));
  if (!client) throw new Refusal('Client ID Not Found');
  return client;
}

/** @throws Refusal; nothing was changed then */
function addCredit(call: Call): Reply {
  const { params, whmcs } = call;
  const type = params.text('type') || 'add';
  if (type !== 'add' && type !== 'remove') throw new Refusal('Type can only be add or remove');
  const client = clientIn(call);
  const text = params.text('amount');
  if (text === '') throw new Refusal('No Amount Provided');
  if (!/^\d+(\.\d{1,2})?$/.test(text)) throw new Refusal('Amount must be in decimal format: ### or ###.##');
  const amount = toCents(text) * (type === 'add' ? 1 : -1);
  return { newbalance: formatCents(changeCredit(whmcs, client.id, amount, params.text('description'))) };
}

function getCredits(call: Call): Reply {
  const client = clientIn(call);
  const entries = call.whmcs.books.credits.by('clientId', client.id);
  return {
    totalresults: entries.length,
    clientid: client.id,
    credits: listOf(
      'credit',
      entries.map(({ id, date, description, amount, invoiceId }) => ({
        id,
        date,
        description,
        amount: formatCents(amount),
        relid: invoiceId,
      })),
    ),
  };
}
