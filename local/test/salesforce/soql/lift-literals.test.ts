import assert from 'node:assert/strict';
import { test } from 'node:test';
import { liftLiterals } from '../../../src/salesforce/soql/lift-literals.ts';

const CASES: readonly [text: string, template: string, slots: string[][]][] = [
  ["WHERE Name = 'Acme'", "WHERE Name = '0'", [['Acme']]],
  ["WHERE Id IN ('a', 'b' ,\n'c') AND X = 'd'", "WHERE Id IN ('0') AND X = '1'", [['a', 'b', 'c'], ['d']]],
  ["IN ('a', null, 'b')", "IN ('0', null, '1')", [['a'], ['b']]],
  ["= 'it\\'s' OR", "= '0' OR", [["it\\'s"]]],
  ["= '' OR", "= '0' OR", [['']]],
  ["= 'a\\\\'", "= '0'", [['a\\\\']]],
  ["a // it's\n = 'x'", "a // it's\n = '0'", [['x']]],
  ["a /* it's */ = 'x'", "a /* it's */ = '0'", [['x']]],
  ["= 'http://x'", "= '0'", [['http://x']]],
  ["= 'open", "= 'open", []],
  ["IN ('a', 'open", "IN ('0', 'open", [['a']]],
];

for (const [text, template, slots] of CASES) {
  test(`${JSON.stringify(text)} becomes ${JSON.stringify(template)}`, () => {
    const lifted = liftLiterals(text);
    assert.equal(lifted.template, template);
    assert.deepEqual(lifted.slots, slots);
  });
}

test('a place in the template leads back to the text', () => {
  const text = "WHERE A IN ('long one', 'and another') AND Nope = 'x' AND Last = 1";
  const { template, toOriginal } = liftLiterals(text);
  for (const word of ['WHERE', 'Nope', 'Last'])
    assert.equal(toOriginal(template.indexOf(word)), text.indexOf(word), word);
});
