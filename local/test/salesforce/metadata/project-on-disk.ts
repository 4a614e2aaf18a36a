// A Salesforce DX project written to a temporary folder for one test.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { loadProject } from '../../../src/salesforce/metadata/load-project.ts';
import type { Project } from '../../../src/salesforce/metadata/project.ts';

export const SETTINGS = JSON.stringify({
  packageDirectories: [{ path: 'app', default: true }],
  sourceApiVersion: '67.0',
});

/** Paths below `app/main/default/` unless they begin with `/`, which stands for the project root. */
export type Files = Readonly<Record<string, string>>;

export async function writeProject(t: TestContext | undefined, files: Files): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'portway-project-'));
  t?.after(() => rm(root, { recursive: true, force: true }));
  const all = { '/sfdx-project.json': SETTINGS, '/app/main/default/.keep': '', ...files };
  for (const [path, text] of Object.entries(all)) {
    const file = path.startsWith('/') ? join(root, path) : join(root, 'app/main/default', path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  return root;
}

export async function projectOf(t: TestContext, files: Files): Promise<Project> {
  return loadProject(await writeProject(t, files));
}

/** A project that outlives single tests; remove its folder by the returned function. */
export async function sharedProject(files: Files): Promise<Project> {
  const root = await writeProject(undefined, files);
  try {
    return await loadProject(root);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>';

/** `<Root xmlns=…>inner</Root>`, inner beginning on line 3. */
export function xml(root: string, inner: string): string {
  return `${HEAD}\n<${root} xmlns="http://soap.sforce.com/2006/04/metadata">\n${inner}\n</${root}>\n`;
}

/** A custom field file: `[path, text]` for a project. */
export function field(object: string, name: string, inner: string): [string, string] {
  return [
    `objects/${object}/fields/${name}.field-meta.xml`,
    xml('CustomField', `<fullName>${name}</fullName>\n<label>${name}</label>\n${inner}`),
  ];
}

/** A custom object with a text name. */
export function object(name: string, inner = ''): [string, string] {
  return [
    `objects/${name}/${name}.object-meta.xml`,
    xml(
      'CustomObject',
      `<deploymentStatus>Deployed</deploymentStatus>\n<label>${name}</label>\n<pluralLabel>${name}s</pluralLabel>\n` +
        `<nameField><label>Name</label><type>Text</type></nameField>\n<sharingModel>ReadWrite</sharingModel>\n${inner}`,
    ),
  ];
}
