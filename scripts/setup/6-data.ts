// Step 6: the price books, and invented customers, products and articles to try the portal with.
import { join } from 'node:path';
import { publishArticles } from './data/articles.ts';
import { missingRecords, type FindRows, type PlanPart } from './data/missing-records.ts';
import { readPlan, writePlan } from './data/plan-files.ts';
import { SetupFailure } from './failure.ts';
import { soqlText, type Org } from './org.ts';
import { recordsOf } from './records.ts';
import { resultOf } from './sf.ts';
import { runAlone, type Step, type StepContext } from './step.ts';

const SOURCE = 'config/sample-data';
const TARGET = 'var/sample-data';
const PORTAL = 'Portal';
/** What the sample data calls the standard price book, which no plan can make. */
const STANDARD_PRICEBOOK = 'StandardPricebook';

export const data: Step = {
  number: 6,
  name: 'data',
  title: 'Price books and sample data',
  does: [
    'Activates the standard price book and makes the price book Portal, which the customer site sells from. With --sample-data it loads',
    'config/sample-data as well (sf data import tree): only what the org lacks, so it can be run again.',
  ].join('\n'),
  changes:
    'price books; with --sample-data invented products, accounts, contacts, cases, orders and published articles.',
  needs: 'step 4; for articles the Knowledge User box of step 5.',
  options: {
    'sample-data': { type: 'boolean', help: 'load the sample data; leave it out in production' },
  },
  run: async (context) => {
    const org = context.org();
    const standardId = await priceBooks(context, org);
    if (context.options['sample-data'] !== true) {
      return context.say('sample data was not asked for (--sample-data)');
    }
    const ids = new Map([[STANDARD_PRICEBOOK, standardId]]);
    await load(context, org, 'plan.json', ids);
    const articles = await load(context, org, 'knowledge-plan.json', ids);
    if (context.isDryRun) return;
    const published = await publishArticles(
      context.sf,
      org,
      articles.flatMap(({ records }) => records),
    );
    context.say(published === 0 ? 'there already  all articles are published' : `published      ${published} articles`);
  },
};

/** @returns the standard price book's id */
async function priceBooks(context: StepContext, org: Org): Promise<string> {
  const records = recordsOf(context, org);
  const standard = await records.find('Pricebook2', { IsStandard: true }, ['IsActive']);
  if (!standard) {
    throw new SetupFailure(
      'The org shows no standard price book.',
      'Price Books',
      'Your user needs Read on price books; open the Price Books tab once in a new org.',
    );
  }
  await records.update('Pricebook2', standard, { IsActive: true }, 'the standard price book, active');
  const portal = await records.find('Pricebook2', { Name: PORTAL }, ['IsActive']);
  if (portal) await records.update('Pricebook2', portal, { IsActive: true }, 'the price book Portal, active');
  else {
    const description = 'What the customer site sells, and at what price.';
    await records.ensure(
      'Pricebook2',
      { Name: PORTAL },
      { IsActive: true, Description: description },
      'the price book Portal',
    );
  }
  return String(standard.Id);
}

/** @returns all of the plan, there or loaded now */
async function load(
  context: StepContext,
  org: Org,
  name: string,
  ids: ReadonlyMap<string, string>,
): Promise<PlanPart[]> {
  const { root, sf, say, isDryRun } = context;
  const plan = await readPlan(join(root, SOURCE, name));
  const { parts, counts } = await missingRecords(plan, finderOf(org), ids);
  for (const [object, { there, missing }] of counts) {
    if (missing === 0) say(`there already  ${there} of ${object}`);
    else
      say(
        `${isDryRun ? 'would load    ' : 'loading       '} ${missing} of ${object}${there > 0 ? `, ${there} are there` : ''}`,
      );
  }
  if (parts.length === 0 || isDryRun) return plan;
  const file = await writePlan(join(root, TARGET, name.replace(/\.json$/, '')), parts);
  const args = ['data', 'import', 'tree', '--plan', file, '--target-org', org.target];
  resultOf(args, await sf(args), 'Mend what the org says, then run this step again: it loads what is still missing.');
  return plan;
}

function finderOf(org: Org): FindRows {
  return (object, fields, field, values) =>
    org.query(`SELECT ${fields.join(', ')} FROM ${object} WHERE ${field} IN (${values.map(soqlText).join(', ')})`);
}

await runAlone(import.meta.filename, data);
