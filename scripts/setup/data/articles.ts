// Imported articles are drafts; customers see published ones.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SetupFailure } from '../failure.ts';
import { soqlText, type Org, type Row } from '../org.ts';
import { resultOf, type Sf } from '../sf.ts';
import type { TreeRecord } from './missing-records.ts';

/** Publishes the drafts among these articles. @returns how many; @throws SetupFailure the org refused one */
export async function publishArticles(sf: Sf, org: Org, articles: readonly TreeRecord[]): Promise<number> {
  const drafts: Row[] = [];
  // Queries of articles name one publication status and one language. @see SOQL and SOSL Reference, "Knowledge"
  for (const [language, same] of Map.groupBy(articles, ({ Language }) => String(Language))) {
    const names = same.map(({ UrlName }) => soqlText(String(UrlName))).join(', ');
    const where = `PublishStatus = 'Draft' AND Language = ${soqlText(language)} AND UrlName IN (${names})`;
    drafts.push(...(await org.query(`SELECT Id, KnowledgeArticleId FROM Knowledge__kav WHERE ${where}`)));
  }
  if (drafts.length > 0)
    await publishDrafts(
      sf,
      org.target,
      drafts.map((row) => String(row.KnowledgeArticleId)),
    );
  return drafts.length;
}

/** By Apex: the only way that needs no version of its own. @see Apex Reference, KbManagement.PublishingService */
async function publishDrafts(sf: Sf, target: string, articleIds: readonly string[]): Promise<void> {
  const lines = articleIds.map((id) => `KbManagement.PublishingService.publishArticle('${id}', true);`);
  const folder = await mkdtemp(join(tmpdir(), 'portway-apex-'));
  try {
    const file = join(folder, 'publish.apex');
    await writeFile(file, `${lines.join('\n')}\n`);
    const args = ['apex', 'run', '--file', file, '--target-org', target];
    const result = resultOf(
      args,
      await sf<{ success?: boolean; exceptionMessage?: string; compileProblem?: string }>(args),
      'Your user needs the Knowledge User box and the right to publish articles (step 5).',
    );
    if (result.success === false) {
      const said = result.exceptionMessage || result.compileProblem || 'without a reason';
      throw new SetupFailure(
        `Publishing articles: ${said}`,
        'anonymous Apex',
        'Publish the drafts in the Knowledge tab.',
      );
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
