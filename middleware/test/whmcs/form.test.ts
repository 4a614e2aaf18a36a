import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countVariables, encodeForm, serializeMap } from '../../src/whmcs/form.ts';

const ENCODED: readonly [title: string, fields: Parameters<typeof encodeForm>[0], body: string][] = [
  ['arrays carry explicit indexes', { pid: [12, 15] }, 'pid%5B0%5D=12&pid%5B1%5D=15'],
  ['a gap holds its place with an empty string', { qty: [1, undefined, 3] }, 'qty%5B0%5D=1&qty%5B1%5D=&qty%5B2%5D=3'],
  ['true is 1', { noemail: true }, 'noemail=1'],
  ['false is left out, since PHP reads the word as true', { noemail: false, a: 1 }, 'a=1'],
  ['undefined is left out', { notes: undefined, a: 1 }, 'a=1'],
  ['the + of base64 survives', { customfields: ['a+b/c='] }, 'customfields%5B0%5D=a%2Bb%2Fc%3D'],
  ['Japanese travels as UTF-8', { city: '東京' }, 'city=%E6%9D%B1%E4%BA%AC'],
];
for (const [title, fields, body] of ENCODED) test(title, () => assert.equal(encodeForm(fields), body));

const SERIALIZED: readonly [title: string, map: Parameters<typeof serializeMap>[0], php: string][] = [
  ['lengths count bytes', { 1: 'Google', 7: 'ünï' }, 'a:2:{i:1;s:6:"Google";i:7;s:5:"ünï";}'],
  ['numbers stay numbers', { 7: 3 }, 'a:1:{i:7;i:3;}'],
  ['keys that are no integers stay strings', { '07': 'x', a: 'y' }, 'a:2:{s:2:"07";s:1:"x";s:1:"a";s:1:"y";}'],
  ['an empty map', {}, 'a:0:{}'],
];
for (const [title, map, php] of SERIALIZED) {
  test(`serialized: ${title}`, () => assert.equal(Buffer.from(serializeMap(map), 'base64').toString('utf8'), php));
}

test('the documented vector', () => {
  assert.equal(serializeMap({ 1: 'Google', 7: 'ünï' }), 'YToyOntpOjE7czo2OiJHb29nbGUiO2k6NztzOjU6IsO8bsOvIjt9');
});

test('variables are counted as PHP counts them', () => {
  assert.equal(countVariables({ a: 1, pid: [1, 2, 3] }), 4);
});
