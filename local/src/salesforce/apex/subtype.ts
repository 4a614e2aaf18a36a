// Which types stand for which others, and how far a conversion is: the rules behind assignment and overloads.
// Source: Apex Developer Guide, "Rules of Conversion" and "Using Polymorphic Methods".
import type { ApexType } from './types.ts';
import type { Types } from './type-table.ts';

/** Superclass and interfaces, nearest first. */
export function parents(type: ApexType, types: Types): ApexType[] {
  if (type.user) {
    const { superclass, interfaces, kind } = type.user;
    if (kind === 'enum') return [types.native('Enum')];
    return superclass ? [superclass, ...interfaces] : [...interfaces];
  }
  if (type.kind === 'sobject') return type === types.sobjectBase ? [] : [types.sobjectBase];
  const spec = type.native?.spec;
  if (!spec) return [];
  if (spec.kind === 'enum') return [types.native('Enum')];
  return [...(spec.extends ? [spec.extends] : []), ...(spec.implements ?? [])].map((name) =>
    types.ofSignature(name, type),
  );
}

/** How many steps up from `from` to `to`; undefined when `to` is no supertype. The type itself is 0 steps away, Object farthest. */
export function stepsUp(from: ApexType, to: ApexType, types: Types): number | undefined {
  if (from === to) return 0;
  if (from.kind === 'void' || to.kind === 'void') return undefined;
  if (to === types.object) return FARTHEST;
  if (from.native && from.native === to.native && from.args.length) return argumentSteps(from, to, types);
  let best: number | undefined;
  for (const parent of parents(from, types)) {
    const steps = stepsUp(parent, to, types);
    if (steps !== undefined && (best === undefined || steps + 1 < best)) best = steps + 1;
  }
  return best;
}

const FARTHEST = 100;

/** `List<Account>` is a `List<SObject>`, and the other way round: the platform lets both pass and looks at the records. */
function argumentSteps(from: ApexType, to: ApexType, types: Types): number | undefined {
  let steps = 1;
  for (const [index, argument] of from.args.entries()) {
    const wanted = to.args[index]!;
    // Sets take no other element type. Steps stay below FARTHEST: a List<Object> is nearer to a List<String> than Object is.
    const up = from.is('Set')
      ? argument === wanted
        ? 0
        : undefined
      : (stepsUp(argument, wanted, types) ?? textSteps(argument, wanted, types));
    // An Iterable<Object> passes for an Iterable<String>, as public code that compiles on the platform shows.
    if (up === undefined && argument === types.object && from.is('Iterable')) {
      steps += 40;
      continue;
    }
    const isRecords = argument.kind === 'sobject' && wanted.kind === 'sobject' && !argument.sobject;
    if (up === undefined && !isRecords) return undefined;
    steps += Math.min(up ?? 1, 30);
  }
  return steps;
}

const textSteps = (from: ApexType, to: ApexType, types: Types): number | undefined =>
  (from === types.id && to === types.string) || (from === types.string && to === types.id) ? 1 : undefined;

export function isSubtype(from: ApexType, to: ApexType, types: Types): boolean {
  return from.kind === 'null' || stepsUp(from, to, types) !== undefined;
}

/** Numbers by width: an Integer goes where any of the later ones is wanted. */
const WIDTH: Readonly<Record<string, number>> = { Integer: 0, Long: 1, Double: 2, Decimal: 3 };

export const widthOf = (type: ApexType): number | undefined => (type.native ? WIDTH[type.native.name] : undefined);

/** Rank of the implicit conversion, smaller is nearer; undefined = there is none. */
export function conversionRank(from: ApexType, to: ApexType, types: Types): number | undefined {
  if (from === to) return 0;
  if (from.kind === 'null') return to.kind === 'void' ? undefined : to === types.object ? FARTHEST : 1;
  const steps = stepsUp(from, to, types);
  if (steps !== undefined) return steps;
  const [narrow, wide] = [widthOf(from), widthOf(to)];
  if (narrow !== undefined && wide !== undefined)
    return wide > narrow ? 10 + wide - narrow : narrow === 3 && wide === 2 ? 15 : undefined;
  if (textSteps(from, to, types)) return 20;
  if (from.is('Date') && to.is('Datetime')) return 20;
  return undefined;
}

/** The nearest type that both are; Object when they share nothing else. */
export function sharedParent(left: ApexType, right: ApexType, types: Types): ApexType {
  for (let queue = [left]; queue.length; queue = queue.flatMap((type) => parents(type, types)))
    for (const type of queue) if (isSubtype(right, type, types)) return type;
  return types.object;
}
