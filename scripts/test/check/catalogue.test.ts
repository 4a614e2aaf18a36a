// Every mistake of the catalogue is planted alone; the check must name its file, its line and what is wrong, and nothing else.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { openJudge } from './catalogue/judge.ts';
import { cataloguePage, PAGE } from './catalogue/page.ts';
import { TOPICS } from './catalogue/topics.ts';
import { ROOT } from './planted.ts';

test('mistakes that make deployments fail', async (t) => {
  const judge = await openJudge();
  t.after(() => judge.end());
  await t.test('the project itself has none', async () => assert.deepEqual(await judge.untouched(), []));
  for (const { title, mistakes } of TOPICS) {
    for await (const { mistake, caught, noise, notRun } of judge.judge(mistakes)) {
      await t.test(`${title}: ${mistake.caughtBy} finds ${mistake.title}`, { skip: notRun ?? false }, () => {
        assert.ok(caught, `nothing matches ${String(mistake.says)} there; said elsewhere: ${JSON.stringify(noise)}`);
        assert.deepEqual(noise, []);
      });
    }
  }
});

test('every mistake has a title of its own, a source and a cause in words', () => {
  const all = TOPICS.flatMap(({ mistakes, unseen = [] }) => [...mistakes, ...unseen]);
  assert.equal(new Set(all.map(({ title }) => title)).size, all.length);
  for (const { title, source } of all) assert.match(source, /\w/, title);
});

test('the page lists the catalogue as it is', async () => {
  const page = await readFile(join(ROOT, PAGE), 'utf8');
  assert.equal(page, await cataloguePage(TOPICS), 'npm run check:catalogue -- --page writes it');
});
