// The project around its metadata: what sfdx-project.json says, names of files, and values that belong to one org or to nobody else.
import { counted, findingAt, type CheckResult } from './finding.ts';
import type { SourcePosition } from '../../local/src/salesforce/metadata/source-error.ts';
import { definitionProblems } from './project/definition.ts';
import { nameProblems } from './project/file-names.ts';
import { orgBoundProblems } from './project/org-bound.ts';
import { secretProblems } from './project/secrets.ts';
import type { SourceTree } from './source-tree.ts';

export interface ProjectProblem {
  readonly at: SourcePosition;
  readonly what: string;
}

type ProjectRule = (this: void, tree: SourceTree) => Iterable<ProjectProblem>;

const RULES: readonly ProjectRule[] = [definitionProblems, nameProblems, orgBoundProblems, secretProblems];

export function checkProject(tree: SourceTree): CheckResult {
  const problems = RULES.flatMap((rule) => [...rule(tree)]);
  return {
    summary: `sfdx-project.json and ${counted(tree.paths.length + tree.ignored.length, 'file')}`,
    findings: problems.map(({ at, what }) => findingAt(at, what)),
  };
}
