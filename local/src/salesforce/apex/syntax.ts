// From source text to parse tree, by the public Apex grammar (@apexdevtools/apex-parser).
import {
  ApexErrorListener,
  ApexParserFactory,
  type AnonymousUnitContext,
  type ApexParser,
  type CompilationUnitContext,
  type ExpressionContext,
  type SoslLiteralAltContext,
  type SoslLiteralContext,
  type TriggerUnitContext,
  type TypeRefContext,
} from '@apexdevtools/apex-parser';
import { ApexCompileError, type ApexPosition } from './errors.ts';
import { withTypeNamesAhead } from './type-names-ahead.ts';

/** Any node of the parse tree. */
export interface Node {
  readonly start: { readonly line: number; readonly column: number; readonly start: number };
  readonly stop?: { readonly stop: number } | null | undefined;
  getText(): string;
}

/** What ANTLR gives for an optional part that is not there: null, whatever its types say. */
export type Optional<T> = T | null | undefined;

export function positionIn(unit: { readonly name: string }, node: Node): ApexPosition {
  return { unit: unit.name, line: node.start.line, column: node.start.column + 1 };
}

/** The text of a node as written, white space included. */
export function sourceOf(unit: { readonly source: string }, node: Node): string {
  return textBetween(unit, node.start.start, (node.stop?.stop ?? node.start.start) + 1);
}

/** A part of a source; `from` and `to` (after the last) count characters as the parser's tokens do. */
export function textBetween(unit: { readonly source: string }, from: number, to: number): string {
  const source = charactersOf(unit);
  return typeof source === 'string' ? source.slice(from, to) : source.slice(from, to).join('');
}

const characters = new WeakMap<object, string | readonly string[]>();

/** The parser counts characters, JavaScript the halves of those beyond 16 bits: sources with such are taken apart once. */
function charactersOf(unit: { readonly source: string }): string | readonly string[] {
  let known = characters.get(unit);
  if (known === undefined) {
    known = /[\ud800-\udbff]/.test(unit.source) ? [...unit.source] : unit.source;
    characters.set(unit, known);
  }
  return known;
}

class FirstError extends ApexErrorListener {
  readonly #unit: string;
  constructor(unit: string) {
    super();
    this.#unit = unit;
  }
  override apexSyntaxError(line: number, column: number, message: string): void {
    throw new ApexCompileError({ unit: this.#unit, line, column: column + 1 }, message);
  }
}

const parse =
  <T>(rule: (parser: ApexParser) => T) =>
  (name: string, source: string): T =>
    rule(withTypeNamesAhead(ApexParserFactory.createLexerAndParser(source, new FirstError(name)).parser));

/** @throws ApexCompileError at the first token that does not fit */
export const parseClass: (name: string, source: string) => CompilationUnitContext = parse((parser) =>
  parser.compilationUnit(),
);
/** @throws ApexCompileError at the first token that does not fit */
export const parseTrigger: (name: string, source: string) => TriggerUnitContext = parse((parser) =>
  parser.triggerUnit(),
);
/** @throws ApexCompileError at the first token that does not fit */
export const parseAnonymous: (name: string, source: string) => AnonymousUnitContext = parse((parser) =>
  parser.anonymousUnit(),
);

/** @throws ApexCompileError the text is no expression */
export const parseExpression = (text: string): ExpressionContext => parse((parser) => parser.expression())(text, text);

/** @throws ApexCompileError the text is no type */
export const parseTypeName = (text: string): TypeRefContext => parse((parser) => parser.typeRef())(text, text);

/** A search in brackets, its text in quotes or in braces. @throws ApexCompileError the text is no search */
export const parseSearch = (text: string): SoslLiteralContext | SoslLiteralAltContext =>
  parse((parser) => (/^\[\s*FIND\s*\{/i.test(text) ? parser.soslLiteralAlt() : parser.soslLiteral()))('Search', text);
