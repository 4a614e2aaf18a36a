// An empty Salesforce DX project: what an org has deployed before anything is.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Package directory of every tree that the local org makes. */
export const DIRECTORY = 'force-app';

/** @param root made where it is not there @param apiVersion `65.0` */
export async function makeProject(root: string, apiVersion: string): Promise<void> {
  await mkdir(join(root, DIRECTORY), { recursive: true });
  const project = { packageDirectories: [{ path: DIRECTORY, default: true }], sourceApiVersion: apiVersion };
  await writeFile(join(root, 'sfdx-project.json'), JSON.stringify(project));
}
