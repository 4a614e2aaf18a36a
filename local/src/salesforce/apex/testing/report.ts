// A run of Apex tests as text for people and as JSON for programs.
import { percentCovered, type Coverage, type MethodOutcome, type SuiteOutcome } from './outcome.ts';

/** The classes with their methods, failures with their Apex stack, then a line that sums up. */
export function testReport(outcome: SuiteOutcome): string {
  const byClass = Map.groupBy(outcome.methods, ({ className }) => className);
  return [...[...byClass.values()].map(classReport), summaryLine(outcome)].join('\n\n');
}

/** @param methods of one class */
export function classReport(methods: readonly MethodOutcome[]): string {
  return [methods[0]!.className, ...methods.flatMap(methodLines)].join('\n');
}

function methodLines({ methodName, verdict, timeMs, message, stackTrace }: MethodOutcome): string[] {
  const head = `  ${verdict === 'Pass' ? '✓' : '✗'} ${methodName}  ${Math.round(timeMs)} ms`;
  const details = [message, stackTrace].filter((text) => text !== null).flatMap((text) => text.split('\n'));
  return [head, ...details.map((line) => `      ${line}`)];
}

/** `12 tests, 11 passed, 1 failed, 0.8 s` */
export function summaryLine({ methods, timeMs }: SuiteOutcome): string {
  const failed = methods.filter(({ verdict }) => verdict !== 'Pass').length;
  const count = `${methods.length} test${methods.length === 1 ? '' : 's'}`;
  return `${count}, ${methods.length - failed} passed, ${failed} failed, ${(timeMs / 1000).toFixed(1)} s`;
}

/** Lines covered per class, and of all classes. */
export function coverageReport(coverage: readonly Coverage[]): string {
  const rows = coverage.map((part) => row(part.name, [part], part.uncovered));
  return ['Covered lines', ...rows, row('All', coverage, [])].join('\n');
}

function row(name: string, parts: readonly Coverage[], uncovered: readonly number[]): string {
  const covered = parts.reduce((sum, part) => sum + part.covered.length, 0);
  const all = parts.reduce((sum, part) => sum + part.uncovered.length, covered);
  const share = `${percentCovered(parts).toFixed(1)} %`.padStart(8);
  const missing = uncovered.length > 0 ? `  not: ${ranges(uncovered)}` : '';
  return `  ${name.padEnd(40)} ${share}  ${`${covered}/${all}`.padStart(11)}${missing}`;
}

/** `3–5, 9` for 3, 4, 5, 9. */
function ranges(lines: readonly number[]): string {
  const spans: [number, number][] = [];
  for (const line of lines) {
    const last = spans.at(-1);
    if (last && last[1] === line - 1) last[1] = line;
    else spans.push([line, line]);
  }
  return spans.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(', ');
}

/** The whole outcome; coverage only when asked for. */
export function testJson(outcome: SuiteOutcome, withCoverage: boolean): string {
  const { methods, coverage, timeMs } = outcome;
  const failed = methods.filter(({ verdict }) => verdict !== 'Pass').length;
  const json = {
    summary: { tests: methods.length, passed: methods.length - failed, failed, timeMs: Math.round(timeMs) },
    tests: methods.map((method) => ({ ...method, timeMs: Math.round(method.timeMs) })),
    ...(withCoverage && {
      coverage: {
        percent: Number(percentCovered(coverage).toFixed(1)),
        classes: coverage.map((part) => ({ ...part, percent: Number(percentCovered([part]).toFixed(1)) })),
      },
    }),
  };
  return JSON.stringify(json, null, 2);
}
