// CreateSsoToken. Reference: reference/whmcs-api.md §2.6. Of WHMCS's destinations only the one for an invoice is here:
// `sso:custom_redirect` to `viewinvoice.php?id=…`. Like WHMCS it does not ask whose invoice that is: the page does.
import type { Client } from '../model/entities.ts';
import type { Params } from '../wire/params.ts';
import { Refusal, type Reply } from '../wire/reply.ts';
import type { ActionTable, Call } from './action.ts';

export const SSO_ACTIONS: ActionTable = { createssotoken: createSsoToken };

const INVOICE_PATH = /^\/?viewinvoice\.php\?id=(\d+)$/;

/** @throws Refusal; there is no token then */
function createSsoToken(call: Call): Reply {
  const { params, whmcs } = call;
  const client = clientIn(call);
  if (client.status === 'Closed') throw new Refusal(`SSO authentication blocked for client ${client.id}`);
  const invoice = INVOICE_PATH.exec(params.text('sso_redirect_path'));
  if (params.text('destination') !== 'sso:custom_redirect' || !invoice) throw new Refusal('Invalid destination');
  const token = whmcs.sso.createToken(client.id, `/viewinvoice.php?id=${invoice[1]}`);
  return { access_token: token, redirect_url: `${whmcs.systemUrl()}/oauth/singlesignon.php?access_token=${token}` };
}

function clientIn({ params, whmcs }: Call): Client {
  const { clients, users } = whmcs.books;
  if (!isSent(params, 'client_id') && !isSent(params, 'user_id')) {
    throw new Refusal('A valid client_id or user_id is required');
  }
  const userId = params.int('user_id');
  if (isSent(params, 'user_id') && !users.get(userId)) throw new Refusal('Invalid user_id');
  const client = isSent(params, 'client_id')
    ? clients.get(params.int('client_id'))
    : [...clients.all()].find((each) => each.ownerUserId === userId);
  if (!client) throw new Refusal('Invalid client_id');
  if (isSent(params, 'user_id') && client.ownerUserId !== userId) throw new Refusal('Invalid user_id for client');
  return client;
}

function isSent(params: Params, name: string): boolean {
  return params.text(name) !== '';
}
