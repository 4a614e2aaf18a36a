// Formula source → tokens. Lexical rules: Salesforce's published formula engine (case-blind words, backslash escapes, /* */).
import { refuse, type FormulaSource } from './formula-error.ts';

export type Token =
  | { readonly kind: 'number'; readonly value: number; readonly at: number }
  | { readonly kind: 'text'; readonly value: string; readonly at: number }
  /** A name with its dots: a function, a field path, TRUE… */
  | { readonly kind: 'name'; readonly value: string; readonly at: number }
  /** `{!Path}` of a flow. */
  | { readonly kind: 'merge'; readonly value: string; readonly at: number }
  | { readonly kind: 'symbol'; readonly value: string; readonly at: number }
  | { readonly kind: 'end'; readonly value: ''; readonly at: number };

const BLANK_OR_COMMENT = /(?:\s+|\/\*[\s\S]*?\*\/)+/y;
const NUMBER = /(?:\d+(?:\.\d+)?|\.\d+)/y;
const NAME = /[A-Za-z$][\w$:.#]*/y;
const MERGE = /\{!\s*([^{}\s]+)\s*\}/y;
const SYMBOL = /\|\||&&|==|<>|!=|<=|>=|[-+*/^&=<>!(),]/y;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', "'": "'", '\\': '\\' };

/** @throws SourceError a character that starts nothing, an unknown escape, text or comment without end */
export function tokensOf(source: FormulaSource): Token[] {
  const { text } = source;
  const tokens: Token[] = [];
  let at = 0;
  const matched = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  for (;;) {
    at += matched(BLANK_OR_COMMENT)?.length ?? 0;
    if (at >= text.length) break;
    const first = text[at]!;
    if (text.startsWith('/*', at)) throw refuse(source, at, "Syntax error. Missing '*/'");
    if (first === '"' || first === "'") {
      const { value, end } = readText(source, at);
      tokens.push({ kind: 'text', value, at });
      at = end;
      continue;
    }
    const token = tokenAt(source, at, matched);
    tokens.push(token.token);
    at += token.length;
  }
  tokens.push({ kind: 'end', value: '', at: text.length });
  return tokens;
}

function tokenAt(
  source: FormulaSource,
  at: number,
  matched: (pattern: RegExp) => string | undefined,
): { token: Token; length: number } {
  const number = matched(NUMBER);
  if (number !== undefined) return { token: { kind: 'number', value: Number(number), at }, length: number.length };
  const name = matched(NAME);
  if (name !== undefined) return { token: { kind: 'name', value: name, at }, length: name.length };
  const merge = matched(MERGE);
  if (merge !== undefined)
    return { token: { kind: 'merge', value: merge.slice(2, -1).trim(), at }, length: merge.length };
  const symbol = matched(SYMBOL);
  if (symbol !== undefined) return { token: { kind: 'symbol', value: symbol, at }, length: symbol.length };
  throw refuse(source, at, `Syntax error. Found '${source.text[at]}'`);
}

function readText(source: FormulaSource, start: number): { value: string; end: number } {
  const { text } = source;
  const quote = text[start]!;
  let value = '';
  for (let at = start + 1; at < text.length; at += 1) {
    const char = text[at]!;
    if (char === quote) return { value, end: at + 1 };
    if (char === '\n' || char === '\r') break;
    if (char !== '\\') {
      value += char;
      continue;
    }
    at += 1;
    const escape = ESCAPES[(text[at] ?? '').toLowerCase()];
    if (escape === undefined) throw refuse(source, at - 1, `Syntax error. Unknown escape '\\${text[at] ?? ''}'`);
    value += escape;
  }
  throw refuse(source, start, `Syntax error. Missing ${quote}`);
}
