// What a check found wrong: always with file and line, so that an editor or a person can go there.
import type { SourcePosition } from '../../local/src/salesforce/metadata/source-error.ts';

export interface Finding {
  /** Relative to the project root. */
  readonly file: string;
  /** Counts from 1. */
  readonly line: number;
  /** Counts from 1; for code, where a line may hold several things. */
  readonly column?: number;
  readonly what: string;
}

/** What one check reports: what it looked at, in a few words, and what is wrong. */
export interface CheckResult {
  readonly summary: string;
  readonly findings: readonly Finding[];
  /** True when this machine lacks what the check needs; the summary says what. */
  readonly notRun?: boolean;
}

export function findingAt({ file, line }: SourcePosition, what: string): Finding {
  return { file, line, what };
}

/** `12 files`, `1 flow`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
