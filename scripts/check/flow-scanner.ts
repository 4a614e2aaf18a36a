// Lightning Flow Scanner's rules over our flows: a second opinion beside our own rules.
import { join } from 'node:path';
import scanner from '@flow-scanner/lightning-flow-scanner-core';
import { counted, type CheckResult, type Finding } from './finding.ts';
import type { MetadataFile, SourceTree } from './source-tree.ts';

export async function checkWithFlowScanner(tree: SourceTree): Promise<CheckResult> {
  const files = tree.ofType('Flow');
  if (files.length === 0) return { summary: 'no flows', findings: [] };
  const flows = await scanner.parse(files.map(({ path }) => join(tree.root, path)));
  const results = scanner.scan(flows);
  const rules = new Set(results.flatMap(({ ruleResults }) => ruleResults.map(({ ruleName }) => ruleName)));
  const findings = results.flatMap(({ flow, ruleResults }) => {
    const file = files.find(({ path }) => flow.fsPath === join(tree.root, path))!;
    return ruleResults.filter(({ occurs }) => occurs).flatMap((result) => findingsOf(file, result));
  });
  return { summary: `${counted(files.length, 'flow')}, ${counted(rules.size, 'rule')}`, findings };
}

interface Result {
  readonly ruleName: string;
  readonly errorMessage?: string;
  readonly details?: readonly { readonly name: string; readonly lineNumber?: number }[];
}

function findingsOf({ path }: MetadataFile, { ruleName, errorMessage, details = [] }: Result): Finding[] {
  const places = details.length > 0 ? details : [{ name: '', lineNumber: 1 }];
  return places.map(({ name, lineNumber }) => ({
    file: path,
    line: lineNumber ?? 1,
    what: `${ruleName}${name ? ` at ${name}` : ''}${errorMessage ? `: ${errorMessage}` : ''} [Lightning Flow Scanner]`,
  }));
}
