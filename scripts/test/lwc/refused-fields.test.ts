// A refusal names the field that a page shows it beside. A name that no page sends would be shown nowhere.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { apexPaths, apexSources } from '../../check/apex/sources.ts';
import { readSourceTree } from '../../check/source-tree.ts';
import { pageModel } from '../../lwc/apex-types.ts';

const ROOT = join(import.meta.dirname, '../../..');
/** What ends in a field's name, as a literal: the calls of PortalError, and of what passes the name on to it. */
const NAMED =
  /refusedField\(\s*'(\w+)'|(?:checkText|checkedName|checkedLine|checkedEmail|checkedPhone|phoneOrNone|textOrNone|addComment|read)\([^;]*?,\s*'(\w+)'\s*\)|FIELD = '(\w+)'/g;

test('every field that a refusal names is one that pages send', () => {
  const tree = readSourceTree(ROOT);
  const { classes, methods } = pageModel(apexSources(tree).sources);
  const sent = new Set(methods.flatMap(({ parameters }) => parameters.map(({ name }) => name)));
  for (const { parameters } of methods)
    for (const { type } of parameters) {
      const [, inner = type] = /<(.+)>/.exec(type) ?? [];
      for (const { name } of classes.get(inner.toLowerCase())?.properties ?? []) sent.add(name);
    }
  const named = new Map<string, string>();
  for (const path of apexPaths(tree).filter((each) => !/Test\w*\.cls$/.test(each)))
    for (const match of readFileSync(join(ROOT, path), 'utf8').matchAll(NAMED))
      named.set(
        match.slice(1).find((name) => name !== undefined)!,
        path,
      );
  assert.ok(named.size >= 20, `found ${[...named.keys()].join()}`);
  assert.deepEqual(
    [...named].filter(([field]) => !sent.has(field)),
    [],
  );
});
