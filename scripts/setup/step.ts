// What every set-up step has: a number, a heading, options, help; and how it is run, alone or as one of all.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { failureText, SetupFailure } from './failure.ts';
import { openOrg, type Org } from './org.ts';
import { createSf, type Sf } from './sf.ts';

export interface OptionHelp {
  readonly type: 'string' | 'boolean';
  readonly default?: string | boolean;
  /** What follows the option in the help, e.g. `<username>`. */
  readonly value?: string;
  readonly help: string;
}

export type Options = Readonly<Record<string, string | boolean | undefined>>;

export interface StepContext {
  /** Folder of sfdx-project.json. */
  readonly root: string;
  readonly options: Options;
  readonly env: NodeJS.ProcessEnv;
  readonly sf: Sf;
  /** Say and decide, but change nothing in the org nor in files. */
  readonly isDryRun: boolean;
  /** @throws SetupFailure no --target-org was given */
  readonly org: () => Org;
  /** One line about what was done or found. */
  readonly say: (line: string) => void;
}

export interface Step {
  readonly number: number;
  readonly name: string;
  /** Heading, e.g. `Key pair and certificate`. */
  readonly title: string;
  readonly does: string;
  readonly changes: string;
  readonly needs: string;
  readonly options: Readonly<Record<string, OptionHelp>>;
  /** @throws SetupFailure with what to do */
  run(context: StepContext): Promise<void>;
}

export const COMMON: Readonly<Record<string, OptionHelp>> = {
  'target-org': { type: 'string', value: '<alias or username>', help: 'the org; one that sf is signed in to' },
  'dry-run': { type: 'boolean', help: 'say what would be done, and change nothing' },
  help: { type: 'boolean', help: 'this text' },
  root: { type: 'string', value: '<folder>', default: '.', help: 'where sfdx-project.json is' },
};

export function helpOf(step: Step): string {
  return [
    `Step ${step.number}, ${step.name}: ${step.title}`,
    '',
    step.does,
    '',
    `Changes:  ${step.changes}`,
    `Needs:    ${step.needs}`,
    '',
    `usage: npx node scripts/setup/${step.number}-${step.name}.ts [options]`,
    ...optionLines({ ...COMMON, ...step.options }),
    '',
    'Exit code 0: done, or nothing was to do. 1: stopped, and said why. 2: wrong usage.',
  ].join('\n');
}

export function optionLines(options: Readonly<Record<string, OptionHelp>>): string[] {
  const named = Object.entries(options).map(
    ([name, option]) => [`--${name} ${option.value ?? ''}`.trim(), option] as const,
  );
  const width = Math.max(...named.map(([name]) => name.length));
  return named.map(([name, option]) => {
    const fallback = typeof option.default === 'string' ? ` (${option.default})` : '';
    return `  ${name.padEnd(width)}  ${option.help}${fallback}`;
  });
}

/** @throws SetupFailure an option that none of the steps knows */
export function readOptions(args: readonly string[], steps: readonly Pick<Step, 'options'>[]): Options {
  const known = Object.assign({}, COMMON, ...steps.map(({ options }) => options)) as typeof COMMON;
  const options = Object.fromEntries(
    Object.entries(known).map(([name, { type, default: fallback }]) => [
      name,
      { type, ...(fallback !== undefined && { default: fallback }) },
    ]),
  );
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (cause) {
    throw new UsageError((cause as Error).message, 'the command line', 'Run it with --help to see the options.', {
      cause,
    });
  }
}

export class UsageError extends SetupFailure {}

export function contextFor(options: Options, env: NodeJS.ProcessEnv, sf?: Sf): StepContext {
  const root = resolve(String(options.root ?? '.'));
  const cli = sf ?? createSf(root, env);
  return {
    root,
    options,
    env,
    sf: cli,
    isDryRun: options['dry-run'] === true,
    say: (line) => console.log(line),
    org: () => {
      const target = options['target-org'] ?? options['create-scratch'];
      if (typeof target === 'string' && target !== '') return openOrg(cli, target);
      throw new UsageError(
        'No org was named.',
        'the command line',
        'Give --target-org <alias>. sf org list shows the orgs that the CLI is signed in to.',
      );
    },
  };
}

/** Runs one step from the command line if its file is the program; ends with the exit codes of `helpOf`. */
export async function runAlone(file: string, step: Step): Promise<void> {
  if (process.argv[1] === undefined || resolve(process.argv[1]) !== file) return;
  await main(async () => {
    const options = readOptions(process.argv.slice(2), [step]);
    if (options.help) console.log(helpOf(step));
    else await step.run(contextFor(options, process.env));
  });
}

/** Prints failures as words and sets the exit code. */
export async function main(run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    console.error(`\n${failureText(error)}`);
    if (process.env.PORTWAY_SETUP_DEBUG) console.error(error);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}
