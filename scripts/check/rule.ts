// The shape of one rule: what it looks at, who says so, and what is wrong where.
import type { XmlElement } from '../../local/src/salesforce/metadata/xml.ts';
import { findingAt, type Finding } from './finding.ts';
import type { MetadataFile, SourceTree } from './source-tree.ts';

export interface Problem {
  readonly at: XmlElement;
  readonly what: string;
}

export interface Rule {
  /** Metadata types the rule looks at. */
  readonly on: readonly string[];
  /** The document or observation the rule comes from; `Portway` for rules of our own. */
  readonly source: string;
  check(this: void, file: MetadataFile, tree: SourceTree): Iterable<Problem>;
}

export function applyRules(rules: readonly Rule[], tree: SourceTree): Finding[] {
  return rules.flatMap((rule) =>
    rule.on
      .flatMap((type) => tree.ofType(type))
      .flatMap((file) =>
        [...rule.check(file, tree)].map(({ at, what }) => findingAt(at.position, `${what} [${rule.source}]`)),
      ),
  );
}

/** A `1 AND (2 OR 3)` that cannot be read, or names numbers that stand for nothing. @param noun what the numbers count, e.g. filter */
export function* numbersBeyond(logic: XmlElement | undefined, count: number, noun: string): Iterable<Problem> {
  const problem = logic && logicProblem(logic.text);
  if (problem) yield { at: logic, what: `<${logic.name}> ‘${logic.text}’ ${problem}` };
  for (const number of logic?.text.match(/\d+/g) ?? []) {
    if (Number(number) < 1 || Number(number) > count)
      yield { at: logic!, what: `<${logic!.name}> names ${noun} ${number} of ${count}` };
  }
}

/** Numbers joined by AND and OR, each perhaps after NOT, in brackets that close. */
function logicProblem(logic: string): string | undefined {
  const open = [...logic].reduce((depth, sign) => {
    if (depth < 0) return depth;
    return depth + (sign === '(' ? 1 : sign === ')' ? -1 : 0);
  }, 0);
  if (open !== 0) return 'has brackets that do not match';
  const flat = logic.replace(/[()]/g, ' ').replace(/\s+/g, ' ').trim();
  return /^(NOT )*\d+( (AND|OR) (NOT )*\d+)*$/i.test(flat) ? undefined : 'joins no numbers by AND and OR';
}

/** Every element below this one, itself included, in source order. */
export function* everyElement(element: XmlElement): Iterable<XmlElement> {
  yield element;
  for (const inner of element.children) yield* everyElement(inner);
}

/** Elements that stand more than once with one text, from the second on. */
export function* repeated(
  elements: readonly XmlElement[],
  textFor: (element: XmlElement) => string,
): Iterable<XmlElement> {
  const seen = new Set<string>();
  for (const element of elements) {
    const text = textFor(element);
    if (seen.has(text)) yield element;
    seen.add(text);
  }
}
