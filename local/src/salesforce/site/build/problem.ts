// What keeps a site from being built: one line each, with the place in the source that is at fault.

export interface BuildProblem {
  /** Relative to the project root, with `/`. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

/** The source of a site cannot be shown; `problems` says why, and where. */
export class SiteBuildError extends Error {
  readonly problems: readonly BuildProblem[];
  constructor(problems: readonly BuildProblem[]) {
    super(problems.map(({ file, line, message }) => `${file}:${line}: ${message}`).join('\n'));
    this.name = 'SiteBuildError';
    this.problems = problems;
  }
}

/** Line of the first place where `text` stands, or 1. */
export function lineOf(source: string, text: string): number {
  const at = source.indexOf(text);
  return at < 0 ? 1 : source.slice(0, at).split('\n').length;
}
