// Step 8: publishes the site, waits until Salesforce has done it, says where it is.
import { setTimeout as sleep } from 'node:timers/promises';
import { readSourceTree } from '../check/source-tree.ts';
import { SetupFailure } from './failure.ts';
import { soqlText, type Org, type Row } from './org.ts';
import { runAlone, type Step, type StepContext } from './step.ts';

const POLL_MS = 5_000;
/** @see Object Reference, BackgroundOperation.Status */
const ENDED: Readonly<Record<string, 'done' | 'failed'>> = {
  Complete: 'done',
  Merged: 'done',
  Error: 'failed',
  Canceled: 'failed',
};

export const publish: Step = {
  number: 8,
  name: 'publish',
  title: 'Publish the site',
  does: [
    'Activates and publishes every Experience Cloud site of the project and waits for it. Visitors see what was deployed only after that, so run it',
    'after every deployment that changes pages.',
  ].join('\n'),
  changes: 'what visitors of the site see.',
  needs: 'step 4.',
  options: {
    'publish-wait': {
      type: 'string',
      value: '<minutes>',
      default: '15',
      help: 'how long to wait until it is published',
    },
  },
  run: async (context) => {
    const org = context.org();
    const names = readSourceTree(context.root)
      .ofType('Network')
      .map(({ fullName }) => decodeURIComponent(fullName));
    for (const name of names) await publishOne(context, org, name);
  },
};

interface Published {
  readonly url?: string;
  readonly jobId?: string;
}

async function publishOne(context: StepContext, org: Org, name: string): Promise<void> {
  const { say, isDryRun } = context;
  const [network] = await org.query(`SELECT Id, Status FROM Network WHERE Name = ${soqlText(name)}`);
  if (!network) {
    throw new SetupFailure(
      `The org has no site ‘${name}’.`,
      'Setup → All Sites',
      'Deploy first: npx node scripts/setup/4-deploy.ts',
    );
  }
  await activate(context, org, name, network);
  if (isDryRun) return say(`would publish  ${name}`);
  const path = `connect/communities/${String(network.Id)}/publish`;
  const { url, jobId } = await org.send<Published>('POST', path, {}, `Publishing ${name}`);
  if (jobId) await waitFor(context, org, name, jobId);
  say(`published      ${name}: ${url ?? 'the org does not say where'}`);
}

/** Only an active site can be published; a deployment may leave a new one inactive. @see Object Reference, Network */
async function activate({ say, isDryRun }: StepContext, org: Org, name: string, { Id, Status }: Row): Promise<void> {
  if (Status === 'Live') return;
  if (isDryRun) return say(`would activate ${name}, which is ${String(Status)}`);
  try {
    await org.send('PATCH', `sobjects/Network/${String(Id)}`, { Status: 'Live' }, `Activating ${name}`);
    say(`activated      ${name}, which was ${String(Status)}`);
  } catch (error) {
    if (!(error instanceof SetupFailure)) throw error;
    const next = `Setup → All Sites → ${name} → Workspaces → Administration → Settings → Activate, then run this step again.`;
    throw new SetupFailure(error.message, error.where, next, { cause: error });
  }
}

async function waitFor({ options, say }: StepContext, org: Org, name: string, jobId: string): Promise<void> {
  const deadline = Date.now() + Number(options['publish-wait'] ?? 15) * 60_000;
  for (;;) {
    const asked = await org.tryQuery<{ Status?: string }>(
      `SELECT Id, Status FROM BackgroundOperation WHERE Id = ${soqlText(jobId)}`,
    );
    if ('unasked' in asked) return say(`not asked      whether it is done: ${asked.unasked}`);
    const status = asked.value[0]?.Status ?? 'New';
    if (ENDED[status] === 'done') return;
    const where = `the background operation ${jobId}`;
    if (ENDED[status] === 'failed') {
      throw new SetupFailure(
        `Publishing ${name} ended as ${status}.`,
        where,
        'Setup → All Sites → Builder → Publish shows why. A site without a service-not-available page is refused, for one.',
      );
    }
    if (Date.now() > deadline) {
      throw new SetupFailure(
        `${name} is still being published (${status}).`,
        where,
        'Run this step again in a few minutes.',
      );
    }
    await sleep(POLL_MS);
  }
}

await runAlone(import.meta.filename, publish);
