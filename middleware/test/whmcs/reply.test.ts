import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  asList,
  decodeEntities,
  idIn,
  idsIn,
  optionalCount,
  optionalId,
  UnreadableReply,
} from '../../src/whmcs/reply.ts';

const LISTS: readonly [shape: string, wrapper: unknown, ids: unknown[]][] = [
  ['wrapped twice', { order: [{ id: 1 }, { id: 2 }] }, [1, 2]],
  ['a lone item', { order: { id: 1 } }, [1]],
  ['numeric keys', { order: { 0: { id: 1 }, 1: { id: 2 } } }, [1, 2]],
  ['a bare array', [{ id: 1 }], [1]],
  ['absent', undefined, []],
  ['an empty string', '', []],
  ['an empty array', [], []],
  ['an empty object', {}, []],
  ['an empty inner list', { order: [] }, []],
  ['an empty inner string', { order: '' }, []],
];
for (const [shape, wrapper, ids] of LISTS) {
  test(`a list as ${shape}`, () =>
    assert.deepEqual(
      asList(wrapper, 'order').map((item) => item.id),
      ids,
    ));
}

const IDS: readonly [value: unknown, id: string | null][] = [
  [318, '318'],
  ['318', '318'],
  [' 318 ', '318'],
  [0, null],
  ['0', null],
  ['', null],
  [null, null],
  [undefined, null],
  ['12a', null],
  [4718203395, '4718203395'],
];
for (const [value, id] of IDS) test(`the id in ${JSON.stringify(value)}`, () => assert.equal(optionalId(value), id));

test('a reply without its id is unreadable', () => {
  assert.throws(() => idIn({ orderid: '' }, 'orderid'), UnreadableReply);
});

test('comma lists of ids', () => {
  assert.deepEqual(idsIn({ serviceids: '4410,4411' }, 'serviceids'), ['4410', '4411']);
  assert.deepEqual(idsIn({ serviceids: 4410 }, 'serviceids'), ['4410']);
  assert.deepEqual(idsIn({ serviceids: '' }, 'serviceids'), []);
});

test('counts as numbers or strings', () => {
  assert.equal(optionalCount('12'), 12);
  assert.equal(optionalCount(0), 0);
  assert.equal(optionalCount(undefined), null);
});

const TEXTS: readonly [escaped: string, text: string][] = [
  ['A &amp; B', 'A & B'],
  ['O&#039;Hara', 'O’Hara'.replace('’', "'")],
  ['&#x6771;&#20140;', '東京'],
  ['&amp;lt;', '&lt;'],
  ['&unknown;', '&unknown;'],
];
for (const [escaped, text] of TEXTS)
  test(`${escaped} is decoded once`, () => assert.equal(decodeEntities(escaped), text));
