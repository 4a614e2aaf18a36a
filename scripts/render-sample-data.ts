// Sample data for a real org: `sf data import tree` replaces references between the plan's own records, but no plan can make the
// standard price book. This writes a copy of the plan in which @StandardPricebook is that org's price book.
//   sf data query --query "SELECT Id FROM Pricebook2 WHERE IsStandard = true" --target-org <alias>
//   node scripts/render-sample-data.ts <id>  →  var/sample-data/plan.json
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

const SOURCE = 'config/sample-data';
const TARGET = 'var/sample-data';
/** What the sample data calls the standard price book; the local org knows it by the same name. */
const PLACEHOLDER = '@StandardPricebook';

/**
 * @param standardPricebookId 15 or 18 characters, `01s…`
 * @returns the plan file written, relative to the root
 * @throws Error the id is no price book's
 */
export async function renderSampleData(root: string, standardPricebookId: string): Promise<string> {
  if (!/^01s[A-Za-z0-9]{12}([A-Za-z0-9]{3})?$/.test(standardPricebookId)) {
    throw new Error(`‘${standardPricebookId}’ is no price book id: it begins with 01s and has 15 or 18 characters`);
  }
  await mkdir(join(root, TARGET), { recursive: true });
  for (const name of await readdir(join(root, SOURCE))) {
    const text = await readFile(join(root, SOURCE, name), 'utf8');
    await writeFile(join(root, TARGET, name), text.replaceAll(PLACEHOLDER, standardPricebookId));
  }
  return `${TARGET}/plan.json`;
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === import.meta.filename) {
  renderSampleData('.', process.argv[2] ?? '').then(
    (plan) => console.log(`sf data import tree --plan ${plan} --target-org <alias>`),
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = 1;
    },
  );
}
