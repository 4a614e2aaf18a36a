// Formatting, lint and types: the tools themselves, run side by side, their complaints read back as findings.
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { readFileSync } from 'node:fs';
import type { CheckResult, Finding } from './finding.ts';

interface Output {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a tool of node_modules on this Node, in the project's root. */
function run(root: string, tool: string, args: readonly string[]): Promise<Output> {
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [binaryOf(tool), ...args],
      { cwd: root, maxBuffer: 64 << 20 },
      (error, stdout, stderr) => {
        if (error && typeof error.code !== 'number') reject(new Error(`${tool} could not be run`, { cause: error }));
        else resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
      },
    );
  });
}

function binaryOf(tool: string): string {
  const manifest = createRequire(import.meta.url).resolve(`${tool}/package.json`);
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { bin: string | Record<string, string> };
  const name = tool === 'typescript' ? 'tsc' : tool;
  return join(dirname(manifest), typeof bin === 'string' ? bin : bin[name]!);
}

/** A tool that fails without a complaint we can read has failed all the same. */
function resultOf(summary: string, { code, stdout, stderr }: Output, findings: Finding[]): CheckResult {
  if (code === 0 || findings.length > 0) return { summary, findings };
  const said = (stderr || stdout).trim().split('\n').slice(0, 5).join(' ');
  return { summary, findings: [{ file: '.', line: 1, what: `ended with ${code}: ${said}` }] };
}

export async function checkFormat(root: string): Promise<CheckResult> {
  // Formatting depends on the file alone, so files that have not changed need no second look. Lint and types do not.
  const cache = ['--cache', '--cache-strategy', 'content', '--cache-location', 'var/check/prettier'];
  const output = await run(root, 'prettier', ['--check', '.', ...cache]);
  const complaints = [...output.stderr.matchAll(/^\[(warn|error)\] (.+)$/gm)].map(([, , text]) => text!);
  const findings = complaints
    .filter((text) => !text.startsWith('Code style issues') && !text.startsWith('Error occurred when'))
    .map((text) => {
      const [, file, line, what] = /^(\S.*?): \w*Error: (?:.*\((\d+):\d+\))?(.*)$/.exec(text) ?? [];
      return file
        ? { file, line: Number(line ?? 1), what: what || text }
        : { file: text, line: 1, what: 'is not formatted (npx prettier --write)' };
    })
    .filter(({ file }) => !file.startsWith(' '));
  return resultOf('prettier --check .', output, findings);
}

export async function checkLint(root: string): Promise<CheckResult> {
  const output = await run(root, 'eslint', ['.', '--format', 'json', '--max-warnings', '0']);
  let files: { filePath: string; messages: { line?: number; message: string; ruleId: string | null }[] }[] = [];
  try {
    files = JSON.parse(output.stdout) as typeof files;
  } catch {
    return resultOf('eslint .', { ...output, code: output.code || 1 }, []);
  }
  const findings = files.flatMap(({ filePath, messages }) =>
    messages.map(({ line, message, ruleId }) => ({
      file: relative(root, filePath).split(sep).join('/'),
      line: line ?? 1,
      what: `${message} [${ruleId ?? 'eslint'}]`,
    })),
  );
  return resultOf(`eslint . (${files.length} files)`, output, findings);
}

export async function checkTypes(root: string): Promise<CheckResult> {
  return typesOf(root, 'tsconfig.json');
}

/** What runs in the browser sees other globals. */
export async function checkSiteTypes(root: string): Promise<CheckResult> {
  return typesOf(root, 'tsconfig.site.json');
}

async function typesOf(root: string, config: string): Promise<CheckResult> {
  const output = await run(root, 'typescript', ['-p', config, '--pretty', 'false']);
  const findings = [...output.stdout.matchAll(/^(.+?)\((\d+),\d+\): error (.+)$/gm)].map(([, file, line, what]) => ({
    file: file!,
    line: Number(line),
    what: what!,
  }));
  return resultOf(`tsc -p ${config}`, output, findings);
}
