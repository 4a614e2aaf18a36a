import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isId, makeId, to15, to18 } from '../../../src/salesforce/store/ids.ts';

const KNOWN: readonly [id15: string, id18: string][] = [
  ['001000000000001', '001000000000001AAA'],
  ['012000000000000', '012000000000000AAA'],
  ['00D000000000062', '00D000000000062EAA'],
  ['001A0000006Vm9u', '001A0000006Vm9uIAC'],
];

for (const [id15, id18] of KNOWN) {
  test(`${id15} is ${id18}`, () => {
    assert.equal(to18(id15), id18);
    assert.equal(to18(id18), id18);
    assert.equal(to15(id18), id15);
    assert.ok(isId(id15));
    assert.ok(isId(id18));
  });
}

test('what is no id is told apart', () => {
  for (const text of ['', 'abc', '00100000000000', '0010000000000011', '001000000000001AAB', '001-00000000001']) {
    assert.equal(isId(text), false, text);
  }
});

test('serials make ids that count up, all different and in order', () => {
  const ids = Array.from({ length: 5_000 }, (_, i) => makeId('801', i + 1));
  assert.equal(new Set(ids).size, ids.length);
  assert.deepEqual([...ids].sort(), ids);
  assert.ok(ids.every((id) => isId(id) && id.startsWith('801')));
});
