// Arithmetic, bits, comparison. The static types of both sides choose one row of a table when the code is compiled.
// Source: Apex Developer Guide, "Expression Operators".
import {
  type Arth1ExpressionContext,
  type CmpExpressionContext,
  type EqualityExpressionContext,
  type ExpressionContext,
  type NegExpressionContext,
} from '@apexdevtools/apex-parser';
import { areEqual, areIdentical } from '../equality.ts';
import { idOfText, isIdText } from '../library/id-text.ts';
import { display } from '../display.ts';
import { heldText } from '../heap.ts';
import type { Node } from '../syntax.ts';
import { widthOf } from '../subtype.ts';
import type { ApexType } from '../types.ts';
import type { Types } from '../type-table.ts';
import { ApexDecimal } from '../values/decimal.ts';
import { ApexDate, ApexDatetime, ApexDouble, ApexTime, type ApexValue } from '../values/values.ts';
import type { Frame, Vm } from '../vm.ts';
import { misread } from './casts.ts';
import { compileCondition } from './statements.ts';
import { compileExpression } from './expressions.ts';
import { conversion, convert } from './convert.ts';
import { divideDecimals } from './division.ts';
import type { Expression, Scope } from './scope.ts';

type Operation = (left: never, right: never, vm: Vm) => ApexValue;

const long = (value: bigint): bigint => BigInt.asIntN(64, value);
const divisionByZero = (vm: Vm): never => vm.raise('System.MathException', 'Divide by 0');

/** By library name of the wider side, then by operator. Integer and Long wrap around, as on the platform. */
const ARITHMETIC: Readonly<Record<string, Readonly<Record<string, Operation>>>> = {
  Integer: {
    '+': (a: number, b: number) => (a + b) | 0,
    '-': (a: number, b: number) => (a - b) | 0,
    '*': (a: number, b: number) => Math.imul(a, b),
    '/': (a: number, b: number, vm) => (b === 0 ? divisionByZero(vm) : (a / b) | 0),
    '&': (a: number, b: number) => a & b,
    '|': (a: number, b: number) => a | b,
    '^': (a: number, b: number) => a ^ b,
    '<<': (a: number, b: number) => a << b,
    '>>': (a: number, b: number) => a >> b,
    '>>>': (a: number, b: number) => (a >>> b) | 0,
  },
  Long: {
    '+': (a: bigint, b: bigint) => long(a + b),
    '-': (a: bigint, b: bigint) => long(a - b),
    '*': (a: bigint, b: bigint) => long(a * b),
    '/': (a: bigint, b: bigint, vm) => (b === 0n ? divisionByZero(vm) : long(a / b)),
    '&': (a: bigint, b: bigint) => a & b,
    '|': (a: bigint, b: bigint) => a | b,
    '^': (a: bigint, b: bigint) => a ^ b,
    '<<': (a: bigint, b: bigint) => long(a << (b & 63n)),
    '>>': (a: bigint, b: bigint) => a >> (b & 63n),
    '>>>': (a: bigint, b: bigint) => long(BigInt.asUintN(64, a) >> (b & 63n)),
  },
  Double: {
    '+': (a: ApexDouble, b: ApexDouble) => new ApexDouble(a.value + b.value),
    '-': (a: ApexDouble, b: ApexDouble) => new ApexDouble(a.value - b.value),
    '*': (a: ApexDouble, b: ApexDouble) => new ApexDouble(a.value * b.value),
    '/': (a: ApexDouble, b: ApexDouble, vm) => (b.value === 0 ? divisionByZero(vm) : new ApexDouble(a.value / b.value)),
  },
  Decimal: {
    '+': (a: ApexDecimal, b: ApexDecimal) => a.add(b),
    '-': (a: ApexDecimal, b: ApexDecimal) => a.subtract(b),
    '*': (a: ApexDecimal, b: ApexDecimal) => a.multiply(b),
    '/': (a: ApexDecimal, b: ApexDecimal, vm) => (b.unscaled === 0n ? divisionByZero(vm) : divideDecimals(a, b)),
  },
  Boolean: {
    '&': (a: boolean, b: boolean) => a && b,
    '|': (a: boolean, b: boolean) => a || b,
    '^': (a: boolean, b: boolean) => a !== b,
  },
};

