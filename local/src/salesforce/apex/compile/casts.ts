// Casts and instanceof. Source: Apex Developer Guide, "Classes and Casting".
import {
  CastExpressionContext,
  PreOpExpressionContext,
  type ExpressionContext,
  type InstanceOfExpressionContext,
} from '@apexdevtools/apex-parser';
import { isInstance, typeOf } from '../runtime-type.ts';
import { conversionRank, widthOf } from '../subtype.ts';
import type { ApexType } from '../types.ts';
import { ApexList } from '../values/collections.ts';
import { ApexDecimal } from '../values/decimal.ts';
import { ApexDouble, type ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { conversion, convert } from './convert.ts';
import { compileExpression } from './expressions.ts';
import { resolveId } from './names.ts';
import { operate } from './operators.ts';
import type { Expression, Scope } from './scope.ts';

export function compileCast(node: CastExpressionContext, scope: Scope): Expression {
  const sum = misread(node, scope);
  if (sum) return operate(sum.operator, sum.left, compileExpression(sum.right, scope), scope, node);
  const type = scope.program.resolveType(node.typeRef(), scope.cls);
  const inner = compileExpression(node.expression(), scope);
  if (inner.isQuery && type.kind === 'sobject') return convert(inner, type, scope, node);
  if (widthOf(inner.type) !== undefined && widthOf(type) !== undefined) return numericCast(inner, type);
  if (conversionRank(inner.type, type, scope.types) !== undefined) return convert(inner, type, scope, node);
  return { type, evaluate: (frame) => castValue(frame.vm, inner.evaluate(frame), type) };
}

/**
 * `(a) + b` has the shape of a cast of `+b`; it is one only when `a` names no variable.
 * @returns the parts of the sum; undefined for a real cast
 */
export function misread(
  node: ExpressionContext,
  scope: Scope,
): { readonly operator: string; readonly left: Expression; readonly right: ExpressionContext } | undefined {
  if (!(node instanceof CastExpressionContext)) return undefined;
  const signed = node.expression();
  if (!(signed instanceof PreOpExpressionContext) || !(signed.ADD() || signed.SUB())) return undefined;
  const name = node.typeRef().getText();
  const named = /^\w+$/.test(name) ? resolveId(name, scope) : undefined;
  if (named?.kind !== 'value') return undefined;
  return { operator: signed.ADD() ? '+' : '-', left: named.expression, right: signed.expression() };
}

/** `(Integer) 3.7` drops what does not fit. */
function numericCast(inner: Expression, type: ApexType): Expression {
  const change = conversion(inner.type, type);
  return {
    type,
    evaluate(frame) {
      const value = inner.evaluate(frame);
      if (value === null || inner.type === type) return value;
      return change ? change(frame.vm, value) : narrow(value, type);
    },
  };
}

function narrow(value: ApexValue, type: ApexType): ApexValue {
  const whole =
    value instanceof ApexDecimal
      ? value.unscaled / 10n ** BigInt(value.scale)
      : value instanceof ApexDouble
        ? BigInt(Math.trunc(value.value))
        : BigInt(value as bigint);
  return type.is('Integer') ? Number(BigInt.asIntN(32, whole)) : BigInt.asIntN(64, whole);
}

/** As messages name types: the elements of an untyped collection are `ANY`. */
function runtimeName(type: ApexType): string {
  const args = type.args.map((one) => (one.name === 'Object' ? 'ANY' : runtimeName(one)));
  // A stub goes by the name of what it stands for.
  return args.length ? `${type.native!.name}<${args.join(',')}>` : type.name.replace(/__sfdc_ApexStub$/, '');
}

/** @throws ApexThrow System.TypeException the value is of another type */
export function castValue(vm: Vm, value: ApexValue, type: ApexType): ApexValue {
  if (value === null) return value;
  const from = typeOf(value, vm.types);
  const change = conversion(from, type);
  if (change) return change(vm, value);
  if (isInstance(value, type, vm.types)) return value;
  return vm.raise(
    'System.TypeException',
    `Invalid conversion from runtime type ${runtimeName(from)} to ${runtimeName(type)}`,
  );
}

/** `instanceof SObject` is true of a list of records too, as public code that runs on the platform complains of and relies on. */
const isListOfRecords = (value: ApexValue): boolean =>
  value instanceof ApexList && value.type.args[0]?.kind === 'sobject';

export function compileInstanceOf(node: InstanceOfExpressionContext, scope: Scope): Expression {
  const type = scope.program.resolveType(node.typeRef(), scope.cls);
  const inner = compileExpression(node.expression(), scope);
  const isRecord = type === scope.types.sobjectBase;
  return {
    type: scope.types.boolean,
    evaluate(frame) {
      const value = inner.evaluate(frame);
      return isInstance(value, type, frame.vm.types) || (isRecord && isListOfRecords(value));
    },
  };
}
