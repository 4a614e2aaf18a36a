// How the middleware is started: the arguments of the root package's `middleware` script, so that what is measured and
// tested here is what an installation runs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** Arguments for Node, the script as an absolute path; without the file of variables, which callers give themselves. */
export function middlewareCommand(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const [, ...args] = scripts.middleware!.split(' ');
  return args
    .filter((arg) => !arg.startsWith('--env-file'))
    .map((arg) => (arg.startsWith('-') ? arg : join(ROOT, arg)));
}
