// Step 4: the deployment, in as few parts as the platform allows, each rehearsed before it is done.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CLIENT_APP_OPTION, clientAppOf } from './client-app.ts';
import { deploy } from './deploy/run-stage.ts';
import { stagesFor } from './deploy/stages.ts';
import { SetupFailure } from './failure.ts';
import { judge, settingsToTurnOn } from './preflight/check.ts';
import { checksFor } from './preflight/checks.ts';
import { gatherFacts } from './preflight/gather.ts';
import { readProjectFacts } from './preflight/project-facts.ts';
import { recordsOf } from './records.ts';
import { runAlone, type Step, type StepContext } from './step.ts';

export const deployment: Step = {
  number: 4,
  name: 'deploy',
  title: 'Deploy',
  does: [
    'Compiles the pages, then deploys: the org’s settings (with --turn-on-settings), the project in one deployment, the client app.',
    'Each part is rehearsed first (a deployment that is judged and not kept). With --dry-run it stays at that.',
  ].join('\n'),
  changes: 'the org’s metadata. What that means for an org in use: docs/deploy.md.',
  needs: 'steps 1 and 3; PORTWAY_MIDDLEWARE_URL and PORTWAY_SITE_SENDER in the environment.',
  options: {
    ...CLIENT_APP_OPTION,
    'turn-on-settings': {
      type: 'boolean',
      help: 'turn on what is off, by config/org-settings (Knowledge cannot be turned off again)',
    },
    'test-level': {
      type: 'string',
      value: '<RunLocalTests|NoTestRun|…>',
      help: 'which Apex tests must pass; left out, the org decides (production: all of its own)',
    },
    wait: { type: 'string', value: '<minutes>', default: '60', help: 'how long to wait for each part' },
  },
  run: async (context) => {
    const { root, options, sf, isDryRun, say } = context;
    const { target } = context.org();
    refuseUnrendered(root, clientAppOf(options).renderedPath);
    await compilePages(context);
    const testLevel = options['test-level'];
    for (const stage of stagesFor(root, options, await settingsOf(context))) {
      say(`${stage.title}`);
      const common = {
        root,
        target,
        title: stage.title,
        paths: stage.paths,
        wait: String(options.wait ?? '60'),
        ...(stage.hasApex && typeof testLevel === 'string' && { testLevel }),
      };
      if (isDryRun && stage.followsAnother) {
        say('  cannot be rehearsed before the part above is in the org');
        continue;
      }
      const rehearsal = await deploy(sf, { ...common, isRehearsal: true });
      for (const line of rehearsal.lines) say(`  ${line}`);
      if (isDryRun) continue;
      const { rehearsalId } = rehearsal;
      const done = await deploy(sf, { ...common, isRehearsal: false, ...(rehearsalId && { rehearsalId }) });
      for (const line of done.lines) say(`  ${line}`);
      if (stage.turnsOnTranslation) await activateLanguages(context);
    }
  },
};

/** @throws SetupFailure step 1 has not run for this app */
function refuseUnrendered(root: string, renderedPath: string): void {
  if (existsSync(join(root, renderedPath))) return;
  throw new SetupFailure(
    `The client app is incomplete: ${renderedPath} is missing.`,
    'the certificate and consumer key, which git does not keep',
    'Run npx node scripts/setup/1-keys.ts with the same --client-app first.',
  );
}

/** What is off and wanted on. */
async function settingsOf(context: StepContext): Promise<string[]> {
  if (context.options['turn-on-settings'] !== true) return [];
  const facts = await gatherFacts(context);
  return settingsToTurnOn(judge(checksFor(facts), facts, true));
}

/** No metadata says which languages are shown: records do. @see Object Reference, Translation */
async function activateLanguages(context: StepContext): Promise<void> {
  const org = context.org();
  const say = (line: string): void => context.say(`  ${line}`);
  const records = recordsOf({ isDryRun: false, say }, org);
  for (const language of readProjectFacts(context.root).languages) {
    const what = `translations into ${language}, active`;
    const row = await records.find('Translation', { Language: language }, ['IsActive']);
    if (row) await records.update('Translation', row, { IsActive: true }, what);
    else await records.ensure('Translation', { Language: language }, { IsActive: true }, what);
  }
}

/** The pages' JavaScript, which git does not keep. @throws SetupFailure the TypeScript does not compile */
function compilePages({ root, say }: StepContext): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['scripts/lwc/build.ts'], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code !== 0) {
        const failure = new SetupFailure(
          `The pages do not compile:\n${firstLines(said)}`,
          'npm run build:lwc',
          'Mend the files named.',
        );
        return reject(failure);
      }
      say('pages compiled');
      resolve();
    });
  });
}

const SHOWN_LINES = 10;

function firstLines(text: string): string {
  const lines = text.trim().split('\n');
  const more = lines.length - SHOWN_LINES;
  return [...lines.slice(0, SHOWN_LINES), ...(more > 0 ? [`… and ${more} lines more`] : [])].join('\n');
}

await runAlone(import.meta.filename, deployment);