const MS_PER_DAY = 86_400_000;

/** A date or time on the left, a number on the right. `Datetime + 1.5` moves by days and their fraction. */
const CALENDAR: Readonly<Record<string, (left: never, sign: 1 | -1, right: ApexValue) => ApexValue>> = {
  Date: (left: ApexDate, sign, right) => new ApexDate(left.days + sign * Math.trunc(asNumber(right))),
  Datetime: (left: ApexDatetime, sign, right) =>
    new ApexDatetime(left.ms + sign * Math.round(asNumber(right) * MS_PER_DAY)),
  Time: (left: ApexTime, sign, right) =>
    new ApexTime((((left.ms + sign * asNumber(right)) % MS_PER_DAY) + MS_PER_DAY) % MS_PER_DAY),
};

function asNumber(value: ApexValue): number {
  if (value instanceof ApexDecimal) return value.toNumber();
  return value instanceof ApexDouble ? value.value : Number(value);
}

/** `*`, `/`, `+`, `-`, shifts and bits: the operator is what stands between the two operands. */
export function binaryOperator(node: Arth1ExpressionContext, scope: Scope): Expression {
  const [first, second] = node.expression_list() as [ExpressionContext, ExpressionContext];
  const operator = operatorOf(node);
  const sum = operator === '*' || operator === '/' ? misread(first, scope) : undefined;
  const right = compileExpression(second, scope);
  if (!sum) return operate(operator, compileExpression(first, scope), right, scope, node);
  const product = operate(operator, compileExpression(sum.right, scope), right, scope, node);
  return operate(sum.operator, sum.left, product, scope, node);
}

const operatorOf = (node: Arth1ExpressionContext | CmpExpressionContext): string =>
  node
    .children!.slice(1, -1)
    .map((one) => one.getText())
    .join('');

/** One operator between two compiled operands; also behind `+=` and the like. */
export function operate(operator: string, left: Expression, right: Expression, scope: Scope, node: Node): Expression {
  const { types } = scope;
  if (operator === '+' && (left.type === types.string || right.type === types.string))
    return concatenate(left, right, types);
  const calendar = left.type.native && CALENDAR[left.type.native.name];
  if (calendar && (operator === '+' || operator === '-') && widthOf(right.type) !== undefined)
    return strict(left, right, left.type, (a, b) => calendar(a, operator === '+' ? 1 : -1, b));
  const type = wider(left.type, right.type, types);
  const run = type?.native && ARITHMETIC[type.native.name]?.[operator];
  if (!type || !run)
    throw scope.wrong(
      node,
      `Arithmetic expressions must use numeric arguments: ${left.type.name} ${operator} ${right.type.name}`,
    );
  const [first, second] = [convert(left, type, scope, node), convert(right, type, scope, node)];
  return (type === types.integer && quickInteger(operator, first, second)) || strict(first, second, type, run);
}

/** The commonest arithmetic without a call between. */
function quickInteger(operator: string, left: Expression, right: Expression): Expression | undefined {
  const { type } = left;
  const [first, second] = [left.evaluate, right.evaluate] as ((frame: Frame) => number | null)[];
  switch (operator) {
    case '+':
      return {
        type,
        evaluate(frame) {
          const a = first!(frame);
          const b = second!(frame);
          if (a === null || b === null) frame.vm.notNull(null);
          return (a! + b!) | 0;
        },
      };
    case '-':
      return {
        type,
        evaluate(frame) {
          const a = first!(frame);
          const b = second!(frame);
          if (a === null || b === null) frame.vm.notNull(null);
          return (a! - b!) | 0;
        },
      };
    default:
      return undefined;
  }
}

