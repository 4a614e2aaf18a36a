// JSON text as a stream of tokens, with the complaints of the platform's parser (Jackson).
// Source: Apex Reference Guide, "System.JSONToken Enum"; wording as public error reports give it, else after Jackson (unconfirmed).

/** Source: Apex Reference Guide, "JSONToken Enum". */
export const JSON_TOKENS = [
  'END_ARRAY',
  'END_OBJECT',
  'FIELD_NAME',
  'NOT_AVAILABLE',
  'START_ARRAY',
  'START_OBJECT',
  'VALUE_EMBEDDED_OBJECT',
  'VALUE_FALSE',
  'VALUE_NULL',
  'VALUE_NUMBER_FLOAT',
  'VALUE_NUMBER_INT',
  'VALUE_STRING',
  'VALUE_TRUE',
] as const;
export type JsonToken = (typeof JSON_TOKENS)[number];

/** The text is no JSON. `message` is that of System.JSONException. */
export class JsonError extends Error {}

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const LITERALS: Readonly<Record<string, JsonToken>> = { true: 'VALUE_TRUE', false: 'VALUE_FALSE', null: 'VALUE_NULL' };

interface Level {
  readonly kind: 'OBJECT' | 'ARRAY';
  /** The last field name read. */
  name: string | null;
  entries: number;
  /** After a field name: its value is next. */
  wantsValue: boolean;
}

/** How errors say where: typed reading `at [line:1, column:2]`, untyped reading and the parser `at input location [1,2]`. */
export type PlaceStyle = 'column' | 'location';

export class JsonReader {
  readonly source: string;
  readonly #style: PlaceStyle;
  #at = 0;
  readonly #levels: Level[] = [];
  #isDone = false;
  /** undefined before the first token and after the last. */
  token: JsonToken | undefined;
  /** Text of the token: of a string without quotes and escapes. */
  text = '';
  /** Where the token begins. */
  start = 0;

  constructor(source: string, style: PlaceStyle = 'location') {
    this.source = source;
    this.#style = style;
  }

  /** Field name of the object that is being read; of an opening token, the field that holds it. */
  get name(): string | null {
    const isOpening = this.token === 'START_OBJECT' || this.token === 'START_ARRAY';
    return this.#levels.at(isOpening ? -2 : -1)?.name ?? null;
  }

  /** `[line:1, column:5]` of the token. */
  get place(): string {
    const { line, column } = this.#position(this.start);
    return `[line:${line}, column:${column}]`;
  }

