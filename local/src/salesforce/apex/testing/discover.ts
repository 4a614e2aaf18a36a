// Which classes are tests and which of their methods run. Source: Apex Developer Guide, "Testing Apex":
// static methods without parameters, annotated @IsTest or with the older keyword testMethod; @TestSetup before them.
import { ApexCompileError } from '../errors.ts';
import type { Program } from '../program.ts';
import { parseTrigger } from '../syntax.ts';
import { annotation, type Method, type UserClass } from '../user-class.ts';
import type { TestFilter } from './filter.ts';

export interface TestClass {
  readonly cls: UserClass;
  readonly setups: readonly Method[];
  /** Those that the filter takes, in the order of the source. */
  readonly tests: readonly Method[];
}

/** A class or trigger of the project that could not even be looked into. */
export interface Unloadable {
  readonly className: string;
  readonly error: ApexCompileError;
}

export interface Discovered {
  readonly classes: readonly TestClass[];
  readonly unloadable: readonly Unloadable[];
}

export function discoverTests(program: Program, filter: TestFilter): Discovered {
  const classes: TestClass[] = [];
  const unloadable: Unloadable[] = [];
  for (const className of program.classNames.toSorted((a, b) => a.localeCompare(b, 'en'))) {
    if (!filter.takesClass(className)) continue;
    try {
      const found = testClass(program.userClass(className)!, filter);
      if (found.tests.length > 0) classes.push(found);
    } catch (error) {
      if (!(error instanceof ApexCompileError)) throw error;
      unloadable.push({ className, error });
    }
  }
  for (const { name, source } of program.triggers.values()) {
    if (!filter.takesClass(name)) continue;
    try {
      parseTrigger(name, source);
    } catch (error) {
      if (!(error instanceof ApexCompileError)) throw error;
      unloadable.push({ className: name, error });
    }
  }
  return { classes, unloadable };
}

export function isTestClass(cls: UserClass): boolean {
  return annotation(cls.modifiers, 'istest') !== undefined;
}

function testClass(cls: UserClass, filter: TestFilter): TestClass {
  const methods = [...cls.members.methods.values()].flat().sort((a, b) => a.line - b.line);
  const setups = methods.filter(({ modifiers }) => annotation(modifiers, 'testsetup'));
  const tests = methods.filter((method) => isTest(method) && filter.takes(cls.name, method.name));
  return { cls, setups, tests };
}

function isTest({ modifiers, isStatic, parameters, block }: Method): boolean {
  const isMarked = annotation(modifiers, 'istest') !== undefined || modifiers.words.has('testmethod');
  return isMarked && isStatic && parameters.length === 0 && block !== undefined;
}

/** Tests that ask for the org's own records, for which the platform allows no setup method. */
export function seesAllData({ cls, tests }: TestClass): boolean {
  return isForAllData(cls) || tests.some(isForAllData);
}

/** Whether one test method does, by its own annotation or that of its class. */
export const asksForAllData = (method: Method): boolean => isForAllData(method) || isForAllData(method.owner);

const isForAllData = ({ modifiers }: Pick<Method, 'modifiers'>): boolean =>
  annotation(modifiers, 'istest')?.values.get('seealldata')?.toLowerCase() === 'true';
