// A flood of submissions to the website's form, with people among them: what it costs Salesforce, and what becomes of the people.
// It comes from many addresses: the middleware trusts one proxy, which this script plays on the loopback interface.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openLedger } from '../../middleware/src/ledger/open-ledger.ts';
import { startLab, type Lab, type Middleware } from '../stack/lab.ts';
import type { Figure } from './figures.ts';
import { resetCounters, until, untilReady, watchMemory } from './watch.ts';

const SITE = 'https://www.example.test';
const MIN_FILL_MS = 3000;
const PARALLEL = 64;

/**
 * Who sends, in every fifty. person: what must not be lost. bot: all right in form, from an address and e-mail of its own, so
 * that nothing tells it from a person. trapped: fills in the hidden field. hasty: sends at once. forged: a form that was never
 * handed out. crowd: hundreds from one address. reused: many from one form.
 */
const SENDERS = { person: 1, bot: 20, trapped: 10, hasty: 6, forged: 5, crowd: 4, reused: 4 } as const;
type Sender = keyof typeof SENDERS;
const EVERY_FIFTY = (Object.keys(SENDERS) as Sender[]).flatMap((sender) => Array<Sender>(SENDERS[sender]).fill(sender));

export interface Flood {
  readonly submissions: number;
  readonly callsPerHour: number;
}

/** @returns figures of one flood, and of the people in it */
export async function leadFigures(
  { submissions, callsPerHour }: Flood,
  say: (text: string) => void,
): Promise<Figure[]> {
  const scenario = `${submissions} website leads, ${callsPerHour} calls an hour`;
  const lab = await startLab();
  try {
    const middleware = await lab.startMiddleware('leads', {
      LEAD_ALLOWED_ORIGINS: SITE,
      LEAD_MIN_FILL_MS: String(MIN_FILL_MS),
      LEAD_SALESFORCE_CALLS_PER_HOUR: String(callsPerHour),
      TRUSTED_PROXIES: '1',
    });
    await untilReady(lab, [middleware]);
    await resetCounters(lab);
    const memory = watchMemory(middleware);
    const flood = await send(middleware, submissions);
    say(`answers: ${JSON.stringify(flood.answers)}; ${Math.round(flood.perSecond)}/s`);
    await drained(middleware, callsPerHour);
    const megabytes = await memory.stop();
    const calls = await leadCalls(lab);
    await middleware.stop();
    const kept = await whereabouts(lab, flood.people);
    say(`people: ${kept.written} in Salesforce, ${kept.waiting} waiting, ${kept.lost} lost; ${calls} calls`);
    const rows: readonly (readonly [string, number, string, Figure['wanted']?])[] = [
      ['Salesforce calls for leads', calls, '', { atMost: callsPerHour }],
      ['people answered 202', (100 * flood.accepted) / flood.people.length, '%', { atLeast: 100 }],
      ['people lost', kept.lost, '', { atMost: 0 }],
      ['people doubled', kept.doubled, '', { atMost: 0 }],
      ['people in Salesforce when the calls are used up', (100 * kept.written) / flood.people.length, '%'],
      ['submissions per second', flood.perSecond, '/s'],
      ['answer to a person, p99', flood.p99Ms, 'ms'],
      ['resident memory, highest', megabytes, 'MB', { atMost: 250 }],
    ];
    return rows.map(([figure, measured, unit, wanted]) => ({
      ...{ scenario, figure, measured, unit },
      ...(wanted && { wanted }),
    }));
  } finally {
    await lab.close();
  }
}

interface Sent {
  /** Request ids of the people. */
  readonly people: readonly string[];
  /** Of them, how many were answered 202. */
  readonly accepted: number;
  readonly answers: Readonly<Record<string, number>>;
  readonly perSecond: number;
  readonly p99Ms: number;
}

