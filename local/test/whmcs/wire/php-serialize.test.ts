import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  fromWhmcsField,
  serialize,
  toWhmcsField,
  unserialize,
  type Serializable,
} from '../../../src/whmcs/wire/php-serialize.ts';

const VECTOR = new Map<number, string>([
  [1, 'Google'],
  [7, 'ünï'],
]);
const VECTOR_TEXT = 'a:2:{i:1;s:6:"Google";i:7;s:5:"ünï";}';
const VECTOR_FIELD = 'YToyOntpOjE7czo2OiJHb29nbGUiO2k6NztzOjU6IsO8bsOvIjt9';

test('the reference vector serializes and reads back', () => {
  assert.equal(serialize(VECTOR), VECTOR_TEXT);
  assert.equal(toWhmcsField(VECTOR), VECTOR_FIELD);
  assert.deepEqual(fromWhmcsField(VECTOR_FIELD), VECTOR);
});

const ROUND_TRIPS: readonly (readonly [string, Serializable])[] = [
  ['N;', null],
  ['b:1;', true],
  ['i:-3;', -3],
  ['d:0.5;', 0.5],
  ['s:6:"東京";', '東京'],
  ['s:3:"a"b";', 'a"b'],
  ['a:0:{}', new Map()],
  ['a:1:{s:1:"k";a:1:{i:0;s:0:"";}}', new Map([['k', new Map([[0, '']])]])],
];

for (const [text, value] of ROUND_TRIPS) {
  test(`${text} reads and prints the same`, () => {
    assert.deepEqual(unserialize(Buffer.from(text)), value);
    assert.equal(serialize(value), text);
  });
}

test('keys that look like decimal integers become integers', () => {
  assert.equal(serialize(new Map([['42', 'x']])), 'a:1:{i:42;s:1:"x";}');
  assert.equal(serialize(new Map([['042', 'x']])), 'a:1:{s:3:"042";s:1:"x";}');
  assert.deepEqual(unserialize(Buffer.from('a:1:{s:2:"42";s:1:"x";}')), new Map([[42, 'x']]));
});

const REFUSED = [
  ['a length in characters instead of bytes', 's:2:"東京";'],
  ['a string that is too short', 's:9:"abc";'],
  ['a missing semicolon', 'i:3'],
  ['trailing data', 'i:3;i:4;'],
  ['an object', 'O:8:"stdClass":0:{}'],
  ['a reference', 'a:1:{i:0;R:1;}'],
  ['an array as key', 'a:1:{a:0:{}i:1;}'],
  ['more items than announced', 'a:1:{i:0;i:1;i:1;i:2;}'],
  ['fewer items than announced', 'a:2:{i:0;i:1;}'],
  ['a number that is none', 'i:3x;'],
  ['nothing', ''],
] as const;

for (const [what, text] of REFUSED) {
  test(`${what} is refused`, () => {
    assert.throws(() => unserialize(Buffer.from(text)), { name: 'PhpSerializeError' });
  });
}

test('deep nesting is refused before the stack runs out', () => {
  const text = 'a:1:{i:0;'.repeat(5000) + 'N;' + '}'.repeat(5000);
  assert.throws(() => unserialize(Buffer.from(text)), /nested too deeply/);
});

test('a plus lost to form encoding breaks the field', () => {
  const field = toWhmcsField(new Map([[1, '~~~>>>???']]));
  assert.match(field, /\+/);
  assert.throws(() => fromWhmcsField(field.replaceAll('+', ' ')), { name: 'PhpSerializeError' });
});

test('a field that holds no array is refused', () => {
  assert.throws(() => fromWhmcsField(Buffer.from('i:1;').toString('base64')), /not an array/);
});
