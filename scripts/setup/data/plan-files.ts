// Plans of `sf data import tree` as files: read from the repository, written with what is missing.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PlanEntry, PlanPart, TreeRecord } from './missing-records.ts';

/** One part per file, in the plan's order. */
export async function readPlan(path: string): Promise<PlanPart[]> {
  const plan = JSON.parse(await readFile(path, 'utf8')) as PlanEntry[];
  const parts = plan.flatMap((entry) => entry.files.map((file) => ({ entry: { ...entry, files: [file] }, file })));
  return Promise.all(
    parts.map(async ({ entry, file }) => {
      const { records } = JSON.parse(await readFile(join(dirname(path), file), 'utf8')) as { records: TreeRecord[] };
      return { entry, records };
    }),
  );
}

/** @returns the plan file, in a folder that holds nothing else */
export async function writePlan(folder: string, parts: readonly PlanPart[]): Promise<string> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const { entry, records } of parts) {
    await writeFile(join(folder, entry.files[0]!), `${JSON.stringify({ records }, null, 2)}\n`);
  }
  const plan = join(folder, 'plan.json');
  await writeFile(
    plan,
    `${JSON.stringify(
      parts.map(({ entry }) => entry),
      null,
      2,
    )}\n`,
  );
  return plan;
}
