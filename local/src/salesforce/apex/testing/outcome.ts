// What a run of Apex tests found, in the terms of the platform's ApexTestResult and ApexCodeCoverage.

/** Source: Tooling API, "ApexTestResult", Outcome. */
export type Verdict = 'Pass' | 'Fail' | 'CompileFail';

export interface MethodOutcome {
  readonly className: string;
  /** `<load>` when the class as a whole could not be loaded. */
  readonly methodName: string;
  readonly verdict: Verdict;
  readonly timeMs: number;
  /** `System.AssertException: Assertion Failed: …`; null when it passed. */
  readonly message: string | null;
  /** `Class.FooTest.bar: line 12, column 1`, innermost first, one per line; null when it passed. */
  readonly stackTrace: string | null;
  /** Lines that the method reached, by class or trigger; only when the run was asked to keep them. */
  readonly reached?: ReadonlyMap<string, readonly number[]>;
}

/** Lines of one class or trigger that hold statements. */
export interface Coverage {
  readonly name: string;
  /** Relative to the project root. */
  readonly file: string;
  readonly isTrigger: boolean;
  readonly covered: readonly number[];
  readonly uncovered: readonly number[];
}

export interface SuiteOutcome {
  /** In the order they ran. */
  readonly methods: readonly MethodOutcome[];
  /** Without test classes; by name. */
  readonly coverage: readonly Coverage[];
  readonly timeMs: number;
}

export const LOAD = '<load>';

/** Per cent of lines covered, unrounded; 100 where there are none. */
export function percentCovered(parts: readonly Pick<Coverage, 'covered' | 'uncovered'>[]): number {
  const covered = parts.reduce((sum, part) => sum + part.covered.length, 0);
  const all = parts.reduce((sum, part) => sum + part.uncovered.length, covered);
  return all === 0 ? 100 : (covered / all) * 100;
}

/** Minimum shares of covered lines, in per cent. */
export interface CoverageGoal {
  readonly overall: number;
  readonly eachClass: number;
}

/** What falls short of the goal, in words; empty when nothing does. */
export function shortfalls(coverage: readonly Coverage[], { overall, eachClass }: CoverageGoal): string[] {
  const total = percentCovered(coverage);
  const classes = coverage
    .map((part) => ({ part, percent: percentCovered([part]) }))
    .filter(({ percent }) => percent < eachClass)
    .map(
      ({ part, percent }) =>
        `${part.name} has ${percent.toFixed(1)} % of its lines covered, ${eachClass} % are asked for: lines ${part.uncovered.join(', ')}`,
    );
  return total < overall
    ? [`${total.toFixed(1)} % of all lines are covered, ${overall} % are asked for`, ...classes]
    : classes;
}
