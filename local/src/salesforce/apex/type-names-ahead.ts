// Names of types are told by the next token or two. The parser generator's own look-ahead tries every place a type can stand in:
// `List<` may go on as a comparison where only a parameter is possible, and a parser that begins cold spends most of its time on it.
// The choices here are those the look-ahead arrives at in the end; tokens that no type begins with are left to it, errors included.
import { ApexParser } from '@apexdevtools/apex-parser';

type Predict = (input: { LA(offset: number): number }, decision: number, context: unknown) => number;

/** What the generated parser is made of, beyond what its types say. */
interface Generated {
  readonly atn: {
    readonly decisionToState: readonly { readonly ruleIndex: number; readonly transitions: readonly unknown[] }[];
  };
  readonly _interp: { adaptivePredict: Predict };
}

type Choice = (input: { LA(offset: number): number }) => number | undefined;

/** First alternative = the optional part or one more turn, second = go on without. */
const [TAKE, LEAVE] = [1, 2];

/** Alternatives of the rule typeName, in its order. */
const NAMES: ReadonlyMap<number, number> = new Map([
  [ApexParser.LIST, 1],
  [ApexParser.SET, 2],
  [ApexParser.MAP, 3],
  [ApexParser.Identifier, 4],
]);

const name: Choice = (input) => NAMES.get(input.LA(1));
const typeArguments: Choice = (input) => (input.LA(1) === ApexParser.LT ? TAKE : LEAVE);
/** `Outer.Inner` goes on, `Outer.class` does not; what follows any other dot is left to the look-ahead. */
const dot: Choice = (input) =>
  input.LA(1) !== ApexParser.DOT || input.LA(2) === ApexParser.CLASS
    ? LEAVE
    : NAMES.has(input.LA(2))
      ? TAKE
      : undefined;

let known: ReadonlyMap<number, Choice> | undefined;

/** Decisions are found by their rule and the number of their alternatives: the numbers change with the grammar. */
function choices({ atn }: Generated): ReadonlyMap<number, Choice> {
  const found = new Map<number, Choice>();
  for (const [decision, state] of atn.decisionToState.entries()) {
    if (state.ruleIndex === ApexParser.RULE_typeRef) found.set(decision, dot);
    if (state.ruleIndex === ApexParser.RULE_typeName)
      found.set(decision, state.transitions.length === NAMES.size ? name : typeArguments);
  }
  return found;
}

/** @returns the same parser, with the choices in names of types made at once */
export function withTypeNamesAhead(parser: ApexParser): ApexParser {
  const generated = parser as unknown as Generated;
  known ??= choices(generated);
  const simulator = generated._interp;
  const predict = simulator.adaptivePredict.bind(simulator);
  simulator.adaptivePredict = (input, decision, context) =>
    known!.get(decision)?.(input) ?? predict(input, decision, context);
  return parser;
}