  #position(at: number): { line: number; column: number } {
    const before = this.source.slice(0, at);
    return { line: before.split('\n').length, column: at - before.lastIndexOf('\n') };
  }

  #fail(what: string, at = this.#at + 1): never {
    const { line, column } = this.#position(at);
    const place = this.#style === 'column' ? `[line:${line}, column:${column}]` : `input location [${line},${column}]`;
    throw new JsonError(`${what} at ${place}`);
  }

  #unexpected(expected: string): never {
    const character = this.source[this.#at]!;
    return this.#fail(`Unexpected character ('${character}' (code ${character.charCodeAt(0)})): ${expected}`);
  }

  #skipSpace(): void {
    while (' \t\n\r'.includes(this.source[this.#at] ?? 'x')) this.#at++;
  }

  /** @returns undefined at the end @throws JsonError */
  next(): JsonToken | undefined {
    const level = this.#levels.at(-1);
    this.#skipSpace();
    this.start = this.#at;
    this.text = '';
    if (this.#at >= this.source.length) return this.#end(level);
    if (!level) {
      // What follows the value does not count: the platform reads no further.
      this.token = this.#isDone ? undefined : this.#value();
      return this.token;
    }
    this.token = level.kind === 'OBJECT' ? this.#inObject(level) : this.#inArray(level);
    return this.token;
  }

  #end(level: Level | undefined): undefined {
    this.token = undefined;
    if (!level) return undefined;
    return this.#fail(`Unexpected end-of-input within/between ${level.kind} entries`);
  }

  #inObject(level: Level): JsonToken {
    if (level.wantsValue) {
      level.wantsValue = false;
      return this.#value();
    }
    const character = this.source[this.#at];
    if (character === '}') return this.#close('END_OBJECT');
    if (level.entries++) this.#comma(level);
    if (this.source[this.#at] !== '"') this.#unexpected('was expecting double-quote to start field name');
    this.start = this.#at;
    level.name = this.#string();
    this.#skipSpace();
    if (this.source[this.#at] !== ':') {
      if (this.#at >= this.source.length) this.#end(level);
      this.#unexpected('was expecting a colon to separate field name and value');
    }
    this.#at++;
    level.wantsValue = true;
    this.text = level.name;
    return 'FIELD_NAME';
  }

  #inArray(level: Level): JsonToken {
    if (this.source[this.#at] === ']') return this.#close('END_ARRAY');
    if (level.entries++) this.#comma(level);
    this.start = this.#at;
    return this.#value();
  }

  #comma(level: Level): void {
    if (this.source[this.#at] !== ',') this.#unexpected(`was expecting comma to separate ${level.kind} entries`);
    this.#at++;
    this.#skipSpace();
    if (this.#at >= this.source.length) this.#end(level);
  }

  #close(token: JsonToken): JsonToken {
    this.text = this.source[this.#at++]!;
    this.#levels.pop();
    this.#isDone = this.#levels.length === 0;
    return token;
  }

  #value(): JsonToken {
    const character = this.source[this.#at]!;
    if (character === '{' || character === '[') {
      this.#at++;
      this.text = character;
      const kind = character === '{' ? 'OBJECT' : 'ARRAY';
      this.#levels.push({ kind, name: null, entries: 0, wantsValue: false });
      return `START_${kind}`;
    }
    this.#isDone = this.#levels.length === 0;
    if (character === '"') {
      this.text = this.#string();
      return 'VALUE_STRING';
    }
    if (/[-\d]/.test(character)) return this.#number();
    if (/[a-zA-Z]/.test(character)) return this.#word();
    return this.#unexpected("expected a valid value (number, String, array, object, 'true', 'false' or 'null')");
  }

  #number(): JsonToken {
    NUMBER.lastIndex = this.#at;
    const match = NUMBER.exec(this.source);
    if (!match) return this.#unexpected('expected digit (0-9) to follow minus sign, for valid numeric value');
    this.text = match[0];
    this.#at += match[0].length;
    if (/\d/.test(this.source[this.#at] ?? '')) {
      this.#at--;
      return this.#fail('Invalid numeric value: Leading zeroes not allowed');
    }
    return match[1] || match[2] ? 'VALUE_NUMBER_FLOAT' : 'VALUE_NUMBER_INT';
  }

  #word(): JsonToken {
    const word = /^\w+/.exec(this.source.slice(this.#at, this.#at + 40))![0];
    const token = LITERALS[word];
    if (!token) {
      if (!/^[tfn]/.test(word))
        this.#unexpected("expected a valid value (number, String, array, object, 'true', 'false' or 'null')");
      this.#at += word.length - 1;
      return this.#fail(`Unrecognized token '${word}': was expecting 'null', 'true', or 'false'`);
    }
    this.text = word;
    this.#at += word.length;
    return token;
  }

  #string(): string {
    const { source } = this;
    const from = ++this.#at;
    // Most strings have no escapes.
    let end = from;
    while (end < source.length && source[end] !== '"' && source[end] !== '\\' && source[end]! >= ' ') end++;
    let out = source.slice(from, end);
    this.#at = end;
    for (;;) {
      const character = source[this.#at];
      if (character === undefined)
        this.#fail('Unexpected end-of-input: was expecting closing quote for a string value');
      if (character === '"') break;
      if (character < ' ')
        this.#fail(
          `Illegal unquoted character ((CTRL-CHAR, code ${character.charCodeAt(0)})): has to be escaped using backslash to be included in string value`,
        );
      if (character === '\\') out += this.#escape();
      else {
        out += character;
        this.#at++;
      }
    }
    this.#at++;
    return out;
  }

  #escape(): string {
    const next = this.source[this.#at + 1] ?? '';
    if (next === 'u') {
      const hex = /^[0-9a-fA-F]{4}/.exec(this.source.slice(this.#at + 2, this.#at + 6));
      if (!hex) this.#fail('Unexpected character: expected a hex-digit for character escape sequence');
      this.#at += 6;
      return String.fromCharCode(parseInt(hex[0], 16));
    }
    if (!'"\\/bfnrt'.includes(next) || next === '')
      this.#fail(`Unrecognized character escape '${next}' (code ${next.charCodeAt(0)})`);
    this.#at += 2;
    return ESCAPES[next] ?? next;
  }

  /** Goes from an opening token to the one that closes it; does nothing elsewhere. */
  skipChildren(): void {
    if (this.token !== 'START_OBJECT' && this.token !== 'START_ARRAY') return;
    const depth = this.#levels.length - 1;
    while (this.#levels.length > depth) this.next();
  }
}
