// Regular expressions of Java at work: compiling, finding, replacing, splitting.
import type { Vm } from '../vm.ts';
import { refuse } from './given.ts';
import { PatternSyntaxError, PatternUnsupported, translate, type PatternFlags } from './java-regex-translate.ts';

export class JavaPattern {
  readonly text: string;
  readonly flags: number;
  readonly groupCount: number;
  readonly names: ReadonlyMap<string, number>;
  readonly #source: string;
  #finder: RegExp | undefined;
  #whole: RegExp | undefined;

  constructor(text: string, flags = 0) {
    this.text = text;
    this.flags = flags;
    const { source, groupCount, names } = translate(text, readFlags(flags));
    this.#source = source;
    this.groupCount = groupCount;
    this.names = names;
    this.#finder = new RegExp(source, 'dgv');
  }

  /** The first match at or after a place. */
  find(text: string, from: number): RegExpExecArray | null {
    const finder = (this.#finder ??= new RegExp(this.#source, 'dgv'));
    finder.lastIndex = from;
    return finder.exec(text);
  }

  /** A match of all of the text. */
  matchWhole(text: string): RegExpExecArray | null {
    this.#whole ??= new RegExp(`(?<![^])(?:${this.#source})(?![^])`, 'dv');
    return this.#whole.exec(text);
  }

  /** A match that begins where the text begins. */
  matchStart(text: string): RegExpExecArray | null {
    return new RegExp(`(?<![^])(?:${this.#source})`, 'dv').exec(text);
  }
}

/** Flags of java.util.regex.Pattern by value. */
export const FLAGS = {
  UNIX_LINES: 1,
  CASE_INSENSITIVE: 2,
  COMMENTS: 4,
  MULTILINE: 8,
  LITERAL: 16,
  DOTALL: 32,
} as const;

const readFlags = (flags: number): PatternFlags => ({
  i: (flags & FLAGS.CASE_INSENSITIVE) !== 0,
  x: (flags & FLAGS.COMMENTS) !== 0,
  m: (flags & FLAGS.MULTILINE) !== 0,
  literal: (flags & FLAGS.LITERAL) !== 0,
  s: (flags & FLAGS.DOTALL) !== 0,
});

const compiled = new Map<string, JavaPattern>();
const MAX_KEPT = 500;

/**
 * Compiles a pattern, or finds it compiled.
 * @throws ApexThrow System.StringException the pattern is malformed; UnsupportedApex it has what JavaScript cannot express
 */
export function javaPattern(vm: Vm, text: string, flags = 0): JavaPattern {
  const key = `${flags}/${text}`;
  const known = compiled.get(key);
  if (known) return known;
  if (compiled.size >= MAX_KEPT) compiled.clear();
  const made = compile(vm, text, flags);
  compiled.set(key, made);
  return made;
}

function compile(vm: Vm, text: string, flags: number): JavaPattern {
  try {
    return new JavaPattern(text, flags);
  } catch (error) {
    if (error instanceof PatternSyntaxError)
      return vm.raise('System.StringException', `Invalid regex: ${javaMessage(error, text)}`);
    if (error instanceof PatternUnsupported) return refuse(vm, error.message);
    if (error instanceof SyntaxError) return refuse(vm, `the pattern ${text}`);
    throw error;
  }
}

/** As java.util.regex.PatternSyntaxException words it. */
const javaMessage = ({ message, index }: PatternSyntaxError, text: string): string =>
  `${message} near index ${index}\n${text}${index < text.length ? `\n${' '.repeat(index)}^` : ''}`;

/** What a group of a match caught; null when it took no part. */
export const groupOf = (match: RegExpExecArray, group: number): string | null =>
  group === 0 ? match[0] : (match.groups?.[`g${group}`] ?? null);

/** Start and end of a group; -1 when it took no part. */
export function spanOf(match: RegExpExecArray, group: number): readonly [number, number] {
  const span = group === 0 ? match.indices![0] : match.indices!.groups?.[`g${group}`];
  return span ?? [-1, -1];
}

/**
 * A replacement with `$1`, `${name}` and `\$` worked out for one match.
 * @throws ApexThrow System.StringException it names a group that is not there
 */
export function expandReplacement(vm: Vm, pattern: JavaPattern, match: RegExpExecArray, replacement: string): string {
  let out = '';
  for (let at = 0; at < replacement.length; at++) {
    const character = replacement[at]!;
    if (character === '\\') {
      if (++at >= replacement.length) vm.raise('System.StringException', 'character to be escaped is missing');
      out += replacement[at];
    } else if (character === '$') {
      const { group, length } = groupReference(vm, pattern, replacement.slice(at + 1));
      out += groupOf(match, group) ?? '';
      at += length;
    } else out += character;
  }
  return out;
}

function groupReference(vm: Vm, pattern: JavaPattern, rest: string): { group: number; length: number } {
  const [all, name] = /^\{(\w+)\}/.exec(rest) ?? [];
  if (all) {
    const group = pattern.names.get(name!);
    if (!group) vm.raise('System.StringException', `No group with name {${name}}`);
    return { group, length: all.length };
  }
  if (!/^\d/.test(rest)) vm.raise('System.StringException', 'Illegal group reference');
  let group = Number(rest[0]);
  if (group > pattern.groupCount) vm.raise('System.StringException', `No group ${group}`);
  let length = 1;
  while (/\d/.test(rest[length] ?? '') && group * 10 + Number(rest[length]) <= pattern.groupCount)
    group = group * 10 + Number(rest[length++]);
  return { group, length };
}

/** All matches from a place on, as repeated calls of `find` give them. */
export function* matchesIn(pattern: JavaPattern, text: string): Generator<RegExpExecArray> {
  for (let from = 0; from <= text.length;) {
    const match = pattern.find(text, from);
    if (!match) return;
    yield match;
    const [start, end] = match.indices![0]!;
    from = end === start ? end + 1 : end;
  }
}

/** @param times how many matches to replace at most */
export function replaceFound(vm: Vm, pattern: JavaPattern, text: string, replacement: string, times: number): string {
  let out = '';
  let last = 0;
  let left = times;
  for (const match of matchesIn(pattern, text)) {
    if (left-- <= 0) break;
    const [start, end] = match.indices![0]!;
    out += text.slice(last, start) + expandReplacement(vm, pattern, match, replacement);
    last = end;
  }
  return out + text.slice(last);
}

/**
 * Java's String.split: an empty match at the start makes no empty first part; with limit 0 empty parts at the end go.
 * @param limit above 0: at most that many parts; below 0: all parts, empty ones too
 */
export function splitText(pattern: JavaPattern, text: string, limit: number): string[] {
  const parts: string[] = [];
  let last = 0;
  for (const match of matchesIn(pattern, text)) {
    if (limit > 0 && parts.length === limit - 1) break;
    const [start, end] = match.indices![0]!;
    if (start === 0 && end === 0) continue;
    parts.push(text.slice(last, start));
    last = end;
  }
  if (!parts.length) return [text];
  parts.push(text.slice(last));
  if (limit === 0) while (parts.length && parts.at(-1) === '') parts.pop();
  return parts;
}
