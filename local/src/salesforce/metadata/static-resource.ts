// Content of a project's static resources: read from disk when it is asked for.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Component, Project } from './project.ts';

const META = '.resource-meta.xml';

/** @returns undefined the resource is a folder, which deploying would make a zip file of */
export function contentOf(project: Project, { file }: Component): Uint8Array | undefined {
  const folder = join(project.root, dirname(file));
  const stem = `${basename(file).replace(META, '')}.`;
  const found = readdirSync(folder, { withFileTypes: true }).find(
    (entry) => entry.isFile() && entry.name.startsWith(stem) && !entry.name.endsWith(META),
  );
  return found && readFileSync(join(folder, found.name));
}
