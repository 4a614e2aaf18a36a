// Compiles Apex without running it, as a deployment does: every method, initialiser and trigger, and all that is wrong with them.
// The runtime itself compiles a method when it first runs; what it merely cannot execute is no reason to refuse a deployment.
import { checkInitialiser } from '../apex/compile/construction.ts';
import { ApexCompileError, UnsupportedApex } from '../apex/errors.ts';
import type { Program } from '../apex/program.ts';
import { compileTrigger, triggerHead } from '../apex/sobject/triggers.ts';
import type { UserClass } from '../apex/user-class.ts';
import type { Component } from '../metadata/project.ts';

export interface ApexProblem {
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** Without the place. */
  readonly what: string;
  /** The runtime cannot execute it; the platform may. */
  readonly isUnsupported: boolean;
}

/** What is wrong with a class or trigger, by line; each problem once. */
export function checkApex(program: Program, component: Component): ApexProblem[] {
  const problems = new Map<string, ApexProblem>();
  const check = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      if (!(error instanceof ApexCompileError)) throw error;
      const problem = problemOf(error, component.fullName);
      problems.set(`${problem.line}:${problem.column} ${problem.what}`, problem);
    }
  };
  if (component.type === 'ApexTrigger') check(() => checkTrigger(program, component));
  else check(() => checkClass(program.userClass(component.fullName)!, program, check));
  return [...problems.values()].sort((a, b) => a.line - b.line);
}

function checkTrigger(program: Program, component: Component): void {
  compileTrigger(program, program.unitOf(component), triggerHead(component.content ?? '').object);
}

type Check = (work: () => void) => void;

function checkClass(cls: UserClass, program: Program, check: Check): void {
  check(() => void cls.superclass);
  check(() => void cls.interfaces);
  check(() => checkMembers(cls, program, check));
  for (const inner of cls.inner.values()) checkClass(inner, program, check);
}

function checkMembers(cls: UserClass, program: Program, check: Check): void {
  const { fields, methods, constructors, staticInitialisers, instanceInitialisers } = cls.members;
  for (const { type, getter, setter } of fields.values()) {
    check(() => refuseProblem(type.problem));
    for (const accessor of [getter, setter]) if (accessor?.block) check(() => void program.compileBody(accessor));
  }
  for (const method of [...methods.values()].flat()) {
    check(() => refuseProblem(method.returns.problem));
    if (method.block) check(() => void program.compileBody(method));
  }
  for (const constructor of constructors) check(() => void program.compileBody(constructor));
  for (const part of staticInitialisers) check(() => checkInitialiser(part, cls, program, true));
  for (const part of instanceInitialisers) check(() => checkInitialiser(part, cls, program, false));
}

function refuseProblem(problem: Error | undefined): void {
  if (problem) throw problem;
}

/** An error that stands in another class, which this one uses, is told with that class. */
function problemOf(error: ApexCompileError, name: string): ApexProblem {
  const { unit, line, column } = error.position;
  const isUnsupported = error instanceof UnsupportedApex;
  const what = error.message.replace(/^.*?: line \d+, column \d+: /, '');
  return unit === name
    ? { line, column, what, isUnsupported }
    : {
        line: 1,
        column: 1,
        what: `Dependent class is invalid and needs recompilation: ${error.message}`,
        isUnsupported,
      };
}
