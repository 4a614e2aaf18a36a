// The app by which the middleware signs in, in two forms: an External Client App, or a Connected App for orgs that still make them.
// The piece with certificate and consumer key belongs to one org: it is rendered from a template and ignored by git.
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CERTIFICATE_PATH } from '../make-keys.ts';
import { SetupFailure } from './failure.ts';
import type { Options } from './step.ts';

export interface ClientApp {
  /** Relative to the root, like all paths here. */
  readonly templatePath: string;
  readonly renderedPath: string;
  /** What deploys it, the rendered piece among it. */
  readonly folders: readonly string[];
}

export interface RenderedClientApp {
  readonly consumerKey: string;
  /** The file said all this already. */
  readonly isKept: boolean;
}

const DEFAULT = 'force-app/main/default';
/** Folders of the External Client App; the last one is rendered. */
const EXTERNAL_FOLDERS = [
  'externalClientApps',
  'extlClntAppOauthSettings',
  'extlClntAppOauthPolicies',
  'extlClntAppPolicies',
  'extlClntAppGlobalOauthSets',
].map((name) => `${DEFAULT}/${name}`);
const RENDERED_FOLDER = 'var/connected-app';

const KINDS = {
  'external-client-app': {
    templatePath: 'config/salesforce/Customer_Portal_Integration_glbloauth.ecaGlblOauth-meta.xml.template',
    renderedPath: `${EXTERNAL_FOLDERS.at(-1)}/Customer_Portal_Integration_glbloauth.ecaGlblOauth-meta.xml`,
    folders: EXTERNAL_FOLDERS,
  },
  'connected-app': {
    templatePath: 'config/salesforce/Customer_Portal_Integration.connectedApp-meta.xml.template',
    renderedPath: `${RENDERED_FOLDER}/connectedApps/Customer_Portal_Integration.connectedApp-meta.xml`,
    folders: [`${RENDERED_FOLDER}/connectedApps`],
  },
} as const satisfies Record<string, ClientApp>;

export const CLIENT_APP_OPTION = {
  'client-app': {
    type: 'string',
    value: `<${Object.keys(KINDS).join('|')}>`,
    default: 'external-client-app',
    help: 'how the middleware signs in; connected apps only where the org still makes new ones',
  },
} as const;

/** Folders that no deployment of the project takes along: the chosen app is deployed by itself, after the permission set it names. */
export const CLIENT_APP_FOLDERS: readonly string[] = EXTERNAL_FOLDERS;

/** @throws SetupFailure there is no such kind */
export function clientAppOf(options: Options): ClientApp {
  const kind = String(options['client-app'] ?? 'external-client-app');
  if (Object.hasOwn(KINDS, kind)) return KINDS[kind as keyof typeof KINDS];
  throw new SetupFailure(
    `There is no client app ‘${kind}’.`,
    'the option --client-app',
    `Give one of ${Object.keys(KINDS).join(', ')}.`,
  );
}

/** A consumer key of the length and alphabet that Salesforce accepts, for an app that has none yet. */
export function newConsumerKey(): string {
  return randomBytes(48).toString('base64url').replace(/[-_]/g, 'x');
}

/** The consumer key in the rendered file, if there is one. */
export async function renderedConsumerKey(root: string, app: ClientApp): Promise<string | undefined> {
  const path = join(root, app.renderedPath);
  if (!existsSync(path)) return undefined;
  return /<consumerKey>([^<]*)<\/consumerKey>/.exec(await readFile(path, 'utf8'))?.[1];
}

/**
 * Writes the piece that the repository does not hold.
 * @param consumerKey what the middleware sends as SF_CLIENT_ID: 8 to 256 letters, digits, dots and underscores. Left out: the one
 *   that was rendered before, or a new one
 * @throws SetupFailure the consumer key is none, or there is no certificate
 */
export async function renderClientApp(root: string, app: ClientApp, consumerKey?: string): Promise<RenderedClientApp> {
  const key = consumerKey || ((await renderedConsumerKey(root, app)) ?? newConsumerKey());
  if (!/^[\w.]{8,256}$/.test(key)) {
    throw new SetupFailure(
      'SF_CLIENT_ID is no consumer key: 8 to 256 letters, digits, dots and underscores.',
      'the environment variable SF_CLIENT_ID',
      'Unset it to have one made, or set it to the consumer key of the app.',
    );
  }
  const template = await readFile(join(root, app.templatePath), 'utf8');
  const certificate = (await readFile(join(root, CERTIFICATE_PATH), 'utf8')).trim();
  const rendered = template.replace('{{certificate}}', () => certificate).replace('{{consumerKey}}', () => key);
  const path = join(root, app.renderedPath);
  const isKept = existsSync(path) && (await readFile(path, 'utf8')) === rendered;
  if (!isKept) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, rendered);
  }
  return { consumerKey: key, isKept };
}
