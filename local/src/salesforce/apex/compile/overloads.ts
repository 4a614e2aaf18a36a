// Which of several methods of one name a call means. Static types of the arguments decide, as on the platform.
import { conversionRank } from '../subtype.ts';
import type { ApexType } from '../types.ts';
import type { Types } from '../type-table.ts';

/**
 * The candidate whose parameters are nearest to the arguments.
 * @param candidates nearest declaration first: of two that fit equally well the first wins
 */
export function chooseOverload<T>(
  candidates: readonly T[],
  parametersOf: (candidate: T) => readonly ApexType[],
  args: readonly ApexType[],
  types: Types,
): T | undefined {
  let best: { candidate: T; ranks: number[] } | undefined;
  for (const candidate of candidates) {
    const parameters = parametersOf(candidate);
    if (parameters.length !== args.length) continue;
    const ranks = parameters.map((parameter, index) => conversionRank(args[index]!, parameter, types) ?? Infinity);
    if (ranks.includes(Infinity)) continue;
    if (!best || isNearer(ranks, best.ranks)) best = { candidate, ranks };
  }
  return best?.candidate;
}

const total = (ranks: readonly number[]): number => ranks.reduce((sum, rank) => sum + rank, 0);
const isNearer = (left: readonly number[], right: readonly number[]): boolean => total(left) < total(right);
