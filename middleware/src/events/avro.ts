// Event payloads: Avro binary, decoded with the schema the event names, as plain JSON.
import avro from 'avsc';
import type { Json } from '../ledger/tables.ts';

/** Decodes one payload. @throws Error when the bytes do not fit the schema */
export type Decode = (payload: Buffer) => Record<string, Json>;

/** Longs as bigint: replay positions and counters go beyond 2^53. */
const BIG_LONG = avro.types.LongType.__with({
  fromBuffer: (bytes: Buffer) => bytes.readBigInt64LE(),
  toBuffer: (value: bigint) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(value);
    return bytes;
  },
  fromJSON: BigInt,
  toJSON: Number,
  isValid: (value: unknown) => typeof value === 'bigint',
  compare: (a: bigint, b: bigint) => (a === b ? 0 : a < b ? -1 : 1),
});

/** Compiles a schema. @throws Error when it is not one */
export function compileSchema(schemaJson: string): Decode {
  const type = avro.Type.forSchema(JSON.parse(schemaJson) as avro.Schema, { registry: { long: BIG_LONG } });
  return (payload) => toJson(type.fromBuffer(payload)) as Record<string, Json>;
}

/** Numbers that JSON cannot hold exactly and bytes become text; branches of unions lose their wrapping. */
function toJson(value: unknown): Json {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (value === undefined) return null;
  if (Buffer.isBuffer(value)) return value.toString('base64');
  if (Array.isArray(value)) return value.map(toJson);
  const wrapped = value as { unwrap?: () => unknown };
  if (typeof wrapped.unwrap === 'function') return toJson(wrapped.unwrap());
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, toJson(inner)]));
}
