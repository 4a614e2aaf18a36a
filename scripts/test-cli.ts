// npm run test:cli: proves that the unmodified Salesforce CLI works against the local org. Installs the CLI, pinned, at first;
// no part of npm test. Each command is a test; the last lines say how many passed and how long it took.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseArgs, promisify } from 'node:util';
import type { CliCase } from './cli/case.ts';
import { APEX_CASES } from './cli/cases/apex.ts';
import { DATA_CASES } from './cli/cases/data.ts';
import { DEPLOY_CASES } from './cli/cases/deploy.ts';
import { FAILURE_CASES } from './cli/cases/failures.ts';
import { METADATA_CASES } from './cli/cases/metadata.ts';
import { SET_UP_CASES } from './cli/cases/set-up.ts';
import { SIGN_IN_CASES } from './cli/cases/sign-in.ts';
import { USER_CASES } from './cli/cases/users.ts';
import { startCliLab } from './cli/lab.ts';
import { PINNED, pinnedCli, type PinnedCli } from './cli/pinned-cli.ts';

const ROOT = join(import.meta.dirname, '..');
const USAGE = `usage: npm run test:cli -- [options]
  --short         one command of each kind
  --filter TEXT   only what has TEXT in its name, after signing in; may be given more than once
  --list          the names, and nothing is run`;

const OPTIONS = {
  short: { type: 'boolean', default: false },
  filter: { type: 'string', multiple: true, default: [] as string[] },
  list: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** In the order in which an admin would: what follows may need what came before. */
const CASES: readonly CliCase[] = [
  ...SIGN_IN_CASES,
  ...DEPLOY_CASES,
  ...DATA_CASES,
  ...APEX_CASES,
  ...METADATA_CASES,
  ...USER_CASES,
  ...FAILURE_CASES,
  ...SET_UP_CASES,
];

async function main(): Promise<void> {
  const { values } = parseArgs({ options: OPTIONS });
  if (values.help) return console.log(USAGE);
  const chosen = choose(values.short, values.filter);
  if (values.list) return console.log(CASES.map(({ name }) => name).join('\n'));
  if (chosen.length === 0) throw new Error(`no name has ${values.filter.join(' or ')} in it; --list shows them`);
  const cli = await pinnedCli(ROOT, console.log);
  await promisify(execFile)(process.execPath, ['scripts/lwc/build.ts'], { cwd: ROOT });
  const startedAt = performance.now();
  const lab = await startCliLab(cli);
  try {
    const failed: string[] = [];
    for (const { name, ownOrg = false, run } of chosen)
      await test(name, async () => {
        failed.push(name);
        await (ownOrg ? inOrgOfItsOwn(cli, run) : run(lab));
        failed.pop();
      });
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.log(`Salesforce CLI ${PINNED['@salesforce/cli']}: ${chosen.length - failed.length} of ${chosen.length}`);
    console.log(`commands did what they should, in ${seconds} s`);
  } finally {
    await lab.close();
  }
}

async function inOrgOfItsOwn(cli: PinnedCli, run: CliCase['run']): Promise<void> {
  const lab = await startCliLab(cli);
  try {
    await run(lab);
  } finally {
    await lab.close();
  }
}

/** Signing in is in each choice: nothing works without it. */
function choose(isShort: boolean, filters: readonly string[]): CliCase[] {
  const fits = ({ name }: CliCase): boolean => filters.length === 0 || filters.some((text) => name.includes(text));
  return CASES.filter((one, index) => index === 0 || ((!isShort || one.isShort === true) && fits(one)));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
