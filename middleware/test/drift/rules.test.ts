// The table of rules is what people read, and every query in it stands by itself.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { inWords } from '../../src/drift/rule.ts';
import { RULE_CODES, ruleOf, rulesAsMarkdown } from '../../src/drift/rules.ts';
import { nightOf } from '../../src/drift/night.ts';
import { openScratch } from '../../src/drift/scratch.ts';

const plain = (line: string): string => line.replace(/\s+/g, ' ').trim();

describe('the rules', () => {
  it('stand in docs/operating.md as they are', () => {
    const page = readFileSync(join(import.meta.dirname, '../../../docs/operating.md'), 'utf8');
    const codes = page.split('\n').filter((line) => /^\| `[A-Z][a-z]+([A-Z][a-z]+)+` /.test(line));
    assert.deepEqual(codes.map(plain), rulesAsMarkdown().map(plain));
  });

  for (const code of RULE_CODES) {
    it(`${code} has a query that runs, and finds nothing in nothing`, () => {
      const scratch = openScratch();
      const rule = ruleOf(code)!;
      assert.deepEqual([...scratch.rows(rule.sql)], []);
      scratch.close();
    });
  }

  it('say a column that is blank, and refuse one that is not there', () => {
    assert.equal(inWords('Order {number} is {status}', { number: '1', status: null }), 'Order 1 is blank');
    assert.throws(() => inWords('{nothing}', {}), /no column nothing/);
  });
});

describe('the night', () => {
  for (const [now, night] of [
    ['2026-11-21T18:29:00Z', null],
    ['2026-11-21T18:30:00Z', '2026-11-22'],
    ['2026-11-21T21:29:00Z', '2026-11-22'],
    ['2026-11-21T21:30:00Z', null],
    ['2026-11-22T03:30:00Z', null],
  ] as const) {
    it(`at ${now} is ${night ?? 'over or still to come'}, in Tokyo, at 03:30`, () => {
      assert.equal(nightOf(new Date(now), '03:30', 'Asia/Tokyo'), night);
    });
  }

  it('goes on after midnight', () => {
    assert.equal(nightOf(new Date('2026-11-22T16:00:00Z'), '23:30', 'Asia/Tokyo'), '2026-11-22');
  });
});
