// PHP's serialize() format, as WHMCS takes it (base64-wrapped) in customfields and configoptions.
// Strict: string lengths are counted in UTF-8 bytes and must be exact, trailing bytes are an error, objects are refused.
// Format: PHP manual, "serialize"; vector in reference/whmcs-api.md §1.2.
import { phpKey } from './php-form.ts';

export type Serializable = string | number | boolean | null | SerializableMap;
export type SerializableMap = ReadonlyMap<number | string, Serializable>;

export function isMap(value: Serializable): value is SerializableMap {
  return value instanceof Map;
}

/** What PHP's unserialize() would have refused, with the byte offset. */
export class PhpSerializeError extends Error {
  override readonly name = 'PhpSerializeError';
  readonly offset: number;
  constructor(what: string, offset: number) {
    super(`${what} at byte ${offset}`);
    this.offset = offset;
  }
}

/** @example serialize(new Map([[1, 'Google']])) // 'a:1:{i:1;s:6:"Google";}' */
export function serialize(value: Serializable): string {
  if (value === null) return 'N;';
  if (typeof value === 'boolean') return `b:${value ? 1 : 0};`;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? `i:${value};` : `d:${value};`;
  if (typeof value === 'string') return `s:${Buffer.byteLength(value)}:"${value}";`;
  const entries = [...value].map(
    ([key, item]) => serialize(typeof key === 'string' ? phpKey(key) : key) + serialize(item),
  );
  return `a:${value.size}:{${entries.join('')}}`;
}

/** @throws PhpSerializeError on the first byte that does not fit */
export function unserialize(bytes: Buffer): Serializable {
  const reader = new Reader(bytes);
  const value = reader.value(0);
  if (reader.at !== bytes.length) throw new PhpSerializeError('trailing data', reader.at);
  return value;
}

/** base64 of serialize(map), the form WHMCS wants in a request. */
export function toWhmcsField(map: SerializableMap): string {
  return Buffer.from(serialize(map), 'utf8').toString('base64');
}

/**
 * Reads a base64 + serialize() field.
 * PHP's base64_decode skips foreign characters, so a `+` lost to form encoding shortens the data and breaks a length.
 * @throws PhpSerializeError
 */
export function fromWhmcsField(text: string): SerializableMap {
  const value = unserialize(Buffer.from(text.replace(/[^A-Za-z0-9+/=]/g, ''), 'base64'));
  if (!isMap(value)) throw new PhpSerializeError('not an array', 0);
  return value;
}

const MAX_DEPTH = 32;

class Reader {
  at = 0;
  readonly #bytes: Buffer;
  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  value(depth: number): Serializable {
    if (depth > MAX_DEPTH) throw new PhpSerializeError('nested too deeply', this.at);
    const start = this.at;
    const type = this.#char();
    if (type === 'N') {
      this.#expect(';');
      return null;
    }
    this.#expect(':');
    switch (type) {
      case 'i':
        return this.#number(/^[+-]?\d+$/);
      case 'd':
        return this.#number(/^[+-]?(\d+(\.\d*)?|\.\d+)(E[+-]?\d+)?$/i);
      case 'b':
        return this.#number(/^[01]$/) === 1;
      case 's':
        return this.#string();
      case 'a':
        return this.#array(depth);
      default:
        throw new PhpSerializeError(`type ${JSON.stringify(type)} is not accepted`, start);
    }
  }

  #array(depth: number): SerializableMap {
    const count = Number(this.#until(':', /^\d+$/));
    this.#expect('{');
    const map = new Map<number | string, Serializable>();
    for (let i = 0; i < count; i++) {
      const keyAt = this.at;
      const key = this.value(depth + 1);
      if (typeof key !== 'number' && typeof key !== 'string') throw new PhpSerializeError('bad array key', keyAt);
      map.set(typeof key === 'string' ? phpKey(key) : key, this.value(depth + 1));
    }
    this.#expect('}');
    return map;
  }

  #string(): string {
    const length = Number(this.#until(':', /^\d+$/));
    this.#expect('"');
    const end = this.at + length;
    if (end > this.#bytes.length) throw new PhpSerializeError('string longer than the data', this.at);
    const text = this.#bytes.toString('utf8', this.at, end);
    this.at = end;
    this.#expect('"');
    this.#expect(';');
    return text;
  }

  #number(form: RegExp): number {
    return Number(this.#until(';', form));
  }

  #until(stop: string, form: RegExp): string {
    const start = this.at;
    const end = this.#bytes.indexOf(stop, start);
    const text = end < 0 ? '' : this.#bytes.toString('latin1', start, end);
    if (!form.test(text)) throw new PhpSerializeError('malformed number', start);
    this.at = end + 1;
    return text;
  }

  #char(): string {
    if (this.at >= this.#bytes.length) throw new PhpSerializeError('unexpected end', this.at);
    return String.fromCharCode(this.#bytes[this.at++]!);
  }

  #expect(char: string): void {
    const start = this.at;
    if (this.#char() !== char) throw new PhpSerializeError(`expected ${JSON.stringify(char)}`, start);
  }
}
