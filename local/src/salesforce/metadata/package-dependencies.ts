// Package directories that build on packages which are no part of the project: they could not be installed without those.
// Source: Salesforce DX Developer Guide, "Project Configuration File for a Second-Generation Managed Package", dependencies.
import { readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';

interface PackageDirectory {
  readonly path?: string;
  readonly package?: string;
  readonly default?: boolean;
  readonly dependencies?: readonly { readonly package?: string }[];
}

/** `path` ends with a slash, relative to the root; `missing` names the first package that is not there. */
export interface UnmetDirectory {
  readonly path: string;
  readonly missing: string;
}

/** `apex-tools@1.2.0-1` → `apex-tools` */
const nameOf = (dependency: string): string => dependency.replace(/@\d.*$/, '');

/** The default directory is what the project is about: it counts as installable whatever it names. */
export async function unmetDirectories(root: string): Promise<UnmetDirectory[]> {
  const text = await readFile(join(root, 'sfdx-project.json'), 'utf8').catch(() => '{}');
  const { packageDirectories = [] } = JSON.parse(text) as { packageDirectories?: readonly PackageDirectory[] };
  const own = new Set(packageDirectories.map((directory) => directory.package));
  return packageDirectories.flatMap(({ path, default: isDefault, dependencies = [] }) => {
    const missing = dependencies.map((one) => nameOf(one.package ?? '')).find((name) => name && !own.has(name));
    if (!path || isDefault || missing === undefined) return [];
    return [{ path: posix.join(path.replaceAll('\\', '/'), '/'), missing }];
  });
}
