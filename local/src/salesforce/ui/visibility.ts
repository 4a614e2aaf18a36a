// When a part of a Lightning page is shown. Source: Salesforce Help, "Dynamic Lightning Pages"; Metadata API Developer Guide,
// "UiFormulaRule".
import { compileLogic } from '../flow/logic.ts';
import { SourceError, UnsupportedMetadata } from '../metadata/source-error.ts';
import { childrenOf, requiredText, textOf, type XmlElement } from '../metadata/xml.ts';
import type { Value } from '../schema/schema.ts';

export type Visibility = (values: ReadonlyMap<string, Value>) => boolean;

type Compare = (found: string, wanted: string) => boolean;

const COMPARISONS: Readonly<Record<string, Compare>> = {
  EQUAL: (found, wanted) => found === wanted,
  NE: (found, wanted) => found !== wanted,
  CONTAINS: (found, wanted) => found.toLowerCase().includes(wanted.toLowerCase()),
  GT: (found, wanted) => found !== '' && Number(found) > Number(wanted),
  GE: (found, wanted) => found !== '' && Number(found) >= Number(wanted),
  LT: (found, wanted) => found !== '' && Number(found) < Number(wanted),
  LE: (found, wanted) => found !== '' && Number(found) <= Number(wanted),
};

/**
 * @param rule without one, always
 * @throws UnsupportedMetadata it asks for more than a field of the record itself
 */
export function compileVisibility(rule: XmlElement | undefined): Visibility {
  if (!rule) return () => true;
  const criteria = childrenOf(rule, 'criteria').map(compileCriterion);
  const { holds } = compileLogic(textOf(rule, 'booleanFilter') || undefined, criteria.length, rule.position);
  return (values) => holds((index) => criteria[index]!(values));
}

function compileCriterion(criterion: XmlElement): Visibility {
  const left = requiredText(criterion, 'leftValue');
  const field = /^\{!Record\.(\w+)\}$/.exec(left)?.[1];
  if (!field) throw new UnsupportedMetadata(criterion.position, `visibility by ${left} is not known to the console`);
  const operator = requiredText(criterion, 'operator');
  const compare = COMPARISONS[operator];
  if (!compare) throw new SourceError(criterion.position, `visibility knows no operator ${operator}`);
  const wanted = textOf(criterion, 'rightValue') ?? '';
  return (values) => compare(String(values.get(field) ?? ''), wanted);
}
