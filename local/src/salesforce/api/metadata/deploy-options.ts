// DeployOptions as clients send them: XML over SOAP, JSON over REST.
// Source: Metadata API Developer Guide, "deploy()", DeployOptions.
import { TEST_LEVELS, type DeployOptions, type TestLevel } from '../../deploy/deploy-options.ts';
import { SalesforceError } from '../../dml/save.ts';
import type { XmlElement } from '../../metadata/xml.ts';
import { childrenNamed, textNamed } from '../soap/xml.ts';
import { isObject } from '../json-body.ts';

type Flag = (name: string) => boolean;

/** @throws SalesforceError INVALID_OPERATION they contradict each other or ask for what there is not */
export function optionsOfXml(element: XmlElement | undefined): DeployOptions {
  const flag: Flag = (name) => element !== undefined && textNamed(element, name) === 'true';
  const runTests = element ? childrenNamed(element, 'runTests').map(({ text }) => text) : [];
  return checked(flag, element && textNamed(element, 'testLevel'), runTests);
}

/** @throws SalesforceError as above */
export function optionsOfJson(options: unknown): DeployOptions {
  const given = isObject(options) ? options : {};
  const { testLevel, runTests } = given;
  const names = Array.isArray(runTests) ? runTests.filter((name) => typeof name === 'string') : [];
  return checked((name) => given[name] === true, typeof testLevel === 'string' ? testLevel : undefined, names);
}

function checked(flag: Flag, testLevel: string | undefined, runTests: readonly string[]): DeployOptions {
  const names = runTests
    .flatMap((name) => name.split(','))
    .map((name) => name.trim())
    .filter(Boolean);
  const level = testLevel || impliedLevel(flag, names);
  if (!isTestLevel(level)) throw refused(`testLevel must be one of ${TEST_LEVELS.join(', ')}, not ${level}`);
  if (level === 'RunSpecifiedTests' && names.length === 0)
    throw refused('RunSpecifiedTests needs names of tests in runTests');
  if (level !== 'RunSpecifiedTests' && names.length > 0)
    throw refused(`runTests can only be used when testLevel is RunSpecifiedTests, not ${level}`);
  if (flag('performRetrieve')) throw refused('performRetrieve is not supported by the local org');
  return {
    checkOnly: flag('checkOnly'),
    ignoreWarnings: flag('ignoreWarnings'),
    rollbackOnError: flag('rollbackOnError'),
    testLevel: level,
    runTests: names,
  };
}

/** An org that is no production org runs no tests by itself. */
const impliedLevel = (flag: Flag, names: readonly string[]): TestLevel =>
  names.length > 0 ? 'RunSpecifiedTests' : flag('runAllTests') ? 'RunAllTestsInOrg' : 'NoTestRun';

const isTestLevel = (level: string): level is TestLevel => (TEST_LEVELS as readonly string[]).includes(level);

const refused = (message: string) => new SalesforceError('INVALID_OPERATION', message);
