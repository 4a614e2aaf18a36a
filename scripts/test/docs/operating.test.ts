// Whatever the middleware says of itself stands in docs/operating.md with what to do: figures, warnings, error codes, lines of the log.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';
import { ERRORS, type Handling } from '../../../middleware/src/errors.ts';
import { createMetrics } from '../../../middleware/src/metrics.ts';

const ROOT = join(import.meta.dirname, '../../..');
const SOURCE = join(ROOT, 'middleware/src');
const page = readFileSync(join(ROOT, 'docs/operating.md'), 'utf8');
const sources = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ts.createSourceFile(name, readFileSync(join(SOURCE, name), 'utf8'), ts.ScriptTarget.Latest, true));

/** Cells of the table under a heading. */
function tableUnder(heading: string): string[][] {
  const [, chapter = ''] = page.split(`\n## ${heading}\n`);
  const rows = chapter
    .split('\n## ')[0]!
    .split('\n')
    .filter((line) => line.startsWith('| '));
  return rows.slice(2).map((line) =>
    line
      .slice(1, -1)
      .split(' | ')
      .map((cell) => cell.trim()),
  );
}

const firstCells = (heading: string): string[] => tableUnder(heading).map(([cell]) => cell!.replaceAll('`', ''));

test('every figure, with its own words', async () => {
  const metrics = await createMetrics().registry.getMetricsAsJSON();
  const own = metrics.filter(({ name }) => name.startsWith('portway_')).map(({ name, help }) => [`\`${name}\``, help]);
  assert.deepEqual(tableUnder('Every figure'), own);
});

test('no alert is made of a figure that does not exist', () => {
  const known = new Set(firstCells('Every figure'));
  const named = [...page.matchAll(/portway_[a-z_]+/g)].map(([name]) => name.replace(/_$/, ''));
  assert.deepEqual(
    named.filter((name) => !known.has(name)),
    [],
  );
});

const HANDLING: Readonly<Record<Handling, string>> = {
  'fail-order': 'the order fails, and says so',
  pause: 'work with that system, or that part of the work, waits',
  retry: 'tried again by itself',
  'look-up': 'looked up before anything is sent',
  'ask-human': 'needs_human: a person decides',
};

test('every error code, with what the system does and what people are told', () => {
  const rows = Object.entries(ERRORS).map(([code, { handling, todo }]) => [`\`${code}\``, HANDLING[handling], todo]);
  assert.deepEqual(tableUnder('Every error code'), rows);
});

test('every line of the log that warns', () => {
  assert.deepEqual(
    firstCells('Every line of the log that warns').toSorted(),
    [...new Set(sources.flatMap(warningsOf))].toSorted(),
  );
});

/** The texts handed to `warn`, `error` and `fatal` of a log; what a variable holds is an error's own message. */
function warningsOf(source: ts.SourceFile): string[] {
  return nodesOf(source).flatMap((node) => {
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return [];
    const { name, expression } = node.expression;
    if (!['warn', 'error', 'fatal'].includes(name.text) || expression.getText() === 'console') return [];
    const text = node.arguments.at(-1);
    return text && ts.isStringLiteralLike(text) ? [text.text] : [];
  });
}

test('every warning of /health/ready, by how it begins', () => {
  const begins = firstCells('Every warning').flatMap((cell) => cell.split(', '));
  const said = sources.flatMap((source) =>
    nodesOf(source)
      .filter(ts.isTemplateExpression)
      .filter(({ templateSpans }) => /^(trouble|textOf\(error\))$/.test(templateSpans[0]!.expression.getText()))
      .map(({ head }) => head.text.trim())
      .filter((head) => /^[a-z ]+:$/.test(head)),
  );
  assert.ok(said.length >= 5, said.join());
  for (const head of said) assert.ok(begins.includes(head), `“${head} …” is not in the table`);
});

function nodesOf(source: ts.SourceFile): ts.Node[] {
  const nodes: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    nodes.push(node);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return nodes;
}
