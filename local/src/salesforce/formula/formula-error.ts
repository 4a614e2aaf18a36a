// What can go wrong with a formula: at compile time a refusal that points into the source, at run time a FormulaError.
import { SourceError, UnsupportedMetadata, type SourcePosition } from '../metadata/source-error.ts';

/** An evaluation that the platform answers with `#Error!`: division by zero, VALUE of no number, an impossible date. */
export class FormulaError extends Error {
  override readonly name = 'FormulaError';
}

/** Where a formula stands: its text and the position of its first line in the project. */
export interface FormulaSource {
  readonly text: string;
  readonly position: SourcePosition;
}

/** The formula is wrong: syntax, a name that means nothing, a type that does not fit. `offset` counts characters from 0. */
export function refuse(source: FormulaSource, offset: number, what: string): SourceError {
  return new SourceError(positionOf(source, offset), describe(source, offset, what));
}

/** The formula may be right for Salesforce; the local org does not execute it. */
export function refuseUnsupported(source: FormulaSource, offset: number, what: string): UnsupportedMetadata {
  return new UnsupportedMetadata(positionOf(source, offset), describe(source, offset, what));
}

function positionOf(source: FormulaSource, offset: number): SourcePosition {
  const newlines = source.text.slice(0, offset).split('\n').length - 1;
  return { file: source.position.file, line: source.position.line + newlines };
}

function describe(source: FormulaSource, offset: number, what: string): string {
  const lineStart = source.text.lastIndexOf('\n', offset - 1) + 1;
  return `formula, column ${offset - lineStart + 1}: ${what}`;
}
