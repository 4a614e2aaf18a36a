// Merge fields of credentials: `Bearer {!$Credential.Shop.Token}` or `{!'Bearer ' & $Credential.Shop.Token}`.
// Source: Salesforce Help, "Merge Fields for Apex Code That Uses Named Credentials" and "Create or Edit a Custom Header".

/** Value of `$Credential.<path>`; undefined: nobody has given it one. */
export type CredentialValue = (path: readonly string[]) => string;

/** A formula that is none of those understood here. */
export class UnreadMergeField extends Error {}

const TOKEN = /\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|\$Credential\.([\w.]+)|([A-Z]\w*)\s*\(|([&+)]))/iy;

/** @throws UnreadMergeField */
export function merge(text: string, valueOf: CredentialValue): string {
  return text.replace(/\{!([^}]*)\}/g, (_whole, formula: string) => new Formula(formula, valueOf).value());
}

/** Text, credentials and the functions that authorization headers are made with, joined by `&` or `+`. */
class Formula {
  readonly #text: string;
  readonly #valueOf: CredentialValue;
  #at = 0;

  constructor(text: string, valueOf: CredentialValue) {
    this.#text = text.trim();
    this.#valueOf = valueOf;
  }

  value(): string {
    const value = this.#joined();
    if (this.#at < this.#text.length) throw this.#unread();
    return value;
  }

  #joined(): string {
    let value = this.#operand();
    while (this.#peek() === '&' || this.#peek() === '+') {
      this.#next();
      value += this.#operand();
    }
    return value;
  }

  #operand(): string {
    const [, single, double, path, name] = this.#next();
    const literal = single ?? double;
    if (literal !== undefined) return literal.replace(/\\(.)/g, '$1');
    if (path !== undefined) return this.#valueOf(path.split('.'));
    // BLOB only says that text is taken as bytes, which BASE64ENCODE does of itself.
    if (name === undefined || !/^(?:BASE64ENCODE|BLOB)$/i.test(name)) throw this.#unread();
    const inner = this.#joined();
    if (this.#next()[5] !== ')') throw this.#unread();
    return name.toUpperCase() === 'BLOB' ? inner : Buffer.from(inner).toString('base64');
  }

  #peek(): string | undefined {
    TOKEN.lastIndex = this.#at;
    return TOKEN.exec(this.#text)?.[5];
  }

  #next(): RegExpExecArray {
    TOKEN.lastIndex = this.#at;
    const token = TOKEN.exec(this.#text);
    if (!token) throw this.#unread();
    this.#at = TOKEN.lastIndex;
    return token;
  }

  #unread(): UnreadMergeField {
    return new UnreadMergeField(`the merge field {!${this.#text}}`);
  }
}
