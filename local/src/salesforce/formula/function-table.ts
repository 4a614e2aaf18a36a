// How an ordinary function is described: every argument is evaluated, then `apply` runs. The topics' tables use these words;
// functions that choose what to evaluate or look at their arguments' names are special forms (`forms.ts`).
import type { Value } from '../schema/schema.ts';
import type { FormulaScope, FormulaType, FormulaUse } from './types.ts';

export interface FormulaFunction {
  /** Accepted types per argument. */
  readonly parameters: readonly (readonly FormulaType[])[];
  /** How many of the last parameters may be left out. */
  readonly optional?: number;
  /** The last parameter may repeat. */
  readonly repeats?: boolean;
  readonly result: FormulaType | ((types: readonly FormulaType[]) => FormulaType);
  /** A null argument normally makes the result null without a call; this function wants to see it. Text is never null. */
  readonly takesNull?: boolean;
  /** Uses that do not offer it. */
  readonly notIn?: readonly FormulaUse[];
  /** Needs the static types (TEXT, DATEVALUE…) or the scope's clock. @throws FormulaError */
  readonly apply: (args: readonly never[], types: readonly FormulaType[], scope: FormulaScope) => Value;
}

export type FunctionTable = Readonly<Record<string, FormulaFunction>>;

export const TEXT: readonly FormulaType[] = ['text'];
export const NUMBER: readonly FormulaType[] = ['number'];
export const BOOLEAN: readonly FormulaType[] = ['boolean'];
export const FLOW_USES: readonly FormulaUse[] = ['flow', 'flowStart'];
