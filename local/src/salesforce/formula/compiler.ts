// What the compilers of operators and special forms share while one formula is compiled.
import type { Expression } from './syntax.ts';
import type { FormulaScope, FormulaType, FormulaUse, Reference, Typed } from './types.ts';

/** One compilation. */
export interface Compiler<S extends FormulaScope> {
  readonly use: FormulaUse;
  compile(expression: Expression): Typed<S>;
  /** Compiles and checks; NULL becomes '' where text is asked for. @throws SourceError the type does not fit */
  compileAs(expression: Expression, types: readonly FormulaType[], user: string): Typed<S>;
  /** What a name stands for. @throws SourceError the expression is no name, or names nothing */
  reference(expression: Expression, user: string): Reference<S>;
  refuse(at: number, what: string): Error;
}

export const isFlow = (use: FormulaUse): boolean => use === 'flow' || use === 'flowStart';

const TEXTUAL: ReadonlySet<FormulaType> = new Set(['text', 'picklist', 'multipicklist']);

/** Text and what flows read as text. Its parts never yield null. */
export const isTextual = (type: FormulaType): boolean => TEXTUAL.has(type);

/** Reads a reference with the null rules of its type. */
export function readerOf<S extends FormulaScope>({ type, read }: Reference<S>, blankAsZero: boolean): Typed<S> {
  if (isTextual(type)) return { type, run: (scope) => read(scope) ?? '' };
  if (type === 'number' && blankAsZero) return { type, run: (scope) => read(scope) ?? 0 };
  return { type, run: read };
}
