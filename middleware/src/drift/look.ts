// What the rules find in a scratch that holds both pictures.
import { isBusy } from './busy.ts';
import { ABOUT, inWords, type Rule } from './rule.ts';
import { RULE_CODES, ruleOf, type RuleCode } from './rules.ts';
import type { Scratch, ScratchRow } from './scratch.ts';
import type { Topic } from './scope.ts';

export interface Difference {
  readonly code: RuleCode;
  readonly key: string;
  readonly what: string;
  readonly about: Readonly<Record<string, string>>;
}

export interface Look {
  readonly differences: readonly Difference[];
  /** Differences of somebody who is left out this time. */
  readonly leftOut: number;
  /** Rules that found more than is kept, and how many more. */
  readonly more: Readonly<Partial<Record<RuleCode, number>>>;
}

/** Differences kept of each rule: with more than these something is wrong at large, and a list does not help. */
const KEPT_PER_RULE = 1000;

export function rulesFor(topics: ReadonlySet<Topic>): RuleCode[] {
  return RULE_CODES.filter((code) => topics.has(ruleOf(code)!.topic));
}

/** @param pause lets others have their turn between two rules */
export async function lookAt(scratch: Scratch, topics: ReadonlySet<Topic>, pause: () => Promise<void>): Promise<Look> {
  const differences: Difference[] = [];
  const more: Partial<Record<RuleCode, number>> = {};
  let leftOut = 0;
  for (const code of rulesFor(topics)) {
    await pause();
    const rule = ruleOf(code)!;
    let kept = 0;
    for (const row of scratch.rows(`select * from (${rule.sql}) order by key`)) {
      if (isBusy(scratch, row)) leftOut++;
      else if (kept < KEPT_PER_RULE) kept = differences.push(differenceOf(code, rule, row)) && kept + 1;
      else more[code] = (more[code] ?? 0) + 1;
    }
  }
  return { differences, leftOut, more };
}

function differenceOf(code: RuleCode, rule: Rule, row: ScratchRow): Difference {
  const about = ABOUT.flatMap((name) => {
    const value = row[name];
    return value === null || value === undefined ? [] : [[name, String(value)] as const];
  });
  return { code, key: String(row.key), what: inWords(rule.differs, row), about: Object.fromEntries(about) };
}