/** An operation that refuses null on either side. */
function strict(left: Expression, right: Expression, type: ApexType, run: Operation): Expression {
  const [first, second] = [left.evaluate, right.evaluate];
  return {
    type,
    evaluate(frame) {
      const a = first(frame);
      const b = second(frame);
      if (a === null || b === null) frame.vm.notNull(null);
      return run(a as never, b as never, frame.vm);
    },
  };
}

function concatenate(left: Expression, right: Expression, types: Types): Expression {
  const [first, second] = [left.evaluate, right.evaluate];
  return {
    type: types.string,
    evaluate(frame) {
      const a = first(frame);
      const b = second(frame);
      const text =
        (typeof a === 'string' ? a : display(a, frame.vm)) + (typeof b === 'string' ? b : display(b, frame.vm));
      return heldText(frame.vm, text);
    },
  };
}

function wider(left: ApexType, right: ApexType, types: Types): ApexType | undefined {
  if (left === types.boolean && right === types.boolean) return left;
  const [a, b] = [widthOf(left), widthOf(right)];
  if (a === undefined || b === undefined)
    return a === undefined ? (left.kind === 'null' ? right : undefined) : right.kind === 'null' ? left : undefined;
  return a >= b ? left : right;
}

const ORDER: Readonly<Record<string, (sign: number) => boolean>> = {
  '<': (sign) => sign < 0,
  '>': (sign) => sign > 0,
  '<=': (sign) => sign <= 0,
  '>=': (sign) => sign >= 0,
};

/** How two values of one type compare; by library name of the type. */
export const COMPARE: Readonly<Record<string, (left: never, right: never) => number>> = {
  Integer: (a: number, b: number) => a - b,
  Long: (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0),
  Double: (a: ApexDouble, b: ApexDouble) => a.value - b.value,
  Decimal: (a: ApexDecimal, b: ApexDecimal) => a.compare(b),
  String: (a: string, b: string) => compareText(a, b),
  Id: (a: string, b: string) => compareText(a, b),
  Date: (a: ApexDate, b: ApexDate) => a.days - b.days,
  Datetime: (a: ApexDatetime, b: ApexDatetime) => a.ms - b.ms,
  Time: (a: ApexTime, b: ApexTime) => a.ms - b.ms,
};

/** Source: Apex Developer Guide, "Expression Operators": comparison of text follows the locale and ignores case. */
const collator = new Intl.Collator('en', { sensitivity: 'accent' });

function compareText(left: string, right: string): number {
  return collator.compare(left, right);
}

export function compileCompare(node: CmpExpressionContext, scope: Scope): Expression {
  const [leftNode, rightNode] = node.expression_list() as [ExpressionContext, ExpressionContext];
  const operator = operatorOf(node);
  const [left, right] = [compileExpression(leftNode, scope), compileExpression(rightNode, scope)];
  const type = comparable(left.type, right.type, scope.types);
  const compare = type?.native && (COMPARE[type.native.name] as ((a: ApexValue, b: ApexValue) => number) | undefined);
  const holds = ORDER[operator];
  if (!type || !compare || !holds)
    throw scope.wrong(node, `Comparison arguments must be compatible types: ${left.type.name}, ${right.type.name}`);
  const [first, second] = [convert(left, type, scope, node).evaluate, convert(right, type, scope, node).evaluate];
  if (type === scope.types.integer) return compareIntegers(operator, first as never, second as never, scope);
  const isText = type === scope.types.string || type === scope.types.id;
  return {
    type: scope.types.boolean,
    evaluate(frame) {
      const a = first(frame);
      const b = second(frame);
      // The same page: with null on a side a comparison is false, except that any text is greater than null.
      if (a === null || b === null) return isText && holds(a === b ? 0 : a === null ? -1 : 1);
      return holds(compare(a, b));
    },
  };
}

