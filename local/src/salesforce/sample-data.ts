// Sample records from `sf data tree` plan files, saved through the pipeline as an admin would import them.
// @see Salesforce CLI command reference, "data import tree": `@Name` stands for the record with that referenceId.
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SaveResult } from './dml/save.ts';
import type { LocalOrg } from './org.ts';
import type { RunningUser } from './security/running-user.ts';

/** Every org has one, and no plan can make it. */
const STANDARD_PRICEBOOK = 'StandardPricebook';
/** Records of one save, as in one API call. */
const CHUNK = 200;

interface PlanStep {
  readonly sobject: string;
  readonly files: readonly string[];
}

interface TreeRecord {
  readonly attributes: { readonly type: string; readonly referenceId: string };
  readonly [field: string]: unknown;
}

/**
 * Loads one plan, each of its chunks as a transaction of its own.
 * @returns ids by reference id
 * @throws Error a file is no plan, a reference leads nowhere, or a record is refused; says which record of which file
 */
export async function loadSampleData(
  org: LocalOrg,
  admin: RunningUser,
  planFile: string,
): Promise<ReadonlyMap<string, string>> {
  const ids = new Map([[STANDARD_PRICEBOOK, standardPricebookId(org)]]);
  for (const step of (await readJson(planFile)) as readonly PlanStep[]) {
    for (const file of step.files) {
      const path = join(dirname(planFile), file);
      const { records } = (await readJson(path)) as { records: readonly TreeRecord[] };
      for (let from = 0; from < records.length; from += CHUNK) {
        saveChunk(org, admin, path, records.slice(from, from + CHUNK), ids);
      }
    }
  }
  return ids;
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new Error(`sample data: ${path} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

function saveChunk(
  org: LocalOrg,
  admin: RunningUser,
  path: string,
  records: readonly TreeRecord[],
  ids: Map<string, string>,
): void {
  const inputs = records.map(({ attributes, ...values }) => ({
    type: attributes.type,
    values: withIds(values, ids, `${path}: ${attributes.referenceId}`),
  }));
  const results = org.transact(admin, (tx) =>
    org.save(tx, { operation: 'insert', records: inputs, allOrNone: true, access: 'system' }),
  );
  for (const [index, { attributes }] of records.entries()) {
    const { success, id, errors } = results[index]!;
    const own = errors.filter(({ statusCode }) => statusCode !== 'ALL_OR_NONE_OPERATION_ROLLED_BACK');
    if (own.length > 0) {
      const why = own.map(({ statusCode, message }) => `${statusCode}: ${message}`).join('; ');
      throw new Error(`sample data: ${path}: ${attributes.referenceId} was refused: ${why}`);
    }
    if (success) ids.set(attributes.referenceId, id!);
  }
  publishArticles(org, admin, results);
}

/** An import leaves drafts of articles, which an author then puts online. Here nobody would. */
function publishArticles(org: LocalOrg, admin: RunningUser, results: readonly SaveResult[]): void {
  const articleIds = results.flatMap(({ id }) => {
    const version = id === null ? undefined : org.store.get('Knowledge__kav', id);
    return version ? [String(version.KnowledgeArticleId)] : [];
  });
  if (articleIds.length)
    org.transact(admin, (tx) => articleIds.forEach((articleId) => org.publishArticle(tx, articleId, true)));
}

function withIds(values: Record<string, unknown>, ids: ReadonlyMap<string, string>, where: string) {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (typeof value !== 'string' || !value.startsWith('@')) return [name, value];
      const id = ids.get(value.slice(1));
      if (!id) throw new Error(`sample data: ${where}: ${name} refers to ${value}, which no earlier file holds`);
      return [name, id];
    }),
  );
}

function standardPricebookId(org: LocalOrg): string {
  for (const row of org.store.all('Pricebook2')) if (row.IsStandard === true) return String(row.Id);
  return '';
}
