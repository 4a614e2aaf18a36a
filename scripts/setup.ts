// npm run setup: all steps in order, from an empty org to a working portal. Each step alone: npx node scripts/setup/<n>-<name>.ts --help
import { keys } from './setup/1-keys.ts';
import { org } from './setup/2-org.ts';
import { preflight } from './setup/3-preflight.ts';
import { deployment } from './setup/4-deploy.ts';
import { people } from './setup/5-people.ts';
import { data } from './setup/6-data.ts';
import { middlewareSettings } from './setup/7-middleware-settings.ts';
import { publish } from './setup/8-publish.ts';
import { environment } from './setup/9-environment.ts';
import { SetupFailure } from './setup/failure.ts';
import { COMMON, contextFor, main, optionLines, readOptions, type Options, type Step } from './setup/step.ts';

const STEPS: readonly Step[] = [
  ...[keys, org, preflight, deployment, people],
  ...[data, middlewareSettings, publish, environment],
];

function help(): string {
  const options = Object.assign({}, COMMON, ...STEPS.map((step) => step.options), RANGE) as typeof COMMON;
  return [
    'usage: npm run setup -- --target-org <alias> [options]',
    '',
    'Runs these steps in order and stops at the first that cannot go on. Run it again once that is mended: what is done stays.',
    '',
    ...STEPS.map(({ number, name, title }) => `  ${number}  ${`${number}-${name}`.padEnd(21)}  ${title}`),
    '',
    ...optionLines(options),
    '',
    'What a step does, changes and needs: npx node scripts/setup/<step>.ts --help',
  ].join('\n');
}

const RANGE = {
  from: { type: 'string', value: '<1 to 9>', help: 'begin with this step' },
  to: { type: 'string', value: '<1 to 9>', help: 'end with this step' },
} as const;

function chosen({ from, to }: Options): Step[] {
  const [first, last] = [Number(from ?? 1), Number(to ?? STEPS.length)];
  return STEPS.filter(({ number }) => number >= first && number <= last);
}

await main(async () => {
  const options = readOptions(process.argv.slice(2), [...STEPS, { options: RANGE }]);
  if (options.help) {
    console.log(help());
    return;
  }
  const context = contextFor(options, process.env);
  context.org(); // without an org only the first step could run: better said at once
  for (const step of chosen(options)) {
    console.log(`\n[${step.number}/${STEPS.length}] ${step.title}`);
    try {
      await step.run({ ...context, say: (line) => console.log(`  ${line}`) });
    } catch (error) {
      if (!(error instanceof SetupFailure)) throw error;
      const again = `${error.next} To go on from here: npm run setup -- … --from ${step.number}`;
      throw new SetupFailure(`Step ${step.number} stopped. ${error.message}`, error.where, again, { cause: error });
    }
  }
  console.log('\nDone.');
});
