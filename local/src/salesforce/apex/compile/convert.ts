// Implicit conversions: what an assignment, an argument or a return value does to a value on its way.
// Source: Apex Developer Guide, "Rules of Conversion".
import { idOfText } from '../library/id-text.ts';
import { onlyRow } from './soql.ts';
import type { Node } from '../syntax.ts';
import { conversionRank } from '../subtype.ts';
import type { ApexType } from '../types.ts';
import { ApexDate, ApexDatetime, ApexDouble, type ApexValue } from '../values/values.ts';
import { ApexDecimal } from '../values/decimal.ts';
import type { Vm } from '../vm.ts';
import type { Expression, Scope } from './scope.ts';

type Conversion = (vm: Vm, value: never) => ApexValue;

const MS_PER_DAY = 86_400_000;

/** By `From>To`, library names; null passes through untouched. A pair that is not here needs no change of the value. */
const CONVERSIONS: Readonly<Record<string, Conversion>> = {
  'Integer>Long': (_vm, value: number) => BigInt(value),
  'Integer>Double': (_vm, value: number) => new ApexDouble(value),
  'Integer>Decimal': (_vm, value: number) => ApexDecimal.ofInteger(value),
  'Long>Double': (_vm, value: bigint) => new ApexDouble(Number(value)),
  'Long>Decimal': (_vm, value: bigint) => ApexDecimal.ofInteger(value),
  'Double>Decimal': (_vm, value: ApexDouble) => ApexDecimal.ofDouble(value.value),
  'Decimal>Double': (_vm, value: ApexDecimal) => new ApexDouble(value.toNumber()),
  'String>Id': (vm, value: string) => idOfText(vm, value),
  'Date>Datetime': (_vm, value: ApexDate) => new ApexDatetime(value.days * MS_PER_DAY),
};

/** The change a value of one type needs to become one of another; undefined = none. */
export function conversion(from: ApexType, to: ApexType): ((vm: Vm, value: ApexValue) => ApexValue) | undefined {
  if (from === to || !from.native || !to.native) return undefined;
  return CONVERSIONS[`${from.native.name}>${to.native.name}`] as ((vm: Vm, value: ApexValue) => ApexValue) | undefined;
}

/**
 * @returns the expression with its value converted to `to`
 * @throws ApexCompileError there is no implicit conversion
 */
export function convert(expression: Expression, to: ApexType, scope: Scope, node: Node): Expression {
  const { type, evaluate } = expression;
  if (type === to) return expression;
  if (expression.isQuery && to.kind === 'sobject') return onlyRow(expression, to);
  if (conversionRank(type, to, scope.types) === undefined)
    throw scope.wrong(node, `Illegal assignment from ${type.name} to ${to.name}`);
  const change = conversion(type, to);
  if (!change) return { type: to, evaluate };
  return {
    type: to,
    evaluate: (frame) => {
      const value = evaluate(frame);
      return value === null ? null : change(frame.vm, value);
    },
  };
}
