// How quick the Apex runtime is: the project's whole test suite as a developer runs it, and plain loops in anonymous Apex.
import { spawnSync } from 'node:child_process';
import { openTestOrg } from '../../local/src/salesforce/apex/testing/open-org.ts';
import type { Figure } from './figures.ts';

/** Best of so many: the first run also pays for JavaScript's own compiler. */
const LOOP_RUNS = 5;
const ADDITIONS = 'Integer sum = 0; for (Integer i = 0; i < 1000000; i++) { sum += i; }';

export async function apexFigures(say: (text: string) => void): Promise<Figure[]> {
  const suite = runSuite();
  say(suite.summary);
  const loops = await timeLoops();
  say(`a million additions took ${loops.map((ms) => ms.toFixed(0)).join(', ')} ms`);
  return [
    figure('whole suite of force-app, process and loading included', suite.seconds, 's', { atMost: 10 }),
    figure('tests in it', suite.tests, ''),
    figure('tests in it that fail', suite.failed, '', { atMost: 0 }),
    figure('a million Integer additions in a loop, first run', loops[0]! / 1000, 's', { atMost: 1 }),
    figure('a million Integer additions in a loop, best run', Math.min(...loops) / 1000, 's'),
  ];
}

function runSuite(): { seconds: number; tests: number; failed: number; summary: string } {
  const start = performance.now();
  const { stdout } = spawnSync(process.execPath, ['scripts/test-apex.ts', '--json'], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const seconds = (performance.now() - start) / 1000;
  const { summary } = JSON.parse(stdout) as { summary: { tests: number; failed: number } };
  const { tests, failed } = summary;
  return { seconds, tests, failed, summary: `${tests} Apex tests, ${failed} failed, ${seconds.toFixed(1)} s` };
}

async function timeLoops(): Promise<number[]> {
  const org = await openTestOrg('.');
  return Array.from({ length: LOOP_RUNS }, () => {
    const start = performance.now();
    org.transact(org.userByName(org.admin), (tx) => org.apex.runAnonymous(tx, ADDITIONS));
    return performance.now() - start;
  });
}

const figure = (name: string, measured: number, unit: string, wanted?: Figure['wanted']): Figure => ({
  scenario: 'Apex',
  figure: name,
  measured,
  unit,
  ...(wanted && { wanted }),
});
