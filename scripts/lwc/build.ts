// The TypeScript of the LWCs: what it is checked against (types generated from Apex and labels) and the JavaScript that deploys.
//   node scripts/lwc/build.ts             types and JavaScript
//   node scripts/lwc/build.ts --types     types only, for editors and for npm run check
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import ts from 'typescript';
import { apexSources } from '../check/apex/sources.ts';
import type { Finding } from '../check/finding.ts';
import { readSourceTree, type SourceTree } from '../check/source-tree.ts';
import { apexTypes } from './apex-types.ts';
import { labelTypes, readLabels } from './label-types.ts';

const GENERATED = 'build/lwc';
const COMPONENTS = 'force-app/main/default/lwc';
/** The project files of the components and of their tests. */
const PROJECTS = { components: join(COMPONENTS, 'tsconfig.json'), tests: 'tsconfig.lwc-tests.json' };

/** Writes what components import but no file of theirs declares. @throws UntypedApex */
export function writeGeneratedTypes(tree: SourceTree): void {
  const folder = join(tree.root, GENERATED);
  mkdirSync(folder, { recursive: true });
  write(join(folder, 'apex.d.ts'), apexTypes(apexSources(tree).sources));
  const labels = readLabels(tree);
  write(join(folder, 'labels.d.ts'), labelTypes(labels));
  // Component tests read labels as a visitor does: test/lwc/resolver.cjs.
  write(join(folder, 'labels.json'), JSON.stringify(Object.fromEntries(labels.map(({ name, text }) => [name, text]))));
  write(
    join(folder, 'tsconfig.paths.json'),
    JSON.stringify({ compilerOptions: { paths: pathsOf(tree.root) } }, null, 2),
  );
}

/** `c/errors` → its file: TypeScript's patterns cannot say a name twice. */
function pathsOf(root: string): Record<string, string[]> {
  const folder = join(root, COMPONENTS);
  const names = existsSync(folder)
    ? readdirSync(folder).filter((name) => existsSync(join(folder, name, `${name}.ts`)))
    : [];
  return Object.fromEntries(
    names.map((name) => [`c/${name}`, [relative(join(root, GENERATED), join(folder, name, `${name}.ts`))]]),
  );
}

/** An unchanged file keeps its time, so that watchers and caches are left alone. */
function write(file: string, text: string): void {
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeFileSync(file, text);
}

/** Type errors of the components and their tests. @param emit also writes the JavaScript that deploys, when there are none */
export function compileComponents(root: string, emit: boolean): { files: number; findings: Finding[] } {
  const findings: Finding[] = [];
  let files = 0;
  for (const [name, project] of Object.entries(PROJECTS)) {
    const config = ts.getParsedCommandLineOfConfigFile(
      join(root, project),
      {},
      { ...ts.sys, onUnRecoverableConfigFileDiagnostic: fail },
    );
    if (!config) throw new Error(`${project} cannot be read`);
    const emits = emit && name === 'components';
    const program = ts.createProgram(config.fileNames, { ...config.options, noEmit: !emits });
    const diagnostics = [...config.errors, ...ts.getPreEmitDiagnostics(program)];
    if (emits && diagnostics.length === 0) program.emit();
    files += config.fileNames.length;
    findings.push(...diagnostics.map((diagnostic) => findingOf(root, diagnostic)));
  }
  return { files, findings };
}

function fail(diagnostic: ts.Diagnostic): never {
  throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'));
}

function findingOf(root: string, { file, start, messageText, code }: ts.Diagnostic): Finding {
  const what = `TS${code}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  if (!file) return { file: PROJECTS.components, line: 1, what };
  const { line, character } = file.getLineAndCharacterOfPosition(start ?? 0);
  return { file: relative(root, file.fileName), line: line + 1, column: character + 1, what };
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { types: { type: 'boolean', default: false } } });
  const root = resolve('.');
  writeGeneratedTypes(readSourceTree(root));
  if (!values.types) {
    const { files, findings } = compileComponents(root, true);
    for (const { file, line, column, what } of findings) console.error(`${file}:${line}:${column ?? 1}: ${what}`);
    console.log(findings.length === 0 ? `${files} TypeScript files compiled.` : 'Nothing was written.');
    process.exitCode = findings.length === 0 ? 0 : 1;
  }
}
