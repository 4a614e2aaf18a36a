// A shop order, and a shop that signs what it sends.
import { createHmac, randomUUID } from 'node:crypto';
import { webhookKey } from '../../src/http/signed-request.ts';

export const SECRET = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;

export interface SampleOrder {
  orderNumber: string;
  placedAt: string;
  currency: string;
  customer: Record<string, unknown>;
  lines: Record<string, unknown>[];
  totals: { subtotal: string; tax: string; total: string };
  payment: { transactionId: string; method: string };
}

let count = 0;

export function sampleShopOrder(change: Partial<SampleOrder> = {}): SampleOrder {
  const number = ++count;
  return {
    orderNumber: `SO-${number}`,
    placedAt: '2026-11-20T10:15:00+09:00',
    currency: 'JPY',
    customer: {
      email: `shop${number}@example.test`,
      lastName: '店頭',
      firstName: `${number}子`,
      phone: '+81-3-0000-0009',
      address: { street: '見本町9-9', city: '架空市', state: '東京都', postalCode: '000-0009', country: 'Japan' },
    },
    lines: [{ productCode: 'SIM-DATA-5', quantity: 1, unitPrice: '1100' }],
    totals: { subtotal: '1100', tax: '110', total: '1210' },
    payment: { transactionId: `txn-${number}`, method: 'stripe' },
    ...change,
  };
}

export interface Sending {
  id?: string;
  /** Epoch milliseconds. */
  at?: number;
  secrets?: readonly string[];
}

/** Headers of Standard Webhooks over a body, or over an address where there is none. */
export function signedHeaders(
  signed: string,
  { id = randomUUID(), at = Date.now(), secrets = [SECRET] }: Sending = {},
): Record<string, string> {
  const timestamp = String(Math.floor(at / 1000));
  const sign = (secret: string): string =>
    `v1,${createHmac('sha256', webhookKey(secret)!).update(`${id}.${timestamp}.${signed}`).digest('base64')}`;
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': secrets.map(sign).join(' '),
  };
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly json: Record<string, unknown> & {
    error: { code: string; message: string; details: Record<string, unknown>; retry: boolean };
  };
}

export async function post(origin: string, body: unknown, sending: Sending = {}): Promise<Reply> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return replyOf(
    await fetch(`${origin}/shop/orders`, { method: 'POST', headers: signedHeaders(text, sending), body: text }),
  );
}

export async function get(origin: string, orderNumber: string, sending: Sending = {}): Promise<Reply> {
  const path = `/shop/orders/${orderNumber}`;
  return replyOf(await fetch(origin + path, { headers: signedHeaders(path, sending) }));
}

async function replyOf(response: Response): Promise<Reply> {
  return { status: response.status, headers: response.headers, json: (await response.json()) as Reply['json'] };
}
