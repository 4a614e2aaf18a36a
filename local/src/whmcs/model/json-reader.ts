// Reads a parsed JSON document field by field, naming the path of whatever is wrong.

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

export class JsonReader {
  readonly #value: unknown;
  readonly path: string;
  constructor(value: unknown, path: string) {
    this.#value = value;
    this.path = path;
  }

  /** @throws ConfigError unless this is an object with no other keys than `known` */
  object(known: readonly string[]): JsonReader {
    const record = this.#record();
    const unknown = Object.keys(record).find((key) => !known.includes(key));
    if (unknown !== undefined)
      throw new ConfigError(`${this.path}.${unknown}: unknown key (known: ${known.join(', ')})`);
    return this;
  }

  get isPresent(): boolean {
    return this.#value !== undefined;
  }

  is(value: unknown): boolean {
    return this.#value === value;
  }

  field(name: string): JsonReader {
    return new JsonReader(this.#record()[name], `${this.path}.${name}`);
  }

  list<T>(read: (item: JsonReader) => T): T[] {
    if (this.#value === undefined) return [];
    if (!Array.isArray(this.#value)) throw this.#wrong('a list');
    return this.#value.map((item, i) => read(new JsonReader(item, `${this.path}[${i}]`)));
  }

  map<T>(read: (item: JsonReader) => T): Record<string, T> {
    if (this.#value === undefined) return {};
    const entries = Object.entries(this.#record());
    return Object.fromEntries(entries.map(([key, item]) => [key, read(new JsonReader(item, `${this.path}.${key}`))]));
  }

  text(fallback?: string): string {
    if (this.#value === undefined && fallback !== undefined) return fallback;
    if (typeof this.#value !== 'string') throw this.#wrong('a text');
    return this.#value;
  }

  optionalText(): string | undefined {
    return this.#value === undefined ? undefined : this.text();
  }

  decimal(): string {
    const text = this.text();
    if (!/^-?\d+(\.\d+)?$/.test(text)) throw this.#wrong('a decimal in quotes, like "12.50"');
    return text;
  }

  int(fallback?: number): number {
    if (this.#value === undefined && fallback !== undefined) return fallback;
    if (!Number.isSafeInteger(this.#value)) throw this.#wrong('a whole number');
    return this.#value as number;
  }

  optionalInt(): number | undefined {
    return this.#value === undefined ? undefined : this.int();
  }

  flag(fallback: boolean): boolean {
    if (this.#value === undefined) return fallback;
    if (typeof this.#value !== 'boolean') throw this.#wrong('true or false');
    return this.#value;
  }

  oneOf<T extends string>(choices: readonly T[], fallback?: T): T {
    if (this.#value === undefined && fallback !== undefined) return fallback;
    const choice = choices.find((each) => each === this.#value);
    if (choice === undefined) throw this.#wrong(`one of ${choices.join(', ')}`);
    return choice;
  }

  #record(): Record<string, unknown> {
    if (typeof this.#value !== 'object' || this.#value === null || Array.isArray(this.#value)) {
      throw this.#wrong('an object');
    }
    return this.#value as Record<string, unknown>;
  }

  #wrong(expected: string): ConfigError {
    const found = this.#value === undefined ? 'is missing' : `is ${JSON.stringify(this.#value)}`;
    return new ConfigError(`${this.path} ${found}; expected ${expected}`);
  }
}
