// npm run drift: compares Salesforce with WHMCS and prints what differs, in words. A service that runs with this configuration does
// it, so that it knows what is being worked on; where none runs, this process does, on the same ledger.
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ConfigError, readConfig, type Config } from '../config.ts';
import { PortwayError, textOf } from '../errors.ts';
import { askForDriftRun, findDriftRun } from '../ledger/drift-runs.ts';
import { outboxSize } from '../ledger/views.ts';
import { openLedger, type Ledger } from '../ledger/open-ledger.ts';
import { createLog } from '../log.ts';
import { createMetrics } from '../metrics.ts';
import { createDriftComparison } from '../parts/drift.ts';
import { createSurroundings } from '../parts/surroundings.ts';
import { createFlusher } from '../provisioning/flusher.ts';
import { updateRecords } from '../salesforce/update.ts';
import { readReport } from './read-report.ts';
import { exitCodeOf, reportLines, type Report } from './report.ts';
import { rulesAsMarkdown } from './rules.ts';
import { TOPICS, type Topic } from './scope.ts';

export const USAGE = `usage: npm run drift -- [--only ${TOPICS.join(',')}] [--mend] [--json]

Compares Salesforce with WHMCS and says what differs and what to do about it.

  --only <topics>  compares only these, by comma
  --mend           mends what is safe: ids and copies that were not written. Without it, nothing but the report and
                   the field WHMCS Drift of the records is written.
  --json           prints the report as JSON
  --local          asks the stack that npm start has brought up
  --rules          prints what is compared, and ends
  --help           prints this, and ends

Ends with 0: the same, 1: something differs, 2: they could not be compared.
The configuration is config/middleware.env, or the environment; it is that of the running service.`;

interface Wish {
  readonly topics: readonly Topic[];
  readonly mends: boolean;
}

const LOOK_MS = 300;
const FLUSH_MS = 30_000;

/**
 * @param args of the command line
 * @returns the exit code
 */
export async function runDriftCommand(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  print: (line: string) => void = console.log,
  note: (line: string) => void = console.error,
): Promise<0 | 1 | 2> {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        only: { type: 'string' },
        mend: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        rules: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help || values.rules) {
      for (const line of values.help ? [USAGE] : rulesAsMarkdown()) print(line);
      return 0;
    }
    const wish = { topics: topicsOf(values.only), mends: values.mend };
    const config = readConfig(env);
    note('Comparing … Where something differs for the first time, a second look follows after DRIFT_SETTLE_MS.');
    const report = await compareBy(config, wish);
    for (const line of values.json ? [JSON.stringify(report, null, 2)] : reportLines(report)) print(line);
    return exitCodeOf(report);
  } catch (error) {
    const isOurs = error instanceof ConfigError || error instanceof PortwayError;
    print(isOurs ? error.message : `Could not compare: ${textOf(error)}`);
    return 2;
  }
}

function topicsOf(only: string | undefined): readonly Topic[] {
  if (only === undefined) return TOPICS;
  const names = only.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !(TOPICS as readonly string[]).includes(name));
  if (unknown.length > 0) throw new Error(`there is nothing named ${unknown.join(', ')}\n${USAGE}`);
  return TOPICS.filter((topic) => names.includes(topic));
}

async function compareBy(config: Config, wish: Wish): Promise<Report> {
  const origin = `http://${config.http.host}:${config.http.port}`;
  return (await isServed(origin)) ? compareThere(config, origin, wish) : compareHere(config, wish);
}

async function isServed(origin: string): Promise<boolean> {
  try {
    return (await fetch(`${origin}/health/live`, { signal: AbortSignal.timeout(5000) })).ok;
  } catch {
    return false;
  }
}

/** By the running service. */
async function compareThere(config: Config, origin: string, wish: Wish): Promise<Report> {
  const headers = { authorization: `Bearer ${config.http.operatorToken}`, 'content-type': 'application/json' };
  const ask = async <T>(path: string, init: RequestInit = {}): Promise<T> => {
    const response = await fetch(`${origin}/operator/api/drift${path}`, { ...init, headers });
    if (!response.ok)
      throw new Error(`the service at ${origin} answers HTTP ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  };
  const { runId } = await ask<{ runId: string }>('/runs', { method: 'POST', body: JSON.stringify(wish) });
  for (;;) {
    const report = await ask<Report>(`/runs/${runId}`);
    if (hasEnded(report)) return report;
    await sleep(LOOK_MS);
  }
}

function hasEnded({ run }: Report): boolean {
  return run.state === 'done' || run.state === 'failed';
}

/** By this process; on PostgreSQL an instance elsewhere may take it up. */
async function compareHere(config: Config, wish: Wish): Promise<Report> {
  const metrics = createMetrics();
  const log = createLog('silent'); // the report is what is printed
  const instanceId = `drift ${hostname()}:${process.pid}`;
  const ledger = await openLedger({
    ...('databaseUrl' in config.ledger
      ? { databaseUrl: config.ledger.databaseUrl }
      : { file: config.ledger.databaseFile }),
    instanceId,
  });
  const once = { ...config, drift: { ...config.drift, nightlyAt: null } };
  const surroundings = createSurroundings(once, log, metrics, ledger);
  const systems = [surroundings.salesforce, surroundings.whmcsSystem];
  const comparison = createDriftComparison(surroundings);
  ledger.onWork(() => comparison.wake?.());
  try {
    for (const system of systems) system.start();
    comparison.start();
    const { runId } = await askForDriftRun(ledger, wish, new Date());
    const report = await untilEnded(ledger, runId);
    if (wish.mends) await writeResults(surroundings);
    return report;
  } finally {
    await comparison.stop(Date.now());
    await Promise.all(systems.map((system) => system.stop()));
    await ledger.close();
  }
}

async function untilEnded(ledger: Ledger, runId: string): Promise<Report> {
  for (;;) {
    const run = await findDriftRun(ledger, runId);
    if (run && (run.state === 'done' || run.state === 'failed')) return (await readReport(ledger, run))!;
    await sleep(LOOK_MS);
  }
}

/** What was put into the outbox is written by a flusher, here as everywhere. */
async function writeResults(surroundings: ReturnType<typeof createSurroundings>): Promise<void> {
  const { ledger, salesforce, api, pace, now, log, config } = surroundings;
  const flusher = createFlusher({
    ledger,
    salesforce,
    update: (sections) => updateRecords(api, sections),
    isIdle: () => true,
    pace,
    now,
    log,
    leaseMs: config.provisioning.leaseMs,
    pollMs: 50,
  });
  flusher.start();
  for (const until = Date.now() + FLUSH_MS; Date.now() < until && (await outboxSize(ledger)) > 0;) await sleep(50);
  await flusher.stop(Date.now());
}

if (import.meta.main) process.exitCode = await runDriftCommand(process.argv.slice(2), process.env);
