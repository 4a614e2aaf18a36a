// One deployment through the CLI, and its outcome in lines: how much, or per file what the org refused and what mends it.
import { relative } from 'node:path';
import { SetupFailure } from '../failure.ts';
import { commandLine, type Sf, type SfAnswer } from '../sf.ts';
import { meaningOf } from './known-errors.ts';

export interface Deployment {
  readonly root: string;
  readonly target: string;
  readonly title: string;
  /** Folders or files, relative to the root. */
  readonly paths: readonly string[];
  readonly isRehearsal: boolean;
  /** Deploys what this rehearsal judged, without its tests. @see Metadata API Developer Guide, deployRecentValidation() */
  readonly rehearsalId?: string;
  /** Left out: the org's default, which is all local tests in production where Apex changes, none elsewhere. */
  readonly testLevel?: string;
  /** Minutes that the CLI waits. */
  readonly wait: string;
}

/** As much of `sf project deploy start --json` as is read. */
interface DeployResult {
  readonly id?: string;
  readonly status?: string;
  readonly numberComponentsDeployed?: number;
  readonly numberComponentsTotal?: number;
  readonly numberTestsCompleted?: number;
  readonly files?: readonly DeployedFile[];
  readonly details?: { readonly runTestResult?: { readonly failures?: readonly TestFailure[] | TestFailure } };
}

interface DeployedFile {
  readonly fullName: string;
  readonly type: string;
  readonly state?: string;
  readonly filePath?: string;
  readonly error?: string;
  readonly lineNumber?: number | string;
  readonly columnNumber?: number | string;
}

interface TestFailure {
  readonly name: string;
  readonly methodName: string;
  readonly message: string;
  readonly stackTrace?: string;
}

export interface Deployed {
  /** What was done, in words. */
  readonly lines: readonly string[];
  /** Of a rehearsal with Apex tests, which need not run again: what it judged can be deployed as it is. */
  readonly rehearsalId?: string;
}

/** @throws SetupFailure with a line per refused component */
export async function deploy(sf: Sf, deployment: Deployment): Promise<Deployed> {
  const { paths, target, isRehearsal, rehearsalId, testLevel, wait, title } = deployment;
  const args = rehearsalId
    ? ['project', 'deploy', 'quick', '--job-id', rehearsalId, '--target-org', target, '--wait', wait]
    : [
        ...['project', 'deploy', 'start', ...paths.flatMap((path) => ['--source-dir', path])],
        ...['--target-org', target, '--wait', wait, '--ignore-conflicts'],
        ...(isRehearsal ? ['--dry-run'] : []),
        ...(testLevel ? ['--test-level', testLevel] : []),
      ];
  const answer = await sf<DeployResult>(args);
  if (answer.status === 0) {
    const { id, numberTestsCompleted = 0 } = answer.result ?? {};
    const hasTested = isRehearsal && id !== undefined && numberTestsCompleted > 0;
    return { lines: doneLines(deployment, answer), ...(hasTested && { rehearsalId: id }) };
  }
  const lines = refusalLines(deployment, answer);
  const { id } = answer.result ?? {};
  throw new SetupFailure(
    [`${isRehearsal ? 'The rehearsal' : 'The deployment'} of ${title} was refused:`, ...lines].join('\n  '),
    id
      ? `deployment ${id} (sf project deploy report --job-id ${id} --target-org ${target})`
      : commandLine(args.slice(0, 3)),
    isRehearsal
      ? 'Mend the files named and run this step again. Nothing was changed in the org.'
      : 'Mend the files named and run this step again. This part of the deployment left nothing in the org.',
  );
}

function doneLines({ isRehearsal }: Deployment, { result = {}, warnings = [] }: SfAnswer<DeployResult>): string[] {
  const files = result.files ?? [];
  const changed = new Set(
    files.filter(({ state }) => state !== 'Unchanged').map(({ type, fullName }) => `${type} ${fullName}`),
  );
  const total = result.numberComponentsTotal ?? files.length;
  const tests = result.numberTestsCompleted ? `, ${result.numberTestsCompleted} Apex tests passed` : '';
  const done = isRehearsal
    ? `rehearsed: ${total} components would deploy${tests}`
    : `deployed: ${total} components, ${changed.size} of them new or changed${tests}`;
  return [done, ...warnings.filter((each) => !/^\s*$/.test(each)).map((each) => `warning: ${each.split('\n')[0]}`)];
}

function refusalLines({ root }: Deployment, { result, message }: SfAnswer<DeployResult>): string[] {
  const failed = (result?.files ?? []).filter(({ state, error }) => state === 'Failed' || error);
  const components = failed.flatMap((file) => {
    const place = file.filePath ? relative(root, file.filePath) : `${file.type} ${file.fullName}`;
    const at = [place, file.lineNumber, file.columnNumber]
      .filter((part) => part !== undefined && part !== '')
      .join(':');
    return withMeaning(`${at}: ${file.error ?? 'refused without a reason'}`, file.error);
  });
  const tests = listed(result?.details?.runTestResult?.failures).flatMap((test) => [
    `test ${test.name}.${test.methodName}: ${test.message}`,
    ...(test.stackTrace ? [`  ${test.stackTrace.split('\n')[0]}`] : []),
  ]);
  const all = [...components, ...tests];
  return all.length > 0 ? all : withMeaning(message ?? result?.status ?? 'for no reason that the CLI tells', message);
}

function withMeaning(line: string, problem: string | undefined): string[] {
  const meaning = problem === undefined ? undefined : meaningOf(problem);
  return meaning ? [line, `  → ${meaning}`] : [line];
}

/** SOAP gives one entry as an object, several as a list. */
function listed<T>(value: readonly T[] | T | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}
