// docs/deploy-mistakes.md: the catalogue as a table to read.
import { format } from 'prettier';
import type { Topic } from './mistake.ts';

export const PAGE = 'docs/deploy-mistakes.md';

/** Mistakes in the catalogue, and of these the ones that a check catches. */
export function catalogueCounts(topics: readonly Topic[]): { known: number; caught: number } {
  const caught = topics.reduce((sum, { mistakes }) => sum + mistakes.length, 0);
  return { caught, known: topics.reduce((sum, { unseen = [] }) => sum + unseen.length, caught) };
}

/** As Prettier formats it. */
export function cataloguePage(topics: readonly Topic[]): Promise<string> {
  const { known, caught } = catalogueCounts(topics);
  const text = [
    '# Mistakes that make deployments fail',
    `Each of these is planted into a copy of the project by \`scripts/test/check/catalogue.test.ts\`, and \`npm run check\` must name
file, line and cause and complain of nothing else: ${caught} of ${known} are caught. \`npm run check:catalogue\` shows it, and with
\`-- --page\` writes this page from the catalogue (\`scripts/test/check/catalogue/\`). The check is the name to give to
\`npm run check -- --only\`.`,
    ...topics.flatMap(topicText),
  ].join('\n\n');
  return format(text, { parser: 'markdown' });
}

function topicText({ title, mistakes, unseen = [] }: Topic): string[] {
  return [
    `## ${title}`,
    table(
      ['mistake', 'check', 'source'],
      mistakes.map((each) => [each.title, `\`${each.caughtBy}\``, linked(each.source)]),
    ),
    ...(unseen.length === 0
      ? []
      : [
          'Only an org can tell:',
          table(
            ['mistake', 'why', 'source'],
            unseen.map((each) => [each.title, each.why, linked(each.source)]),
          ),
        ]),
  ];
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows.map((row) => row.map(escaped))]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');

/** What Markdown would read as markup or as the end of a cell. */
const escaped = (text: string): string => text.replace(/[|<_*]/g, (sign) => (text.includes('](') ? sign : `\\${sign}`));

/** `owner/repository#12` becomes a link to the thread. */
const linked = (source: string): string =>
  source.replace(
    /\b([\w.-]+\/[\w.-]+)#(\d+)/g,
    (name, repo, number) => `[${name}](https://github.com/${repo}/issues/${number})`,
  );
