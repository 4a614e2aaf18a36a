// Conditions of decisions, filters and entry criteria. Comparison of text minds letter case here; null is equal only to null.
import { SourceError, UnsupportedMetadata, type SourcePosition } from '../metadata/source-error.ts';
import { child, childrenOf, requiredText, textOf, type XmlElement } from '../metadata/xml.ts';
import type { Value } from '../schema/schema.ts';
import type { Frame } from './flow.ts';
import { compileLogic } from './logic.ts';
import { converted, operandIn } from './operands.ts';
import { operandAt, type Names, type Operand } from './references.ts';
import { expectChildren } from './source.ts';
import { describeType, isRecord, scalar, type FlowRecord, type FlowValue } from './values.ts';

export type Condition = (frame: Frame) => boolean;

interface Sides {
  readonly names: Names;
  readonly leftPath: string;
  readonly left: Operand;
  readonly right: Operand;
  readonly position: SourcePosition;
}

type OperatorCompiler = (sides: Sides) => Condition;
type Compare = (left: NonNullable<Value>, right: NonNullable<Value>) => boolean;

/** Both sides of one scalar type; null never holds. */
const compared =
  (compare: Compare): OperatorCompiler =>
  (sides) => {
    const [left, right] = sameType(sides);
    return (frame) => {
      const [a, b] = [left.read(frame) as Value, right.read(frame) as Value];
      return a !== null && b !== null && compare(a, b);
    };
  };

/** A text test with a right side that is text, whatever was written. */
const ofText = (test: (left: string, right: string) => boolean): OperatorCompiler =>
  compared((left, right) => test(String(left), String(right)));

const OPERATORS: Readonly<Record<string, OperatorCompiler>> = {
  EqualTo: (sides) => equality(sides),
  NotEqualTo: (sides) => negated(equality(sides)),
  GreaterThan: compared((a, b) => a > b),
  LessThan: compared((a, b) => a < b),
  GreaterThanOrEqualTo: compared((a, b) => a >= b),
  LessThanOrEqualTo: compared((a, b) => a <= b),
  StartsWith: ofText((left, right) => left.startsWith(right)),
  EndsWith: ofText((left, right) => left.endsWith(right)),
  Contains: (sides) => contains(sides),
  In: (sides) => within(sides),
  NotIn: (sides) => negated(within(sides)),
  IsNull: (sides) => tested(sides, (value) => value === null),
  IsBlank: (sides) => tested(sides, (value) => value === null || (typeof value === 'string' && value.trim() === '')),
  IsEmpty: (sides) => tested(sides, (value) => value === null || (Array.isArray(value) && value.length === 0)),
  IsChanged: (sides) => changed(sides),
};

/**
 * One condition.
 * @throws SourceError types do not fit; UnsupportedMetadata the operator is not executed here
 */
export function compileCondition(
  names: Names,
  leftPath: string,
  operator: string,
  right: XmlElement | undefined,
  position: SourcePosition,
): Condition {
  const compile = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined;
  if (!compile) throw new UnsupportedMetadata(position, `operator ${operator} is not executed by the local org`);
  return compile({
    names,
    leftPath,
    left: operandAt(names, leftPath, position),
    right: operandIn(names, right),
    position,
  });
}

/** `<conditions>` with their `<conditionLogic>`. */
export function compileConditions(names: Names, owner: XmlElement): Condition {
  const conditions = childrenOf(owner, 'conditions').map((element) => {
    expectChildren(element, ['leftValueReference', 'operator', 'rightValue']);
    const left = requiredText(element, 'leftValueReference');
    return compileCondition(
      names,
      left,
      requiredText(element, 'operator'),
      child(element, 'rightValue'),
      element.position,
    );
  });
  return combined(textOf(owner, 'conditionLogic'), conditions, owner.position);
}

/** `<filters>` over the fields of one record, with their `<filterLogic>`. @param holder path of the record, e.g. `$Record` */
export function compileRecordFilters(names: Names, owner: XmlElement, holder: string): Condition {
  const conditions = childrenOf(owner, 'filters').map((element) => {
    expectChildren(element, ['field', 'operator', 'value']);
    const left = `${holder}.${requiredText(element, 'field')}`;
    return compileCondition(names, left, requiredText(element, 'operator'), child(element, 'value'), element.position);
  });
  return combined(textOf(owner, 'filterLogic'), conditions, owner.position);
}

function combined(logic: string | undefined, conditions: readonly Condition[], position: SourcePosition): Condition {
  const { holds } = compileLogic(logic, conditions.length, position);
  return (frame) => holds((index) => conditions[index]!(frame));
}

const negated =
  (condition: Condition): Condition =>
  (frame) =>
    !condition(frame);

/** The right side in the left side's type; a missing one is null. */
function sameType({ left, right, leftPath, position }: Sides): [Operand, Operand] {
  if (left.type.kind !== 'scalar')
    throw new SourceError(position, `${leftPath} is ${describeType(left.type)}; it cannot be compared`);
  return [left, converted(right, left.type, position, leftPath)];
}

function equality(sides: Sides): Condition {
  if (sides.left.type.kind === 'record' && sides.right.type.kind === 'record') return sameRecord(sides);
  const [left, right] = sameType(sides);
  return (frame) => left.read(frame) === right.read(frame);
}

function sameRecord({ left, right }: Sides): Condition {
  return (frame) => itemsEqual(left.read(frame), right.read(frame));
}

/** Equal scalars, or records with equal fields. */
export function itemsEqual(a: FlowValue, b: FlowValue): boolean {
  if (!isRecord(a) || !isRecord(b)) return a === b;
  const names = new Set([...Object.keys(a.values), ...Object.keys(b.values)]);
  return [...names].every((name) => valueOf(a, name) === valueOf(b, name));
}

const valueOf = (record: FlowRecord, name: string): Value => record.values[name] ?? null;

function contains(sides: Sides): Condition {
  if (sides.left.type.kind !== 'collection') return ofText((left, right) => left.includes(right))(sides);
  const { left, right } = {
    ...sides,
    right: converted(sides.right, sides.left.type.of, sides.position, sides.leftPath),
  };
  return (frame) => holds(left.read(frame), right.read(frame));
}

function within({ left, right, leftPath, position }: Sides): Condition {
  if (right.type.kind !== 'collection')
    throw new SourceError(position, `In needs a collection on the right of ${leftPath}`);
  converted(left, right.type.of, position, leftPath);
  return (frame) => holds(right.read(frame), left.read(frame));
}

const holds = (collection: FlowValue, item: FlowValue): boolean =>
  Array.isArray(collection) && collection.some((each) => itemsEqual(each, item));

/** Tests such as Is Null, compared with the boolean on the right. */
function tested({ left, right, leftPath, position }: Sides, test: (value: FlowValue) => boolean): Condition {
  const wanted = converted(right, scalar('boolean'), position, `the right side of ${leftPath}`);
  return (frame) => test(left.read(frame)) === (wanted.read(frame) === true);
}

function changed(sides: Sides): Condition {
  const { leftPath, names, position } = sides;
  const [root, field, ...more] = leftPath.split('.');
  if (root !== '$Record' || field === undefined || more.length > 0)
    throw new SourceError(position, `IsChanged takes a field of $Record, not ${leftPath}`);
  const prior = operandAt(names, `$Record__Prior.${field}`, position);
  const wanted = converted(sides.right, scalar('boolean'), position, `the right side of ${leftPath}`);
  return (frame) => {
    const isChanged = !frame.isNew && sides.left.read(frame) !== prior.read(frame);
    return isChanged === (wanted.read(frame) === true);
  };
}
