// The other end of a hook: takes what is posted, checks it as a receiver should, and answers as told.
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

export const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
export const OLD_SECRET = `whsec_${Buffer.alloc(24, 9).toString('base64')}`;

export interface Received {
  readonly id: string;
  readonly timestamp: number;
  readonly signatures: readonly string[];
  readonly body: string;
  readonly type: string;
  readonly data: Readonly<Record<string, number>>;
}

export interface Receiver {
  readonly url: string;
  readonly received: Received[];
  /** Type and id of everything received: `invoice.paid 7701`. */
  said(): string[];
  /** Statuses for the next requests; 200 after that. A number below 100 = no answer at all. */
  answers: number[];
  /** Called before each answer. */
  onReceive: (event: Received) => void | Promise<void>;
  /** Resolves once so many have come. */
  until(count: number): Promise<void>;
}

export async function startReceiver(t: TestContext): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { type, data } = JSON.parse(body) as Received;
      const header = (name: string) => String(request.headers[name]);
      const signatures = header('webhook-signature').split(' ');
      const event = {
        id: header('webhook-id'),
        timestamp: Number(header('webhook-timestamp')),
        signatures,
        body,
        type,
        data,
      };
      received.push(event);
      server.emit('received');
      const status = receiver.answers.shift() ?? 200;
      void Promise.resolve(receiver.onReceive(event)).then(() => {
        if (status >= 100) response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end();
        else request.socket.destroy();
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/whmcs`,
    received,
    said: () => received.map(({ type, data }) => `${type} ${Object.values(data).join()}`),
    answers: [],
    onReceive: () => undefined,
    until: async (count) => {
      while (received.length < count) await once(server, 'received', { signal: AbortSignal.timeout(5_000) });
    },
  };
  return receiver;
}

/** The signature that a secret gives, made here a second time so that the sender's own code does not judge itself. */
export function signatureOf(event: Received, secret: string): string {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const signed = `${event.id}.${event.timestamp}.${event.body}`;
  return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
}
