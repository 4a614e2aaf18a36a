// A regular expression as java.util.regex reads it, written as a JavaScript one with the flag v.
// Kept: groups, names, look-around, lazy and possessive quantifiers, atomic groups, inline flags i m s x d u, \Q…\E, POSIX classes,
// unions and intersections of classes. Refused: \G, \X, \N{…}. Source: documentation of java.util.regex.Pattern.
import { ESCAPED, literal, propertyClass, SHORT_CLASSES } from './java-regex-classes.ts';

export interface TranslatedPattern {
  readonly source: string;
  /** Group n of Java is the group named `g<n>` here: the numbers of JavaScript also count atomic groups. */
  readonly groupCount: number;
  readonly names: ReadonlyMap<string, number>;
}

/** The pattern is wrong, as Java would say. */
export class PatternSyntaxError extends Error {
  readonly index: number;
  constructor(what: string, index: number) {
    super(what);
    this.index = index;
  }
}

/** The pattern is right, but has something that is not supported here. */
export class PatternUnsupported extends Error {}

export interface PatternFlags {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
  readonly x: boolean;
  readonly literal: boolean;
}

const LINE_END = '\\u{a}\\u{d}\\u{85}\\u{2028}\\u{2029}';
const AT_START = '(?<![^])';
const AT_END = '(?![^])';
const BEFORE_LAST_LINE_END = `(?=(?:\\u{d}\\u{a}|[${LINE_END}])?${AT_END})`;

/** @throws PatternSyntaxError, PatternUnsupported */
export function translate(pattern: string, flags: PatternFlags): TranslatedPattern {
  return new Translator(pattern, flags).run();
}

class Translator {
  readonly #text: string;
  #at = 0;
  #flags: PatternFlags;
  #groupCount = 0;
  #atomicCount = 0;
  readonly #names = new Map<string, number>();

  constructor(text: string, flags: PatternFlags) {
    this.#text = text;
    this.#flags = flags;
  }

