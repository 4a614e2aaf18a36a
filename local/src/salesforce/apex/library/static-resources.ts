// Static resources of the project: read from disk when test code asks for one.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Vm } from '../vm.ts';

const META = '.resource-meta.xml';

/** @returns undefined the project has no static resource of that name, or it is a folder */
export function staticResource(vm: Vm, name: string): Uint8Array | undefined {
  const { project } = vm.org;
  const found = project.components.find(
    ({ type, fullName }) => type === 'StaticResource' && fullName.toLowerCase() === name.toLowerCase(),
  );
  if (!found) return undefined;
  const folder = join(project.root, dirname(found.file));
  const stem = `${basename(found.file).replace(META, '')}.`;
  const file = readdirSync(folder, { withFileTypes: true }).find(
    (entry) => entry.isFile() && entry.name.startsWith(stem) && !entry.name.endsWith(META),
  );
  return file && readFileSync(join(folder, file.name));
}
