// Payments as WHMCS records them, by the gateway's transaction id.
import type { WhmcsCall } from './call.ts';
import { readCurrency } from './invoices.ts';
import { UnreadableReply, asList, idIn, optionalId, textIn, type Reply } from './reply.ts';

/** Amounts are decimal text. */
export interface Transaction {
  readonly amountIn: string;
  readonly amountOut: string;
  /** e.g. `JPY` */
  readonly currency: string;
}

/**
 * All records of one transaction id; none when WHMCS does not know it. One call, and one more for the currency.
 * @see https://developers.whmcs.com/api-reference/gettransactions/
 */
export async function findTransactions(
  whmcs: WhmcsCall,
  transactionId: string,
  timeoutMs?: number,
): Promise<Transaction[]> {
  const timing = timeoutMs === undefined ? {} : { timeoutMs };
  const rows = await whmcs('GetTransactions', { transid: transactionId }, { sends: 'reads', read: rowsIn, ...timing });
  // An ignored filter would answer with everybody's payments.
  const own = rows.filter((row) => row.transactionId === transactionId);
  const currencies = new Map<string, Promise<string>>();
  return Promise.all(
    own.map(async ({ clientId, currencyId, amountIn, amountOut }) => {
      const key = `${currencyId ?? ''}/${clientId ?? ''}`;
      if (!currencies.has(key)) currencies.set(key, currencyOf(whmcs, currencyId, clientId));
      return { amountIn, amountOut, currency: await currencies.get(key)! };
    }),
  );
}

/** A client's transaction names no currency of its own: it is the client's. */
async function currencyOf(whmcs: WhmcsCall, currencyId: string | null, clientId: string | null): Promise<string> {
  if (currencyId === null && clientId !== null) return readCurrency(whmcs, clientId);
  const codes = await whmcs(
    'GetCurrencies',
    {},
    {
      sends: 'reads',
      read: (reply) =>
        new Map(asList(reply.currencies, 'currency').map((row) => [idIn(row, 'id'), textIn(row, 'code')])),
    },
  );
  // Neither a client nor a currency: the installation's default, which is its first.
  return codes.get(currencyId ?? '1') ?? 'an unknown currency';
}

function rowsIn(reply: Reply) {
  return asList(reply.transactions, 'transaction').map((row) => ({
    transactionId: textIn(row, 'transid'),
    clientId: optionalId(row.userid),
    currencyId: optionalId(row.currency),
    amountIn: amountIn(row, 'amountin'),
    amountOut: amountIn(row, 'amountout'),
  }));
}

function amountIn(row: Reply, key: string): string {
  const amount = textIn(row, key);
  if (amount === '' || /^\d+(\.\d{1,6})?$/.test(amount)) return amount === '' ? '0' : amount;
  throw new UnreadableReply(`${key} is not an amount`);
}
