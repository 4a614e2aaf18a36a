// What people read: no words and no colours of their own in components, and every text in every language of the project.
import { counted, type CheckResult, type Finding } from './finding.ts';
import type { SourceTree } from './source-tree.ts';
import { colourProblems } from './texts/colours.ts';
import { labelProblems } from './texts/labels.ts';
import { scriptProblems } from './texts/scripts.ts';
import { templateProblems } from './texts/templates.ts';

/** @yields index of a place in the text, and what is wrong there */
export type TextProblems = (this: void, text: string) => Iterable<readonly [index: number, what: string]>;

const KINDS: readonly (readonly [files: RegExp, problems: TextProblems])[] = [
  [/\/lwc\/[^/]+\/[^/]+\.html$/, templateProblems],
  [/\/lwc\/[^/]+\/[^/]+\.css$/, colourProblems],
  [/\/lwc\/[^/]+\/[^/]+\.ts$/, scriptProblems],
];

export function checkTexts(tree: SourceTree): CheckResult {
  const findings: Finding[] = [];
  let files = 0;
  for (const path of [...tree.paths, ...tree.ignored]) {
    for (const [pattern, problems] of KINDS) {
      if (!pattern.test(path)) continue;
      files += 1;
      const text = tree.text(path);
      for (const [index, what] of problems(text)) {
        const before = text.slice(0, index).split('\n');
        findings.push({ file: path, line: before.length, column: before.at(-1)!.length + 1, what });
      }
    }
  }
  const { labels, findings: ofLabels } = labelProblems(tree);
  return {
    summary: `${counted(files, 'source')} of components, ${counted(labels, 'label')}`,
    findings: [...findings, ...ofLabels],
  };
}
