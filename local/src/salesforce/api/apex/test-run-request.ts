// Which tests a request names. Source: Tooling API Developer Guide, "REST Resources", runTestsSynchronous, runTestsAsynchronous.
import { SalesforceError } from '../../dml/save.ts';
import { childrenOf } from '../../metadata/xml.ts';
import type { LocalOrg } from '../../org.ts';
import { isObject } from '../json-body.ts';

export interface TestRequest {
  /** As testFilter takes them: `FooTest`, `FooTest.method`, `*`. */
  readonly patterns: readonly string[];
  readonly withCoverage: boolean;
  readonly isAllTests: boolean;
}

/** @throws SalesforceError INVALID_INPUT the body names no tests, or a class or suite that is not there */
export function readTestRequest(body: unknown, org: LocalOrg): TestRequest {
  const patterns = patternsOf(body, org);
  if (patterns.length === 0) throw new SalesforceError('INVALID_INPUT', 'The request names no tests');
  const withCoverage = !isObject(body) || !isTrue(body.skipCodeCoverage);
  return { patterns, withCoverage, isAllTests: patterns.includes('*') };
}

const isTrue = (value: unknown): boolean => value === true || value === 'true';
const ALL_LEVELS: readonly unknown[] = ['RunLocalTests', 'RunAllTestsInOrg'];

function patternsOf(body: unknown, org: LocalOrg): string[] {
  // The synchronous resource also takes a bare list of what others put into `tests`.
  const { tests, classNames, classids, suiteNames, suiteids, testLevel } = isObject(body) ? body : { tests: body };
  if (Array.isArray(tests) && tests.length > 0) return tests.filter(isObject).flatMap((test) => ofTest(test, org));
  const names = [
    ...listed(classNames).map((name) => classNamed(org, name)),
    ...listed(classids).map((id) => classWithId(org, id)),
    ...listed(suiteNames).flatMap((name) => classesOfSuite(org, name)),
  ];
  if (listed(suiteids).length > 0)
    throw new SalesforceError('INVALID_INPUT', 'The local org finds test suites by name: use suiteNames');
  if (names.length > 0) return names;
  return ALL_LEVELS.includes(testLevel) ? ['*'] : [];
}

function listed(value: unknown): string[] {
  const list: unknown[] = typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value : [];
  return list.filter((one) => typeof one === 'string').flatMap((one) => one.trim() || []);
}

function ofTest({ className, classId, testMethods }: Record<string, unknown>, org: LocalOrg): string[] {
  if (typeof className !== 'string' && typeof classId !== 'string') return [];
  const name = typeof className === 'string' ? classNamed(org, className) : classWithId(org, String(classId));
  const methods = Array.isArray(testMethods) ? testMethods.filter((one) => typeof one === 'string') : [];
  return methods.length > 0 ? methods.map((method) => `${name}.${method}`) : [name];
}

/** @returns the name as the project spells it */
function classNamed(org: LocalOrg, name: string): string {
  const found = org.store.find('ApexClass', 'Name', name)[0]?.['Name'];
  return typeof found === 'string' ? found : unknownClass('name', name);
}

function classWithId(org: LocalOrg, id: string): string {
  const found = org.store.get('ApexClass', id)?.['Name'];
  return typeof found === 'string' ? found : unknownClass('ID', id);
}

function unknownClass(what: string, value: string): never {
  const message = `This class ${what}'s value is invalid: ${value}. Provide the ${what} of an Apex class that has test methods.`;
  throw new SalesforceError('INVALID_INPUT', message);
}

function classesOfSuite(org: LocalOrg, name: string): string[] {
  const suite = org.project.find('ApexTestSuite', name);
  if (!suite?.xml) throw new SalesforceError('INVALID_INPUT', `There is no test suite ${name}`);
  return childrenOf(suite.xml, 'testClassName').map(({ text }) => classNamed(org, text));
}