async function send(middleware: Middleware, submissions: number): Promise<Sent> {
  const senders = Array.from({ length: submissions }, (_, n) => EVERY_FIFTY[(n * 7) % EVERY_FIFTY.length]!);
  const numbered = senders.map((sender, n) => ({ sender, n }));
  const forms: string[] = [];
  await atOnce(numbered, async ({ n }) => void (forms[n] = await formFor(middleware, n)));
  await sleep(MIN_FILL_MS);
  const shared = forms[0]!;
  const answers: Record<string, number> = {};
  const people: string[] = [];
  const timesMs: number[] = [];
  let accepted = 0;
  const startedAt = performance.now();
  await atOnce(numbered, async ({ sender, n }) => {
    const requestId = crypto.randomUUID();
    const formToken = await tokenOf(sender, n, forms, shared, middleware);
    const sentAt = performance.now();
    const status = await post(middleware, sender === 'crowd' ? '203.0.113.1' : addressOf(n), {
      ...{
        lastName: `Sample ${n}`,
        email: `sender.${n}@example.test`,
        message: `Message ${n}: 料金を教えてください。`,
      },
      ...{ prefecture: '東京都', consent: true, requestId, formToken, website: sender === 'trapped' ? 'x' : '' },
    });
    const answer = `${sender} ${status}`;
    answers[answer] = (answers[answer] ?? 0) + 1;
    if (sender !== 'person') return;
    people.push(requestId);
    timesMs.push(performance.now() - sentAt);
    if (status === 202) accepted++;
  });
  const seconds = (performance.now() - startedAt) / 1000;
  timesMs.sort((a, b) => a - b);
  return {
    ...{ people, accepted, answers },
    perSecond: submissions / seconds,
    p99Ms: timesMs[Math.floor(timesMs.length * 0.99)] ?? 0,
  };
}

async function tokenOf(
  sender: Sender,
  n: number,
  forms: readonly string[],
  shared: string,
  middleware: Middleware,
): Promise<string> {
  if (sender === 'hasty') return formFor(middleware, n);
  if (sender === 'forged') return forms[n]!.replace(/.$/, (last) => (last === 'A' ? 'Q' : 'A'));
  return sender === 'reused' ? shared : forms[n]!;
}

/** Of no network in use: RFC 2544's, 198.18.0.0/15. */
const addressOf = (n: number): string => `198.${18 + (n >> 16)}.${(n >> 8) & 255}.${n & 255}`;

async function formFor({ origin }: Middleware, n: number): Promise<string> {
  const response = await fetch(`${origin}/leads/form`, { headers: { origin: SITE, 'x-forwarded-for': addressOf(n) } });
  return ((await response.json()) as { formToken: string }).formToken;
}

async function post({ origin }: Middleware, address: string, fields: object): Promise<number> {
  const headers = { origin: SITE, 'content-type': 'application/json', 'x-forwarded-for': address };
  const response = await fetch(`${origin}/leads`, { method: 'POST', headers, body: JSON.stringify(fields) });
  await response.arrayBuffer();
  return response.status;
}

async function atOnce<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = items.values();
  await Promise.all(
    Array.from({ length: PARALLEL }, async () => {
      for (const item of left) await work(item);
    }),
  );
}

/** Until nothing waits, or the hour's calls are used up. */
async function drained(middleware: Middleware, callsPerHour: number): Promise<void> {
  const calls = (): Promise<number> => middleware.metric('portway_call_seconds_count', { kind: 'lead-write' });
  await until(
    'the queue',
    async () => (await middleware.metric('portway_leads_waiting')) === 0 || (await calls()) >= callsPerHour,
    120_000,
    250,
  );
}

async function leadCalls(lab: Lab): Promise<number> {
  const { api } = await lab.orgLocal<{ api: { byResource: Record<string, number> } }>('GET', 'counters');
  return api.byResource['composite/sobjects'] ?? 0;
}

/** Where each of these is: in the org, or in the ledger's queue. */
async function whereabouts(
  lab: Lab,
  requestIds: readonly string[],
): Promise<{ written: number; waiting: number; lost: number; doubled: number }> {
  const inOrg = [...lab.org.org.store.all('Lead')].map((row) => row.Request_Id__c);
  const ledger = await openLedger({ file: join(lab.folder, 'ledger.sqlite'), instanceId: 'bench' });
  try {
    const rows = await ledger.db.selectFrom('lead').select('request_id').where('state', '=', 'waiting').execute();
    const waiting = new Set(rows.map(({ request_id }) => request_id));
    const timesIn = (id: string): number => inOrg.filter((each) => each === id).length;
    const times = requestIds.map(timesIn);
    const isWaiting = (id: string, index: number): boolean => times[index] === 0 && waiting.has(id);
    const written = times.filter((count) => count > 0).length;
    const inQueue = requestIds.filter(isWaiting).length;
    return {
      ...{ written, waiting: inQueue, lost: requestIds.length - written - inQueue },
      doubled: times.filter((count) => count > 1).length,
    };
  } finally {
    await ledger.close();
  }
}
