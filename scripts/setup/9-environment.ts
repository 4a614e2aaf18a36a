// Step 9: the Salesforce half of the middleware's environment, and a sign-in with it.
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { signIn, type Session, type SignInSettings } from '../../middleware/src/salesforce/sign-in.ts';
import { KEY_PATH } from '../make-keys.ts';
import { CLIENT_APP_OPTION, clientAppOf, renderedConsumerKey } from './client-app.ts';
import { ENV_PATH, openEnvFile, type EnvFile } from './env-file.ts';
import { SetupFailure } from './failure.ts';
import { queryPath, REST_VERSION } from './org.ts';
import { integrationUsername } from './5-people.ts';
import { runAlone, type Step, type StepContext } from './step.ts';

const TIMEOUT_MS = 30_000;
/** Made by this step and never printed. */
const SECRET = new Set(['OPERATOR_TOKEN']);

export const environment: Step = {
  number: 9,
  name: 'environment',
  title: 'The middleware’s environment',
  does: [
    `Fills in what ${ENV_PATH} needs to know about this org; what has a value there is kept. Then signs in as the middleware will,`,
    'and reads one order.',
  ].join('\n'),
  changes: `${ENV_PATH} (git-ignored, readable by you only).`,
  needs: 'steps 1, 4 and 5.',
  options: {
    ...CLIENT_APP_OPTION,
    'sign-in-wait': {
      type: 'string',
      value: '<minutes>',
      default: '10',
      help: 'how long to try while the client app is not known yet',
    },
    'integration-username': { type: 'string', value: '<username>', help: 'the middleware’s user, as in step 5' },
  },
  run: async (context) => {
    const { root, say, isDryRun } = context;
    const file = await openEnvFile(root);
    const values = await valuesFor(context);
    for (const [name, value] of Object.entries(values)) say(filledIn(file, name, value, isDryRun));
    if (isDryRun) return;
    await file.save();
    await trySignIn(context, file);
    const open = ['WHMCS_API_URL', 'WHMCS_API_IDENTIFIER', 'WHMCS_API_SECRET'].filter((name) => file.isOpen(name));
    if (open.length > 0) say(`still to do    ${open.join(', ')} in ${ENV_PATH}, then npm run middleware`);
  },
};

function filledIn(file: EnvFile, name: string, value: string, isDryRun: boolean): string {
  const had = file.get(name);
  if (file.fill(name, value)) {
    return `${isDryRun ? 'would write    ' : 'written        '}${name}=${SECRET.has(name) ? '(made now)' : value}`;
  }
  const differs = had !== value && !SECRET.has(name);
  return differs ? `kept           ${name}=${had} (this org would be ${value})` : `there already  ${name}`;
}

async function valuesFor(context: StepContext): Promise<Record<string, string>> {
  const org = context.org();
  const { id, instanceUrl } = await org.display();
  const [row] = await org.query('SELECT IsSandbox FROM Organization');
  const consumerKey = await renderedConsumerKey(context.root, clientAppOf(context.options));
  if (!consumerKey) {
    throw new SetupFailure(
      'There is no consumer key.',
      'the rendered client app',
      'Run npx node scripts/setup/1-keys.ts, then step 4.',
    );
  }
  return {
    SF_LOGIN_URL: loginUrl(instanceUrl, row?.IsSandbox === true),
    SF_CLIENT_ID: consumerKey,
    SF_USERNAME: integrationUsername(context, id),
    SF_PRIVATE_KEY_PATH: KEY_PATH,
    OPERATOR_TOKEN: randomBytes(24).toString('base64'),
  };
}

/** The audience of a JWT is Salesforce's general log-in host; an org elsewhere (the local one) is its own. */
export function loginUrl(instanceUrl: string, isSandbox: boolean): string {
  if (!/\.(salesforce|force)\.(com|mil)$/.test(new URL(instanceUrl).hostname)) return new URL(instanceUrl).origin;
  return isSandbox ? 'https://test.salesforce.com' : 'https://login.salesforce.com';
}

/** What Salesforce answers while a client app that was just deployed is not known everywhere yet. */
const NOT_KNOWN_YET = /invalid_client|client identifier invalid|invalid_app_access|not admin approved|hasn.t approved/i;
const TRY_AGAIN_MS = 15_000;

async function signedIn({ say, options }: StepContext, settings: SignInSettings): Promise<Session> {
  const deadline = Date.now() + Number(options['sign-in-wait'] ?? 0) * 60_000;
  for (let tries = 1; ; tries += 1) {
    try {
      return await signIn(settings);
    } catch (error) {
      if (Date.now() + TRY_AGAIN_MS > deadline || !NOT_KNOWN_YET.test((error as Error).message)) throw error;
      if (tries === 1)
        say('waiting        for the client app to be known; up to ten minutes after its first deployment');
      await sleep(TRY_AGAIN_MS);
    }
  }
}

async function trySignIn(context: StepContext, file: EnvFile): Promise<void> {
  const { root, say } = context;
  const url = file.get('SF_LOGIN_URL')!;
  const username = file.get('SF_USERNAME')!;
  const keyPath = file.get('SF_PRIVATE_KEY_PATH') ?? KEY_PATH;
  let session: Session;
  try {
    session = await signedIn(context, {
      loginUrl: url,
      audience: file.get('SF_AUDIENCE') ?? url,
      clientId: file.get('SF_CLIENT_ID')!,
      username,
      privateKey: await readFile(isAbsolute(keyPath) ? keyPath : join(root, keyPath), 'utf8'),
      timeoutMs: TIMEOUT_MS,
    });
  } catch (cause) {
    throw new SetupFailure(
      `The sign-in as ${username} was refused: ${(cause as Error).message}`,
      `${url}, with the values of ${ENV_PATH}`,
      'A client app takes up to ten minutes to work after its first deployment. See that step 4 deployed it, that step 5 gave the user Customer_Portal_Integration, and that the certificate deployed is that of the key; then run this step again.',
      { cause },
    );
  }
  say(`signed in      as ${username} at ${session.instanceUrl}`);
  await readOneOrder(session, username);
  say('read           one order, as that user');
}

async function readOneOrder({ instanceUrl, accessToken }: Session, username: string): Promise<void> {
  const path = `/services/data/v${REST_VERSION}/${queryPath('SELECT Id, Activation_Status__c FROM Order LIMIT 1')}`;
  const response = await fetch(`${instanceUrl}${path}`, {
    headers: { authorization: `Bearer ${accessToken}` },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (response.ok) return;
  throw new SetupFailure(
    `${username} cannot read orders: ${(await response.text()).slice(0, 300)}`,
    'the rights of the integration user',
    'Run step 5 again: it needs the permission set licence Salesforce API Integration and then Customer_Portal_Integration.',
  );
}

await runAlone(import.meta.filename, environment);
