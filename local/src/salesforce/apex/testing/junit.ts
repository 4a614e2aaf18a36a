// A run of Apex tests as JUnit XML, which CI systems read. Times in seconds.
import { LOAD, type MethodOutcome, type SuiteOutcome } from './outcome.ts';

export function junitXml({ methods, timeMs }: SuiteOutcome): string {
  const byClass = Map.groupBy(methods, ({ className }) => className);
  const suites = [...byClass].map(([name, tests]) => testSuite(name, tests));
  const failures = methods.filter(({ verdict }) => verdict !== 'Pass').length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="Apex" tests="${methods.length}" failures="${failures}" errors="0" time="${seconds(timeMs)}">`,
    ...suites,
    '</testsuites>',
    '',
  ].join('\n');
}

function testSuite(name: string, tests: readonly MethodOutcome[]): string {
  const failures = tests.filter(({ verdict }) => verdict !== 'Pass').length;
  const time = seconds(tests.reduce((sum, { timeMs }) => sum + timeMs, 0));
  return [
    `  <testsuite name="${escaped(name)}" tests="${tests.length}" failures="${failures}" errors="0" skipped="0" time="${time}">`,
    ...tests.map(testCase),
    '  </testsuite>',
  ].join('\n');
}

function testCase({ className, methodName, timeMs, verdict, message, stackTrace }: MethodOutcome): string {
  const name = methodName === LOAD ? 'load' : methodName;
  const head = `    <testcase classname="${escaped(className)}" name="${escaped(name)}" time="${seconds(timeMs)}"`;
  if (verdict === 'Pass') return `${head}/>`;
  const type = /^[\w.]+(?=:)/.exec(message ?? '')?.[0] ?? verdict;
  return [
    `${head}>`,
    `      <failure type="${escaped(type)}" message="${escaped(message ?? '')}">${escaped(stackTrace ?? '')}</failure>`,
    '    </testcase>',
  ].join('\n');
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3);

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
};

/** Characters that XML 1.0 cannot hold, not even escaped. */
// eslint-disable-next-line no-control-regex
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

function escaped(text: string): string {
  return text.replace(UNWRITABLE, '\ufffd').replace(/[&<>"\n\r\t]/g, (character) => ENTITIES[character]!);
}