  run(): TranslatedPattern {
    const source = this.#flags.literal ? [...this.#text].map(literal).join('') : this.#alternatives();
    if (this.#at < this.#text.length && !this.#flags.literal) this.#fail("Unmatched closing ')'", this.#at - 1);
    return { source: this.#flags.i ? `(?i:${source})` : source, groupCount: this.#groupCount, names: this.#names };
  }

  #fail(what: string, index = this.#at): never {
    throw new PatternSyntaxError(what, index);
  }

  /** Up to `)` or the end. Flags set inside end with the group; a change of case opens a group of JavaScript until there. */
  #alternatives(): string {
    const outer = this.#flags;
    let out = '';
    let closing = '';
    let alternative = '';
    while (this.#at < this.#text.length && this.#text[this.#at] !== ')') {
      if (this.#take('|')) {
        // Flags reach over the bar, but JavaScript's group cannot: each alternative opens its own.
        out += `${alternative}${closing}|`;
        alternative = '';
        closing = '';
        if (this.#flags.i !== outer.i) [alternative, closing] = [this.#caseGroup(), ')'];
        continue;
      }
      const flags = this.#inlineFlags();
      if (flags) {
        const changed = flags.i !== this.#flags.i;
        this.#flags = flags;
        if (changed) {
          alternative += this.#caseGroup();
          closing += ')';
        }
        continue;
      }
      alternative += this.#quantified();
    }
    this.#flags = outer;
    return out + alternative + closing;
  }

  #caseGroup = (): string => (this.#flags.i ? '(?i:' : '(?-i:');

  #take(text: string): boolean {
    if (!this.#text.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  /** `(?i)` */
  #inlineFlags(): PatternFlags | undefined {
    const match = /^\(\?([a-zA-Z]*)(?:-([a-zA-Z]*))?\)/.exec(this.#text.slice(this.#at));
    if (!match) return undefined;
    const flags = this.#changedFlags(match[1]!, match[2] ?? '');
    this.#at += match[0].length;
    return flags;
  }

  #changedFlags(on: string, off: string): PatternFlags {
    for (const flag of on + off) if (!'imsxudU'.includes(flag)) this.#fail('Unknown inline modifier', this.#at + 2);
    const flags: Record<string, boolean> = { ...this.#flags };
    for (const flag of on) flags[flag] = true;
    for (const flag of off) flags[flag] = false;
    return flags as unknown as PatternFlags;
  }

  #quantified(): string {
    const start = this.#at;
    const { code, isAssertion } = this.#atom();
    if (code === undefined) return '';
    const quantifier = this.#quantifier();
    if (!quantifier) return code;
    const atom = isAssertion || code.length > 1 ? `(?:${code})` : code;
    const repeated = `${atom}${quantifier.times}`;
    if (/^[*+?]/.test(this.#text.slice(this.#at)))
      this.#fail(`Dangling meta character '${this.#text[this.#at]}'`, Math.max(this.#at, start));
    return quantifier.kind === '+' ? this.#atomic(repeated) : repeated + quantifier.kind;
  }

  /** JavaScript has no atomic groups: a look-ahead never gives back what it took. */
  #atomic(code: string): string {
    const name = `atomic${++this.#atomicCount}`;
    return `(?=(?<${name}>${code}))\\k<${name}>`;
  }

  #quantifier(): { times: string; kind: string } | undefined {
    this.#skipComments();
    const rest = this.#text.slice(this.#at);
    const times = /^(?:[*+?]|\{\d+(?:,\d*)?\})/.exec(rest)?.[0];
    if (!times) {
      if (rest.startsWith('{')) this.#fail('Illegal repetition');
      return undefined;
    }
    this.#at += times.length;
    const kind = /^[?+]/.exec(this.#text.slice(this.#at))?.[0] ?? '';
    this.#at += kind.length;
    return { times, kind };
  }

  /** With the flag x, white space and `# …` mean nothing. */
  #skipComments(): void {
    if (!this.#flags.x) return;
    this.#at += /^(?:\s|#[^\n]*)*/.exec(this.#text.slice(this.#at))![0].length;
  }

  #atom(): { code: string | undefined; isAssertion?: boolean } {
    this.#skipComments();
    const character = String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0);
    if (this.#at >= this.#text.length || character === ')' || character === '|') return { code: undefined };
    if (this.#inlineFlagsAhead()) return { code: undefined };
    switch (character) {
      case '(':
        return this.#group();
      case '[':
        this.#at += 1;
        return { code: this.#classBody() };
      case '\\':
        return this.#escape();
      case '.':
        this.#at += 1;
        return { code: this.#flags.s ? '[^]' : `[^${LINE_END}]` };
      case '^':
        this.#at += 1;
        return { code: this.#flags.m ? `(?:${AT_START}|(?<=[${LINE_END}])(?=[^]))` : AT_START, isAssertion: true };
      case '$':
        this.#at += 1;
        return { code: this.#flags.m ? `(?=[${LINE_END}]|${AT_END})` : BEFORE_LAST_LINE_END, isAssertion: true };
      case '*':
      case '+':
      case '?':
        return this.#fail(`Dangling meta character '${character}'`);
      case '{':
        return this.#fail('Illegal repetition');
      default:
        this.#at += character.length;
        return { code: literal(character) };
    }
  }

  #inlineFlagsAhead = (): boolean => /^\(\?[a-zA-Z]*(?:-[a-zA-Z]*)?\)/.test(this.#text.slice(this.#at));

  #group(): { code: string; isAssertion?: boolean } {
    const start = this.#at;
    const rest = this.#text.slice(start);
    const [opening = '('] =
      /^\((?:\?(?:<?[=!]|[:>]|<[a-zA-Z][a-zA-Z0-9]*>|[a-zA-Z]*(?:-[a-zA-Z]*)?:))?/.exec(rest) ?? [];
    if (rest.startsWith('(?') && opening === '(') this.#fail('Unknown inline modifier', start + 2);
    this.#at += opening.length;
    const outer = this.#flags;
    const [, on, off] = /^\(\?([a-zA-Z]*)(?:-([a-zA-Z]*))?:$/.exec(opening) ?? [];
    let head = opening;
    if (on !== undefined) {
      this.#flags = this.#changedFlags(on, off ?? '');
      head = this.#flags.i === outer.i ? '(?:' : this.#caseGroup();
    } else if (opening === '(' || /^\(\?<[a-zA-Z]/.test(opening)) {
      const number = ++this.#groupCount;
      if (opening !== '(') {
        const name = opening.slice(3, -1);
        if (this.#names.has(name)) this.#fail(`Named capturing group <${name}> is already defined`);
        this.#names.set(name, number);
      }
      head = `(?<g${number}>`;
    }
    const body = this.#alternatives();
    this.#flags = outer;
    if (!this.#take(')')) this.#fail('Unclosed group', this.#text.length);
    if (opening === '(?>') return { code: this.#atomic(`(?:${body})`) };
    return { code: `${head}${body})`, isAssertion: /^\(\?<?[=!]/.test(opening) };
  }

  #escape(): { code: string | undefined; isAssertion?: boolean } {
    if (this.#take('\\Q')) {
      const end = this.#text.indexOf('\\E', this.#at);
      const quoted = this.#text.slice(this.#at, end < 0 ? undefined : end);
      this.#at = end < 0 ? this.#text.length : end + 2;
      return { code: [...quoted].map(literal).join('') || '(?:)' };
    }
    const next = this.#text[this.#at + 1];
    if (next === undefined) this.#fail('Unexpected internal error', this.#at + 1);
    const assertion = { b: '\\b', B: '\\B', A: AT_START, z: AT_END, Z: BEFORE_LAST_LINE_END }[next];
    if (assertion) {
      this.#at += 2;
      return { code: assertion, isAssertion: true };
    }
    if (next === 'E') {
      this.#at += 2;
      return { code: '(?:)' };
    }
    if (next === 'R') {
      this.#at += 2;
      return { code: `(?:\\u{d}\\u{a}|[${SHORT_CLASSES['v']}])` };
    }
    if (/[1-9]/.test(next)) return { code: this.#backReference() };
    if (next === 'k') {
      const [all = '', name = ''] = /^\\k<([a-zA-Z][a-zA-Z0-9]*)>/.exec(this.#text.slice(this.#at)) ?? [];
      const number = this.#names.get(name);
      if (!number) this.#fail(`named capturing group <${name}> does not exist`);
      this.#at += all.length;
      return { code: `\\k<g${number}>` };
    }
    const set = this.#setEscape();
    return { code: set ? `[${set}]` : literal(this.#characterEscape()) };
  }

  /** Digits are taken as long as there is such a group. */
  #backReference(): string {
    this.#at += 1;
    let number = Number(this.#text[this.#at++]);
    while (/\d/.test(this.#text[this.#at] ?? '') && number * 10 + Number(this.#text[this.#at]) <= this.#groupCount)
      number = number * 10 + Number(this.#text[this.#at++]);
    // A group that is not there never matches.
    return number <= this.#groupCount ? `\\k<g${number}>` : '(?!)';
  }

  /** `\d`, `\p{L}` … as what stands in a class; a complement brings its own brackets. */
  #setEscape(): string | undefined {
    const next = this.#text[this.#at + 1]!;
    const short = SHORT_CLASSES[next.toLowerCase()];
    if (short) {
      this.#at += 2;
      return next === next.toLowerCase() ? short : `[^${short}]`;
    }
    if (next !== 'p' && next !== 'P') return undefined;
    const [all, name = ''] = /^\\[pP](?:\{(\^?[\w=]+)\})/.exec(this.#text.slice(this.#at)) ??
      /^\\[pP](\w)/.exec(this.#text.slice(this.#at)) ?? [undefined, ''];
    if (!all) this.#fail('Unclosed character family', this.#text.length - 1);
    const set = propertyClass(name);
    if (!set)
      this.#fail(
        name.startsWith('In')
          ? `Unknown character block name {${name.slice(2)}}`
          : `Unknown character property name {${name}}`,
        this.#at + all.length - 1,
      );
    this.#at += all.length;
    return next === 'p' ? set : `[^${set}]`;
  }

  /** The character that a backslash and what follows stand for. */
  #characterEscape(): string {
    const rest = this.#text.slice(this.#at);
    const hex = /^\\(?:x([0-9a-fA-F]{2})|x\{([0-9a-fA-F]+)\}|u([0-9a-fA-F]{4}))/.exec(rest);
    if (hex) {
      this.#at += hex[0].length;
      return String.fromCodePoint(parseInt(hex[1] ?? hex[2] ?? hex[3]!, 16));
    }
    const octal = /^\\0([0-3]?[0-7]{1,2})/.exec(rest);
    if (octal) {
      this.#at += octal[0].length;
      return String.fromCodePoint(parseInt(octal[1]!, 8));
    }
    const control = /^\\c(.)/.exec(rest);
    if (control) {
      this.#at += 3;
      return String.fromCodePoint(control[1]!.charCodeAt(0) ^ 64);
    }
    const character = String.fromCodePoint(this.#text.codePointAt(this.#at + 1)!);
    const escaped = ESCAPED[character];
    if (!escaped && 'GXN'.includes(character)) throw new PatternUnsupported(`\\${character} in a pattern`);
    if (!escaped && /[a-zA-Z]/.test(character)) this.#fail('Illegal/unsupported escape sequence', this.#at + 1);
    this.#at += 1 + character.length;
    return escaped ?? character;
  }

  /** After `[`. Unions and intersections nest. */
  #classBody(): string {
    const start = this.#at - 1;
    const negative = this.#take('^');
    const operands: string[] = [];
    let items = '';
    let isFirst = true;
    for (;;) {
      if (this.#at >= this.#text.length) this.#fail('Unclosed character class', this.#text.length - 1 || start);
      if (!isFirst && this.#take(']')) break;
      if (this.#take('&&')) {
        if (items) operands.push(items);
        items = '';
      } else if (this.#take('[')) items += this.#classBody();
      else items += this.#classItem();
      isFirst = false;
    }
    if (items || !operands.length) operands.push(items);
    const body = operands.length > 1 ? operands.map((one) => `[${one}]`).join('&&') : operands[0]!;
    return `[${negative ? '^' : ''}${body}]`;
  }

  /** One character, a range, or an escaped set. */
  #classItem(): string {
    if (this.#take('\\Q')) {
      const end = this.#text.indexOf('\\E', this.#at);
      const quoted = this.#text.slice(this.#at, end < 0 ? undefined : end);
      this.#at = end < 0 ? this.#text.length : end + 2;
      return [...quoted].map(literal).join('');
    }
    if (this.#text[this.#at] === '\\') {
      if (this.#text[this.#at + 1] === undefined) this.#fail('Unclosed character class');
      const set = this.#setEscape();
      if (set) return set;
    }
    const first = this.#classCharacter();
    const after = this.#text[this.#at + 1];
    const isRange = this.#text[this.#at] === '-' && after !== undefined && after !== ']' && after !== '[';
    if (!isRange || (after === '\\' && /[dwshvpP]/i.test(this.#text[this.#at + 2] ?? ''))) return literal(first);
    this.#at += 1;
    const last = this.#classCharacter();
    if (last.codePointAt(0)! < first.codePointAt(0)!) this.#fail('Illegal character range', this.#at - 1);
    return `${literal(first)}-${literal(last)}`;
  }

  #classCharacter(): string {
    if (this.#text[this.#at] === '\\') return this.#characterEscape();
    const character = String.fromCodePoint(this.#text.codePointAt(this.#at)!);
    this.#at += character.length;
    return character;
  }
}
