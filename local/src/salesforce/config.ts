// The configuration file of the local org: which project, who exists, which clients may sign in, which data to begin with.
// Paths in it are relative to the folder the program is started in.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { CalloutTargets } from './apex/callouts/targets.ts';
import type { ClientOptions } from './api/oauth-clients.ts';
import type { CustomSettings } from './custom-settings.ts';
import { filledIn } from './environment-values.ts';
import type { LocalOrgOptions } from './main.ts';
import type { UserSeed } from './security/user-seeds.ts';
import { consoleRouter } from './ui/console.ts';

const DEFAULT_PORT = 4800;
const DEFAULT_PUBSUB_PORT = 4801;

interface ConfigFile {
  /** Left out: an org with nothing deployed. */
  readonly projectDir?: string;
  readonly port?: number;
  readonly pubsubPort?: number;
  readonly users?: readonly UserSeed[];
  readonly clients?: readonly ConfiguredClient[];
  /** Plan files. */
  readonly sampleData?: readonly string[];
  /** A history file: customers who can sign in, and what they did before today. */
  readonly sampleHistory?: string;
  /** Where to write the certificate that Pub/Sub clients must trust. */
  readonly pubsubCaPath?: string;
  readonly dailyApiLimit?: number;
  /** Whom the console acts as at first; the org's first user when left out. */
  readonly consoleUser?: string;
  /** Pages of the project's sites follow changes of the sources. */
  readonly followSources?: boolean;
  /** Systems that Apex calls, and their secrets; `${NAME}` stands for a variable of the environment. */
  readonly callouts?: CalloutTargets;
  /** The organisation's records; `${NAME}` as above, and a field whose variable is not set stays blank. */
  readonly customSettings?: CustomSettings;
}

interface ConfiguredClient {
  readonly clientId: string;
  readonly certificatePath?: string;
  readonly publicKeyPath?: string;
  readonly permissionSets?: readonly string[];
  /** External Client App of the project; a name that it does not have for a client that needs none. */
  readonly eca?: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** @throws Error the file or a key is missing or unreadable, or a port is none: says which */
export async function readLocalOrgConfig(
  file: string,
  env: Environment,
): Promise<LocalOrgOptions & { caPath: string | undefined; followSources: boolean }> {
  const config = await readConfigFile(file);
  const { clients = [], pubsubCaPath, followSources = false } = config;
  return {
    ...sampleOrgOf(config, env),
    clients: await Promise.all(clients.map(readClient)),
    followSources,
    caPath: pubsubCaPath === undefined ? undefined : resolve(pubsubCaPath),
  };
}

/** The same org without clients that sign in by a key of this machine: keys need not have been made. @throws as above */
export async function readSampleOrg(file: string, env: Environment): Promise<LocalOrgOptions> {
  return { ...sampleOrgOf(await readConfigFile(file), env), clients: [] };
}

async function readConfigFile(file: string): Promise<ConfigFile> {
  return JSON.parse(await readText(file, 'the configuration')) as ConfigFile;
}

function sampleOrgOf(config: ConfigFile, env: Environment): Omit<LocalOrgOptions, 'clients'> {
  const { projectDir, users = [], sampleData = [], dailyApiLimit, consoleUser } = config;
  const { callouts = {}, customSettings = {}, sampleHistory } = config;
  return {
    ...(projectDir !== undefined && { projectDir: resolve(projectDir) }),
    port: portOf(env, 'PORTWAY_ORG_PORT', config.port ?? DEFAULT_PORT),
    pubsubPort: portOf(env, 'PORTWAY_PUBSUB_PORT', config.pubsubPort ?? DEFAULT_PUBSUB_PORT),
    users,
    dataFiles: sampleData.map((plan) => resolve(plan)),
    ...(sampleHistory !== undefined && { historyFile: resolve(sampleHistory) }),
    mount: [(org) => consoleRouter(org, consoleUser)],
    callouts: filledIn(callouts, env),
    customSettings: filledIn(customSettings, env),
    ...(dailyApiLimit !== undefined && { dailyApiLimit }),
  };
}

async function readClient(client: ConfiguredClient): Promise<ClientOptions> {
  const { clientId, certificatePath, publicKeyPath, permissionSets, eca } = client;
  const what = `the key of client ${clientId}`;
  return {
    clientId,
    ...(certificatePath && { certificatePem: await readText(certificatePath, what) }),
    ...(publicKeyPath && { publicKeyPem: await readText(publicKeyPath, what) }),
    ...(permissionSets && { permissionSets }),
    ...(eca && { externalClientApp: eca }),
  };
}

function portOf(env: Readonly<Record<string, string | undefined>>, name: string, fallback: number): number {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new Error(`${name} must be a port number from 0 to 65535, not ${text}`);
}

async function readText(path: string, what: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new Error(`local org: ${what} cannot be read from ${path}`, { cause });
  }
}
