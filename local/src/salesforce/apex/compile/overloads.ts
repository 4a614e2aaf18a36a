// Which of several methods of one name a call means. Static types of the arguments decide, as on the platform.
import { conversionRank } from '../subtype.ts';
import type { ApexType } from '../types.ts';
import type { Types } from '../type-table.ts';
import type { Expression } from './scope.ts';

/** What overloads are chosen by. */
export type Argument = Pick<Expression, 'type' | 'isQuery'>;

/** A query stands for its only record where no list is wanted. */
const FROM_QUERY = 40;

/**
 * The candidate whose parameters are nearest to the arguments; of two that are equally near, the one with the more special
 * parameters.
 * @param candidates nearest declaration first: of two that fit equally well the first wins
 */
export function chooseOverload<T>(
  candidates: readonly T[],
  parametersOf: (candidate: T) => readonly ApexType[],
  args: readonly Argument[],
  types: Types,
): T | undefined {
  let best: Fit<T> | undefined;
  for (const candidate of candidates) {
    const parameters = parametersOf(candidate);
    if (parameters.length !== args.length) continue;
    const ranks = parameters.map((parameter, index) => rankOf(args[index]!, parameter, types));
    if (ranks.includes(Infinity)) continue;
    const fit = { candidate, parameters, ranks };
    if (!best || isNearer(fit, best, types)) best = fit;
  }
  return best?.candidate;
}

interface Fit<T> {
  readonly candidate: T;
  readonly parameters: readonly ApexType[];
  readonly ranks: readonly number[];
}

function rankOf({ type, isQuery }: Argument, parameter: ApexType, types: Types): number {
  if (parameter.problem) return type.kind === 'null' ? 1 : Infinity;
  const rank = conversionRank(type, parameter, types);
  if (isQuery && parameter.kind === 'sobject') return FROM_QUERY;
  return rank ?? Infinity;
}

const total = (ranks: readonly number[]): number => ranks.reduce((sum, rank) => sum + rank, 0);

function isNearer<T>(one: Fit<T>, other: Fit<T>, types: Types): boolean {
  const difference = total(one.ranks) - total(other.ranks);
  return difference === 0 ? isMoreSpecial(one.parameters, other.parameters, types) : difference < 0;
}

/** Each parameter would also fit the other method's, and not the other way round: what null chooses by. */
function isMoreSpecial(one: readonly ApexType[], other: readonly ApexType[], types: Types): boolean {
  const fits = (from: readonly ApexType[], to: readonly ApexType[]) =>
    from.every((type, index) => (conversionRank(type, to[index]!, types) ?? Infinity) < CONVERTED);
  return fits(one, other) && !fits(other, one);
}

/** Ranks from here on change the value. */
const CONVERTED = 10;
