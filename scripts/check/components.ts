// Types of the Lightning web components and their tests, against the Apex and the labels of the project.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { compileComponents } from '../lwc/build.ts';
import type { CheckResult } from './finding.ts';
import type { SourceTree } from './source-tree.ts';

export function checkComponentTypes({ root }: SourceTree): CheckResult {
  if (!existsSync(join(root, 'tsconfig.lwc.json'))) return { summary: 'no components in TypeScript', findings: [] };
  const { files, findings } = compileComponents(root, false);
  return { summary: `tsc of components and their tests (${files} files)`, findings };
}
