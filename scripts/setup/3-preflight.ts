// Step 3: everything that a deployment needs and this org lacks, all at once, before anything is deployed.
import { SetupFailure } from './failure.ts';
import { judge } from './preflight/check.ts';
import { checksFor, INTEGRATION_LICENSE_OPTION } from './preflight/checks.ts';
import { gatherFacts } from './preflight/gather.ts';
import { reportLines } from './preflight/report.ts';
import { runAlone, type Step } from './step.ts';

export const preflight: Step = {
  number: 3,
  name: 'preflight',
  title: 'What the org lacks',
  does: [
    'Asks the org for its edition, features, settings, licences, profiles and your rights, and compares them with what force-app',
    'needs; says what a deployment would change in an org that is in use. Lists all that is missing at once, with why it is needed',
    'and how it is mended.',
  ].join('\n'),
  changes: 'nothing.',
  needs: 'an org that sf is signed in to.',
  options: {
    ...INTEGRATION_LICENSE_OPTION,
    'turn-on-settings': {
      type: 'boolean',
      help: 'count settings as coming that step 4 turns on (Knowledge cannot be turned off again)',
    },
  },
  run: async (context) => {
    const facts = await gatherFacts(context);
    const judged = judge(checksFor(facts), facts, context.options['turn-on-settings'] === true);
    for (const line of reportLines(judged)) context.say(line);
    const missing = judged.filter(({ finding }) => finding.state === 'missing');
    if (missing.length === 0) return;
    const canBeTurnedOn = missing.some((check) => check.turnedOnBy !== undefined);
    throw new SetupFailure(
      `The org lacks: ${missing.map(({ title }) => title).join(', ')}.`,
      `the org ${context.org().target}, as listed above`,
      `Mend what is listed as MISSING${canBeTurnedOn ? ' (--turn-on-settings lets step 4 turn on the settings among it)' : ''}, then run this step again.`,
    );
  },
};

await runAlone(import.meta.filename, preflight);