type Integers = (frame: Frame) => number | null;

/** Comparisons that loops make, each in one closure. */
function compareIntegers(operator: string, first: Integers, second: Integers, scope: Scope): Expression {
  const type = scope.types.boolean;
  const row: Record<string, (frame: Frame) => boolean> = {
    '<'(frame) {
      const a = first(frame);
      const b = second(frame);
      return a !== null && b !== null && a < b;
    },
    '>'(frame) {
      const a = first(frame);
      const b = second(frame);
      return a !== null && b !== null && a > b;
    },
    '<='(frame) {
      const a = first(frame);
      const b = second(frame);
      return a !== null && b !== null && a <= b;
    },
    '>='(frame) {
      const a = first(frame);
      const b = second(frame);
      return a !== null && b !== null && a >= b;
    },
  };
  return { type, evaluate: row[operator]! };
}

/** The type in which two sides are compared. */
function comparable(left: ApexType, right: ApexType, types: Types): ApexType | undefined {
  if (left === right || right.kind === 'null') return left;
  if (left.kind === 'null') return right;
  const numeric = wider(left, right, types);
  if (numeric) return numeric;
  if (left.is('Datetime') && right.is('Date')) return left;
  if (left.is('Date') && right.is('Datetime')) return right;
  const isText = (type: ApexType) => type === types.string || type === types.id;
  return isText(left) && isText(right) ? types.string : undefined;
}

export function compileEquality(node: EqualityExpressionContext, scope: Scope): Expression {
  const [leftNode, rightNode] = node.expression_list() as [ExpressionContext, ExpressionContext];
  let [left, right] = [compileExpression(leftNode, scope), compileExpression(rightNode, scope)];
  const isExact = node.TRIPLEEQUAL() != null || node.TRIPLENOTEQUAL() != null;
  const wants = node.EQUAL() != null || node.TRIPLEEQUAL() != null;
  const same = isExact ? areIdentical : areEqual;
  const type = comparable(left.type, right.type, scope.types);
  const { id, string } = scope.types;
  const isIdBesideText = type === string && (left.type === id) !== (right.type === id);
  if (type && conversionNeeded(left, right)) {
    left = convert(left, type, scope, node);
    right = convert(right, type, scope, node);
  }
  if (isIdBesideText) [left, right] = [inLongForm(left), inLongForm(right)];
  const [first, second] = [left.evaluate, right.evaluate];
  return {
    type: scope.types.boolean,
    evaluate: (frame) => same(first(frame), second(frame), frame.vm) === wants,
  };
}

/** Text beside an Id: 15 characters stand for the 18. Text that is no id is equal to none. */
const inLongForm = ({ type, evaluate }: Expression): Expression => ({
  type,
  evaluate(frame) {
    const value = evaluate(frame);
    return typeof value === 'string' && value.length === 15 && isIdText(value) ? idOfText(frame.vm, value) : value;
  },
});

const conversionNeeded = (left: Expression, right: Expression): boolean =>
  conversion(left.type, right.type) !== undefined || conversion(right.type, left.type) !== undefined;

/** `!flag` and `~bits` */
export function compileNegation(node: NegExpressionContext, scope: Scope): Expression {
  if (node.BANG()) {
    const condition = compileCondition(node.expression(), scope);
    return { type: scope.types.boolean, evaluate: (frame) => !condition(frame) };
  }
  const inner = compileExpression(node.expression(), scope);
  if (inner.type !== scope.types.integer && inner.type !== scope.types.long)
    throw scope.wrong(node, `Bitwise negation needs an Integer or a Long: ${inner.type.name}`);
  return {
    type: inner.type,
    evaluate(frame) {
      const value = frame.vm.notNull(inner.evaluate(frame) as number | bigint | null);
      return typeof value === 'number' ? ~value : ~value;
    },
  };
}
