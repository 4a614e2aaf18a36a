// Reads request parameters as PHP code would: everything is text, casts never fail, a list where a text belongs is no text.
import type { PhpArray, PhpValue } from './php-form.ts';

export class Params {
  readonly #values: PhpArray;
  constructor(values: PhpArray) {
    this.#values = values;
  }

  get raw(): PhpArray {
    return this.#values;
  }

  /** Sent at all, even empty. */
  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** The text sent, or undefined when nothing or a list was. */
  sent(name: string): string | undefined {
    const value = this.#values.get(name);
    return typeof value === 'string' ? value : undefined;
  }

  text(name: string): string {
    return this.sent(name) ?? '';
  }

  /** PHP's `(int)`: leading digits, else 0. */
  int(name: string): number {
    return phpInt(this.text(name));
  }

  /** PHP truth: everything but '' and '0', so the word "false" is true. */
  flag(name: string): boolean {
    return phpTrue(this.text(name));
  }

  list(name: string): PhpArray | undefined {
    const value = this.#values.get(name);
    return value instanceof Map ? value : undefined;
  }

  get(name: string): PhpValue | undefined {
    return this.#values.get(name);
  }
}

export function phpInt(text: string): number {
  const match = /^\s*[+-]?\d+/.exec(text);
  return match ? Number(match[0]) : 0;
}

export function phpTrue(text: string): boolean {
  return text !== '' && text !== '0';
}
