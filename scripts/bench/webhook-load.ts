// Sends signed events at a fixed rate, whatever the answers do, and tells how long each took from the moment at which it was due:
// an answer that comes late delays no later event, and its wait is counted. A process of its own, so that it measures the
// middleware and not the stand-ins.
//   node scripts/bench/webhook-load.ts '{"url":"…","secret":"whsec_…","perSecond":200,"seconds":30,"invoiceIds":["1"]}'
import { createHmac, randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { webhookKey } from '../../middleware/src/http/signed-request.ts';

export interface WebhookLoad {
  readonly url: string;
  readonly secret: string;
  readonly perSecond: number;
  readonly seconds: number;
  /** Announced in turn. */
  readonly invoiceIds: readonly string[];
}

export interface LoadOutcome {
  readonly sent: number;
  readonly accepted: number;
  /** Answers by status; 0 = none. */
  readonly answers: Readonly<Record<string, number>>;
  /** From the moment at which an event was due to the end of its answer. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly mostMs: number;
  /** How late events were sent: this process's own part in the above. */
  readonly lateP99Ms: number;
}

const TICK_MS = 1;

async function run(load: WebhookLoad): Promise<LoadOutcome> {
  const key = webhookKey(load.secret)!;
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const total = load.perSecond * load.seconds;
  const answers: Record<string, number> = {};
  const tookMs: number[] = [];
  const lateMs: number[] = [];
  const under: Promise<void>[] = [];
  const startsAt = performance.now();
  const send = async (n: number, dueAt: number): Promise<void> => {
    lateMs.push(performance.now() - dueAt);
    const status = await post(load.url, agent, key, load.invoiceIds[n % load.invoiceIds.length]!).catch(() => 0);
    tookMs.push(performance.now() - dueAt);
    answers[status] = (answers[status] ?? 0) + 1;
  };
  for (let n = 0; n < total;) {
    const dueAt = startsAt + (1000 * n) / load.perSecond;
    if (dueAt <= performance.now()) under.push(send(n++, dueAt));
    else await sleep(TICK_MS);
  }
  await Promise.all(under);
  agent.destroy();
  const at = (times: readonly number[], share: number): number => times[Math.floor(times.length * share)] ?? 0;
  for (const times of [tookMs, lateMs]) times.sort((a, b) => a - b);
  return {
    ...{ sent: total, accepted: answers['202'] ?? 0, answers },
    ...{ p50Ms: at(tookMs, 0.5), p99Ms: at(tookMs, 0.99), mostMs: tookMs.at(-1) ?? 0, lateP99Ms: at(lateMs, 0.99) },
  };
}

/** @returns the status, when the answer has been read whole */
function post(url: string, agent: Agent, key: Buffer, invoiceId: string): Promise<number> {
  const id = randomUUID();
  const timestamp = String(Math.floor(Date.now() / 1000));
  const body = JSON.stringify({ type: 'invoice.payment_changed', data: { invoiceid: Number(invoiceId) } });
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode ?? 0));
      response.once('error', reject);
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

if (import.meta.main) console.log(JSON.stringify({ outcome: await run(JSON.parse(process.argv[2]!) as WebhookLoad) }));
