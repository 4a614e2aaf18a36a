// npm run check:catalogue: plants every mistake of the catalogue and prints which are caught, by topic and with their sources;
// with --page it writes docs/deploy-mistakes.md instead.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../planted.ts';
import { openJudge, type Judge, type Verdict } from './judge.ts';
import type { Topic } from './mistake.ts';
import { catalogueCounts, cataloguePage, PAGE } from './page.ts';
import { TOPICS } from './topics.ts';

const isCaught = ({ caught, noise }: Verdict): boolean => caught !== undefined && noise.length === 0;

function print(topic: Topic, verdicts: readonly Verdict[]): void {
  console.log(`\n${topic.title}: ${verdicts.filter(isCaught).length} of ${catalogueCounts([topic]).known}`);
  for (const each of verdicts) {
    const { mistake, caught, noise } = each;
    console.log(`  ${isCaught(each) ? '✓' : '✗'} ${mistake.title}  (${mistake.caughtBy}; ${mistake.source})`);
    if (each.notRun) console.log(`      ${each.notRun}`);
    else if (!caught) console.log('      nothing said of it where it is');
    for (const { file, line, what } of noise) console.log(`      noise: ${file}:${line}: ${what}`);
  }
  for (const { title, why, source } of topic.unseen ?? []) console.log(`  – ${title}: ${why}  (${source})`);
}

async function report(judge: Judge): Promise<void> {
  const since = performance.now();
  const verdicts: Verdict[] = [];
  for (const topic of TOPICS) {
    const own: Verdict[] = [];
    for await (const each of judge.judge(topic.mistakes)) own.push(each);
    print(topic, own);
    verdicts.push(...own);
  }
  const caught = verdicts.filter(isCaught).length;
  const seconds = Math.round((performance.now() - since) / 1000);
  console.log(`\n${caught} of ${catalogueCounts(TOPICS).known} mistakes caught (${seconds} s).`);
  if (caught < verdicts.length) process.exitCode = 1;
}

const { values } = parseArgs({ options: { page: { type: 'boolean', default: false } } });
if (values.page) {
  await writeFile(join(ROOT, PAGE), await cataloguePage(TOPICS));
} else {
  const judge = await openJudge();
  try {
    await report(judge);
  } finally {
    await judge.end();
  }
}
