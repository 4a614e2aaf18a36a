// npm run setup: all steps in order, from an empty org to a working portal. Each step alone: node scripts/setup/<n>-<name>.ts --help
import { keys } from './setup/1-keys.ts';
import { preflight } from './setup/3-preflight.ts';
import { deployment } from './setup/4-deploy.ts';
import { contextFor, main, optionLines, readOptions, COMMON, type Step } from './setup/step.ts';

const STEPS: readonly Step[] = [keys, preflight, deployment];

const last = STEPS.at(-1)!.number;

function help(): string {
  const options = Object.assign({}, COMMON, ...STEPS.map((step) => step.options)) as typeof COMMON;
  return [
    'usage: npm run setup -- --target-org <alias> [options]',
    '',
    'Runs these steps in order and stops at the first that cannot go on. Run it again once that is mended: what is done stays.',
    '',
    ...STEPS.map(({ number, name, title }) => `  ${number}  ${`${number}-${name}`.padEnd(14)}  ${title}`),
    '',
    ...optionLines(options),
    '',
    'What a step does, changes and needs: node scripts/setup/<step>.ts --help',
  ].join('\n');
}

await main(async () => {
  const options = readOptions(process.argv.slice(2), STEPS);
  if (options.help) {
    console.log(help());
    return;
  }
  const context = contextFor(options, process.env);
  for (const step of STEPS) {
    console.log(`\n[${step.number}/${last}] ${step.title}`);
    await step.run({ ...context, say: (line) => console.log(`  ${line}`) });
  }
});
