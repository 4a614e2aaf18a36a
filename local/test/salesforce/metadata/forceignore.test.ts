import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseForceIgnore } from '../../../src/salesforce/metadata/forceignore.ts';

const CASES: readonly [patterns: string, path: string, ignored: boolean][] = [
  ['package.xml', 'app/main/package.xml', true],
  ['package.xml', 'app/main/package.xml.bak', false],
  ['**/jsconfig.json', 'app/lwc/jsconfig.json', true],
  ['**/__tests__/**', 'app/lwc/tile/__tests__/tile.test.js', true],
  ['**/__tests__/', 'app/lwc/tile/__tests__/tile.test.js', true],
  ['/docs', 'docs/a.md', true],
  ['/docs', 'app/docs/a.md', false],
  ['app/main/*.txt', 'app/main/x.txt', true],
  ['app/main/*.txt', 'app/main/deep/x.txt', false],
  ['*.md\n!keep.md', 'app/keep.md', false],
  ['# app', 'app/x', false],
  ['', 'app/.hidden', true],
  ['', 'app/Account.object-meta.xml', false],
];

for (const [patterns, path, ignored] of CASES) {
  test(`${JSON.stringify(patterns)} ${ignored ? 'ignores' : 'keeps'} ${path}`, () => {
    assert.equal(parseForceIgnore(patterns)(path), ignored);
  });
}
