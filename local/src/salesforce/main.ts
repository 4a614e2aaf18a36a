// The local Salesforce org as a program: reads its configuration, builds the org, loads sample data, serves.
// `node local/src/salesforce/main.ts --config config/local-org.json`
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { CalloutTargets } from './apex/callouts/targets.ts';
import { buildOrg } from './build-org.ts';
import { makeProject } from './deploy/make-project.ts';
import { saveCustomSettings, type CustomSettings } from './custom-settings.ts';
import { MemoryEventLog } from './events/memory-event-log.ts';
import { AdjustableClock } from './faults/adjustable-clock.ts';
import { DEFAULT_API_VERSION } from './metadata/load-project.ts';
import type { Clock } from './org.ts';
import { loadSampleData } from './sample-data.ts';
import { loadSampleHistory } from './sample-history.ts';
import type { UserSeed } from './security/user-seeds.ts';
import { serveOrg, type RunningLocalOrg, type ServeOptions } from './serve.ts';
import { readLocalOrgConfig } from './config.ts';

export interface LocalOrgOptions extends ServeOptions {
  /** Folder that holds sfdx-project.json; without one the org is empty, for a project to be deployed into it. */
  readonly projectDir?: string;
  readonly users: readonly UserSeed[];
  /** `sf data tree` plan files, loaded in order. */
  readonly dataFiles?: readonly string[];
  /** What sample customers did before today, see sample-history.ts. */
  readonly historyFile?: string;
  /** Real time when left out. */
  readonly clock?: Clock;
  /** Systems that Apex may call; none when left out. */
  readonly callouts?: CalloutTargets;
  /** The organisation's record of each hierarchy custom setting. */
  readonly customSettings?: CustomSettings;
}

/**
 * Builds an org from a project and serves it.
 * @throws SourceError, UnsupportedMetadata the project; Error users or sample data; PortInUse
 */
export async function startLocalOrg(options: LocalOrgOptions): Promise<RunningLocalOrg> {
  const clock = new AdjustableClock(options.clock);
  const log = new MemoryEventLog(clock.now);
  const { users, callouts = {}, customSettings = {} } = options;
  const isToBeDeployed = options.projectDir === undefined;
  const projectDir = options.projectDir ?? (await emptyProject());
  const org = await buildOrg({ projectDir, isToBeDeployed, users, callouts, clock: clock.now, events: log });
  const admin = org.userByName(org.admin);
  saveCustomSettings(org, admin, customSettings);
  const ids = new Map<string, string>();
  for (const plan of options.dataFiles ?? [])
    for (const [name, id] of await loadSampleData(org, admin, plan)) ids.set(name, id);
  if (options.historyFile) await loadSampleHistory(org, admin, clock, options.historyFile, ids);
  return serveOrg({ org, log, locks: org.locks, clock }, options);
}

/** The metadata of an org that has just been made. */
async function emptyProject(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'portway-empty-'));
  await makeProject(root, DEFAULT_API_VERSION);
  process.once('exit', () => rmSync(root, { recursive: true, force: true }));
  return root;
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { config: { type: 'string', default: 'config/local-org.json' } } });
  const { caPath, followSources, ...options } = await readLocalOrgConfig(values.config, process.env);
  const running = await startLocalOrg({ ...options, sites: { isLive: followSources } });
  if (caPath) {
    await mkdir(dirname(caPath), { recursive: true });
    await writeFile(caPath, running.caPem);
  }
  const { origin, pubsubAddress, sites } = running;
  console.log(JSON.stringify({ ready: true, origin, pubsub: pubsubAddress, sites: sites.paths }));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void running.close().then(() => process.exit(0)));
  }
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === import.meta.filename) {
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  });
}
