// Secrets do not belong among sources: whoever reads the repository has them, and a deployment shows them to the org's people.
// What is rendered for one org is ignored by git, and this says so when it is not.
// Source: Metadata API Developer Guide, "ExtlClntAppGlobalOauthSettings": not to be added to source control.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseForceIgnore } from '../../../local/src/salesforce/metadata/forceignore.ts';
import type { ProjectProblem } from '../project.ts';
import type { SourceTree } from '../source-tree.ts';

/** What a secret looks like, put together so that this file is none. */
const SECRETS: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/-----BEGIN ([A-Z]+ )?PRIVATE KEY-----/, 'a private key'],
  [/\bforce:\/\/[\w.-]+:[^@\s]*:[^@\s]+@/, 'a sign-in of the Salesforce CLI'],
  [/\b00D[A-Za-z0-9]{12,15}![A-Za-z0-9._]{20,}/, 'a session of an org'],
  [/\b3MVG9[A-Za-z0-9._]{60,}/, 'a consumer key'],
  [/\bwhsec_[A-Za-z0-9+/=]{24,}/, 'a signing secret'],
];
const TEXT = /\.(xml|cls|trigger|ts|js|json|html|css|md|txt|env|template)$/;
/** The folder of what make-keys renders. */
const RENDERED = 'extlClntAppGlobalOauthSets/';

export function* secretProblems({ root, paths, ignored, text: textOf }: SourceTree): Iterable<ProjectProblem> {
  for (const file of [...paths, ...ignored].filter((path) => TEXT.test(path))) {
    const text = textOf(file);
    for (const [pattern, what] of SECRETS) {
      const found = pattern.exec(text);
      if (found && !isKeptOut(root, file))
        yield { at: { file, line: text.slice(0, found.index).split('\n').length }, what: `holds ${what}` };
    }
  }
  for (const file of paths.filter((path) => path.includes(RENDERED)))
    if (!isKeptOut(root, file))
      yield { at: { file, line: 1 }, what: `is rendered for one org: .gitignore must name ${RENDERED}` };
}

/** Whether git leaves a file out. */
function isKeptOut(root: string, path: string): boolean {
  const file = join(root, '.gitignore');
  return existsSync(file) && parseForceIgnore(readFileSync(file, 'utf8'))(path);
}
