// The sample articles: online, in both languages, for whom they say.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadSampleData } from '../../../local/src/salesforce/sample-data.ts';
import { demoOrg } from './demo-org.ts';

test('sample articles are put online when they are loaded', async () => {
  const demo = await demoOrg();
  const plan = join(import.meta.dirname, '../../../config/sample-data/knowledge-plan.json');
  await loadSampleData(demo.org, demo.org.userByName(demo.org.admin), plan);
  const articles = demo.rows('Knowledge__kav');
  assert.ok(articles.length >= 7);
  for (const { PublishStatus: status, Title: title } of articles) assert.equal(status, 'Online', String(title));
  assert.deepEqual([...new Set(articles.map(({ Language: language }) => language))].sort(), ['en_US', 'ja']);
});
