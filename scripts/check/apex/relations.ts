// How classes hang together: no class is below itself, and what is queued, batched or scheduled can be.
// Source: Apex Developer Guide, "Extending a Class", "Queueable Apex", "Using Batch Apex", "Apex Scheduler".
import {
  ApexParserBaseListener,
  ApexParseTreeWalker,
  type DotMethodCallContext,
  type ExpressionContext,
} from '@apexdevtools/apex-parser';
import type { ApexProblem } from './declarations.ts';
import type { DeclaredClass } from './declared.ts';
import { sourceText, type ApexSource } from './sources.ts';

/** By names in small letters. */
export type Classes = ReadonlyMap<string, DeclaredClass>;

export function* cycleProblems(cls: DeclaredClass, classes: Classes): Iterable<ApexProblem> {
  const seen = new Set<DeclaredClass>();
  for (let above = parentOf(cls, classes); above && !seen.has(above); above = parentOf(above, classes)) {
    if (above === cls) {
      yield {
        line: cls.line,
        what: `${cls.name} is a class below itself: ${[cls, ...seen].map(({ name }) => name).join(' extends ')}`,
      };
      return;
    }
    seen.add(above);
  }
}

function parentOf({ name, superclass }: DeclaredClass, classes: Classes): DeclaredClass | undefined {
  return superclass === undefined ? undefined : classNamed(superclass, name, classes);
}

/** A class as code within another names it. */
function classNamed(name: string, within: string, classes: Classes): DeclaredClass | undefined {
  const outer = within.split('.')[0]!;
  return classes.get(`${outer}.${name}`.toLowerCase()) ?? classes.get(name.toLowerCase());
}

/** Methods that run an object later: which argument it is, and what it must be. */
const LATER: Readonly<Record<string, { readonly argument: number; readonly needs: string }>> = {
  'system.enqueuejob': { argument: 0, needs: 'Queueable' },
  'database.executebatch': { argument: 0, needs: 'Database.Batchable' },
  'system.schedulebatch': { argument: 0, needs: 'Database.Batchable' },
  'system.schedule': { argument: 2, needs: 'Schedulable' },
};

/** Only `new Job(…)` given on the spot is judged: what a variable holds is the type checker's. */
export function asynchronousProblems(source: ApexSource, classes: Classes): ApexProblem[] {
  const problems: ApexProblem[] = [];
  class Reader extends ApexParserBaseListener {
    enterDotMethodCall(call: DotMethodCallContext): void {
      const object = (call.parentCtx as { expression?(): ExpressionContext }).expression?.().getText() ?? '';
      const later = LATER[`${object}.${call.anyId().getText()}`.toLowerCase()];
      const list = call.expressionList() as ReturnType<DotMethodCallContext['expressionList']> | null;
      if (!later || !list) return;
      const given = list.expression_list()[later.argument];
      const [, name] = (given && /^new\s+([\w.]+)/i.exec(sourceText(given))) ?? [];
      const cls = name === undefined ? undefined : classNamed(name, source.name, classes);
      if (cls && !implementsInterface(cls, later.needs, classes))
        problems.push({
          line: call.start.line,
          what: `${cls.name} is given to ${object}.${call.anyId().getText()} and is no ${later.needs}`,
        });
    }
  }
  ApexParseTreeWalker.DEFAULT.walk(new Reader(), source.tree);
  return problems;
}

function implementsInterface(cls: DeclaredClass, wanted: string, classes: Classes): boolean {
  const names = cls.interfaces.map((name) => name.replace(/<.*$/, '').toLowerCase());
  const full = wanted.toLowerCase();
  if (names.some((name) => name === full || name === `system.${full}`)) return true;
  const parent = parentOf(cls, classes);
  if (parent && parent !== cls) return implementsInterface(parent, wanted, classes);
  // A superclass or an interface of a package cannot be looked into.
  return cls.superclass !== undefined && !parent;
}
