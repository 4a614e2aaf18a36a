import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import avro from 'avsc';
import { compileSchema } from '../../src/events/avro.ts';
import { toRecordId } from '../../src/events/record-id.ts';

describe('a payload', () => {
  it('becomes plain JSON, with numbers beyond 2^53 as text', () => {
    const field = (name: string, type: unknown) => ({ name, type });
    const schema = {
      type: 'record',
      name: 'Sample__e',
      fields: [
        field('small', 'long'),
        field('negative', ['null', 'long']),
        field('large', ['null', 'long']),
        field('none', ['null', 'string']),
        field('text', ['null', 'string']),
        field('number', ['null', 'double']),
        field('flag', ['null', 'boolean']),
        field('bytes', 'bytes'),
        field('several', ['null', 'string', 'double']),
        field('list', { type: 'array', items: 'string' }),
      ],
    };
    const big = avro.types.LongType.__with({
      fromBuffer: (bytes: Buffer) => bytes.readBigInt64LE(),
      toBuffer: (value: bigint) => {
        const bytes = Buffer.alloc(8);
        bytes.writeBigInt64LE(value);
        return bytes;
      },
      fromJSON: BigInt,
      toJSON: Number,
      isValid: (value: unknown) => typeof value === 'bigint',
      compare: () => 0,
    });
    const written = avro.Type.forSchema(schema as avro.Schema, { registry: { long: big } }).toBuffer({
      small: 1_763_800_000_000n,
      negative: -5n,
      large: 2n ** 60n + 1n,
      none: null,
      text: '携帯',
      number: 1.5,
      flag: false,
      bytes: Buffer.from([1, 2]),
      several: 'one of three',
      list: ['a'],
    });
    assert.deepEqual(compileSchema(JSON.stringify(schema))(written), {
      small: 1_763_800_000_000,
      negative: -5,
      large: '1152921504606846977',
      none: null,
      text: '携帯',
      number: 1.5,
      flag: false,
      bytes: 'AQI=',
      several: 'one of three',
      list: ['a'],
    });
  });

  it('that is too short or too long for its schema is refused', () => {
    const decode = compileSchema('{"type":"record","name":"E","fields":[{"name":"a","type":"string"}]}');
    assert.throws(() => decode(Buffer.from([4, 97])));
    assert.throws(() => decode(Buffer.from([2, 97, 98])));
  });
});

describe('a record id', () => {
  for (const [given, expected] of [
    ['0015g00000NwFYn', '0015g00000NwFYnAAN'],
    ['0015g00000NwFYnAAN', '0015g00000NwFYnAAN'],
    ['0015g00000NwFYnaan', '0015g00000NwFYnAAN'],
    ['000000000000000', '000000000000000AAA'],
    ['ABCDEABCDEABCDE', 'ABCDEABCDEABCDE555'],
    ['0015g00000NwFYnAAM', null],
    ['0015g00000NwFY', null],
    ['0015g00000NwFYnAA', null],
    ['0015g00000NwFY!', null],
    ['', null],
  ] as const)
    it(`${given || '(empty)'} becomes ${expected ?? 'nothing'}`, () => assert.equal(toRecordId(given), expected));
});
