// The workflows under .github/workflows: read as YAML and held against the rules of workflows/rules.ts.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { counted, type CheckResult, type Finding } from './finding.ts';
import type { SourceTree } from './source-tree.ts';
import { WORKFLOW_RULES, type Offers } from './workflows/rules.ts';
import { readWorkflow, YamlProblem } from './workflows/workflow.ts';

const FOLDER = '.github/workflows';

export function checkWorkflows({ root }: Pick<SourceTree, 'root'>): CheckResult {
  const folder = join(root, FOLDER);
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => /\.ya?ml$/.test(name)) : [];
  if (files.length === 0) return { summary: '0 workflows', findings: [] };
  const { scripts = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts?: object };
  const offers: Offers = {
    scripts: new Set(Object.keys(scripts)),
    hasFile: (path) => existsSync(join(root, path)),
  };
  const findings = files.flatMap((name) =>
    findingsIn(`${FOLDER}/${name}`, readFileSync(join(folder, name), 'utf8'), offers),
  );
  return { summary: counted(files.length, 'workflow'), findings };
}

/** What is wrong in one workflow. @param file for the findings */
export function findingsIn(file: string, source: string, offers: Offers): Finding[] {
  try {
    const workflow = readWorkflow(file, source);
    return WORKFLOW_RULES.flatMap((rule) => rule(workflow, offers)).map((breach) => ({ file, ...breach }));
  } catch (error) {
    if (error instanceof YamlProblem) return [{ file, line: error.line, what: `no YAML: ${error.message}` }];
    throw error;
  }
}
