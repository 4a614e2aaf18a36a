// JSON text, plain or pretty. Pretty: objects by line with two spaces, ` : `, lists on one line, as Jackson's default.

const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

export function quoteJson(text: string): string {
  let out = '"';
  for (const character of text) {
    const short = SHORT[character];
    if (short) out += short;
    else if (character < ' ') out += `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
    else out += character;
  }
  return `${out}"`;
}

/** What is written where it does not belong. `message` is that of System.JSONException. */
export class JsonWriteError extends Error {}

interface Level {
  readonly kind: 'OBJECT' | 'ARRAY';
  entries: number;
  hasName: boolean;
}

export class JsonWriter {
  readonly #isPretty: boolean;
  readonly #levels: Level[] = [];
  #out = '';
  #roots = 0;

  constructor(isPretty: boolean) {
    this.#isPretty = isPretty;
  }

  get text(): string {
    return this.#out;
  }

  get depth(): number {
    return this.#levels.length;
  }

  #newLine(): void {
    const objects = this.#levels.filter(({ kind }) => kind === 'OBJECT').length;
    this.#out += `\n${'  '.repeat(objects)}`;
  }

  /** What stands before a value. @throws JsonWriteError in an object a name must come first */
  #before(): void {
    const level = this.#levels.at(-1);
    if (!level) {
      if (this.#roots++) this.#out += ' ';
      return;
    }
    if (level.kind === 'OBJECT') {
      if (!level.hasName) throw new JsonWriteError('Can not write value, expecting field name');
      level.hasName = false;
      return;
    }
    if (level.entries++) this.#out += this.#isPretty ? ', ' : ',';
    else if (this.#isPretty) this.#out += ' ';
  }

  raw(text: string): void {
    this.#before();
    this.#out += text;
  }

  string(text: string): void {
    this.raw(quoteJson(text));
  }

  name(name: string): void {
    const level = this.#levels.at(-1);
    if (level?.kind !== 'OBJECT' || level.hasName)
      throw new JsonWriteError('Can not write a field name, expecting a value');
    if (level.entries++) this.#out += ',';
    if (this.#isPretty) this.#newLine();
    this.#out += `${quoteJson(name)}${this.#isPretty ? ' : ' : ':'}`;
    level.hasName = true;
  }

  open(kind: 'OBJECT' | 'ARRAY'): void {
    this.#before();
    this.#out += kind === 'OBJECT' ? '{' : '[';
    this.#levels.push({ kind, entries: 0, hasName: false });
  }

  close(kind: 'OBJECT' | 'ARRAY'): void {
    const level = this.#levels.at(-1);
    if (level?.kind !== kind)
      throw new JsonWriteError(
        `Current context not an ${kind} but ${level ? (level.kind === 'OBJECT' ? 'OBJECT' : 'ARRAY') : 'ROOT'}`,
      );
    this.#levels.pop();
    if (this.#isPretty) {
      if (kind === 'OBJECT' && level.entries) this.#newLine();
      else this.#out += ' ';
    }
    this.#out += kind === 'OBJECT' ? '}' : ']';
  }
}
