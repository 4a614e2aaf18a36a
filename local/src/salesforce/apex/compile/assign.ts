// Assignment, `+=` and its like, `++` and `--`.
import {
  ArrayExpressionContext,
  DotExpressionContext,
  IdPrimaryContext,
  PrimaryExpressionContext,
  SubExpressionContext,
  type AssignExpressionContext,
  type ExpressionContext,
  type PostOpExpressionContext,
  type PreOpExpressionContext,
} from '@apexdevtools/apex-parser';
import type { ApexList } from '../values/collections.ts';
import type { Frame } from '../vm.ts';
import type { ApexValue } from '../values/values.ts';
import { convert } from './convert.ts';
import { compileExpression } from './expressions.ts';
import { fieldTarget, memberTarget, staticTarget } from './members.ts';
import { resolveName } from './names.ts';
import { operate } from './operators.ts';
import { constant } from './primaries.ts';
import type { Expression, Place, Scope, Target } from './scope.ts';

export function compileAssign(node: AssignExpressionContext, scope: Scope): Expression {
  const [leftNode, rightNode] = node.expression_list() as [ExpressionContext, ExpressionContext];
  const operator = node
    .children!.slice(1, -1)
    .map((one) => one.getText())
    .join('');
  const right = compileExpression(rightNode, scope);
  const local = operator === '=' ? localSlot(leftNode, scope) : undefined;
  if (local) {
    const { evaluate } = convert(right, local.type, scope, node);
    const { slot } = local;
    return { type: local.type, evaluate: (frame) => (frame.locals[slot] = evaluate(frame)) };
  }
  const target = compileTarget(leftNode, scope);
  if (operator === '=') {
    const { evaluate } = convert(right, target.type, scope, node);
    return {
      type: target.type,
      evaluate(frame) {
        const place = target.prepare(frame);
        const value = evaluate(frame);
        place.set(value);
        return value;
      },
    };
  }
  return change(target, (current) => operate(operator.slice(0, -1), current, right, scope, node), 'new', scope, node);
}

/**
 * Reads a place, works out its new value and stores it.
 * @param gives which of the two values the expression has: `i++` the old, `++i` and `i += 1` the new
 */
function change(
  target: Target,
  next: (current: Expression) => Expression,
  gives: 'old' | 'new',
  scope: Scope,
  node: ExpressionContext,
): Expression {
  const kept = scope.hidden(target.type);
  const changed = convertBack(
    next({ type: target.type, evaluate: (frame) => frame.locals[kept.slot] }),
    target,
    scope,
    node,
  );
  return {
    type: target.type,
    evaluate(frame) {
      const place: Place = target.prepare(frame);
      const old = place.get();
      frame.locals[kept.slot] = old;
      const value = changed(frame);
      place.set(value);
      return gives === 'old' ? old : value;
    },
  };
}

/** `i += 1L` narrows back to what `i` is where the platform does. */
function convertBack(
  value: Expression,
  target: Target,
  scope: Scope,
  node: ExpressionContext,
): (frame: Frame) => ApexValue {
  return convert(value, target.type, scope, node).evaluate;
}

export function compilePostfix(node: PostOpExpressionContext, scope: Scope): Expression {
  return step(node.expression(), node.INC() ? '+' : '-', 'old', scope, node);
}

/** `+x`, `-x`, `++x`, `--x` */
export function compilePrefix(node: PreOpExpressionContext, scope: Scope): Expression {
  if (node.INC() || node.DEC()) return step(node.expression(), node.INC() ? '+' : '-', 'new', scope, node);
  const inner = compileExpression(node.expression(), scope);
  return node.ADD() ? inner : operate('-', constant(scope.types.integer, 0), inner, scope, node);
}

function step(
  inner: ExpressionContext,
  sign: '+' | '-',
  gives: 'old' | 'new',
  scope: Scope,
  node: ExpressionContext,
): Expression {
  const local = localSlot(inner, scope);
  if (local?.type === scope.types.integer) {
    const { slot, type } = local;
    const by = sign === '+' ? 1 : -1;
    return {
      type,
      evaluate(frame) {
        const old = frame.vm.notNull(frame.locals[slot] as number | null);
        const value = (frame.locals[slot] = (old + by) | 0);
        return gives === 'old' ? old : value;
      },
    };
  }
  const one = constant(scope.types.integer, 1);
  return change(compileTarget(inner, scope), (current) => operate(sign, current, one, scope, node), gives, scope, node);
}

/** The local variable that an expression names, if it does: the quick way for loops. */
function localSlot(node: ExpressionContext, scope: Scope) {
  if (!(node instanceof PrimaryExpressionContext)) return undefined;
  const primary = node.primary();
  return primary instanceof IdPrimaryContext ? scope.findLocal(primary.id().getText()) : undefined;
}

/** What stands on the left of `=`. @throws ApexCompileError it cannot be assigned to */
export function compileTarget(node: ExpressionContext, scope: Scope): Target {
  if (node instanceof SubExpressionContext) return compileTarget(node.expression(), scope);
  const local = localSlot(node, scope);
  if (local) {
    const { slot, type } = local;
    return {
      type,
      prepare: ({ locals }) => ({ get: () => locals[slot], set: (value) => void (locals[slot] = value) }),
    };
  }
  if (node instanceof PrimaryExpressionContext) return ownFieldTarget(node, scope);
  if (node instanceof ArrayExpressionContext) return elementTarget(node, scope);
  if (node instanceof DotExpressionContext && node.anyId()) {
    const left = resolveName(node.expression(), scope);
    const name = node.anyId().getText();
    if (left.kind === 'value') return memberTarget(left.expression, name, scope, node);
    const target = left.kind === 'type' ? staticTarget(left.type, name, scope, node) : undefined;
    if (target) return target;
  }
  throw scope.wrong(node, `Expression cannot be assigned: ${node.getText()}`);
}

function ownFieldTarget(node: PrimaryExpressionContext, scope: Scope): Target {
  const name = node.getText();
  for (let cls = scope.cls as typeof scope.cls | undefined; cls; cls = cls.outer) {
    const field = cls.findField(name);
    if (field && (field.isStatic || (cls === scope.cls && !scope.method.isStatic)))
      return fieldTarget(field, undefined, scope, node);
  }
  throw scope.wrong(node, `Variable does not exist: ${name}`);
}

/** `list[index] = value` */
function elementTarget(node: ArrayExpressionContext, scope: Scope): Target {
  const [listNode, indexNode] = node.expression_list() as [ExpressionContext, ExpressionContext];
  const list = compileExpression(listNode, scope);
  if (!list.type.is('List')) throw scope.wrong(node, `Expression must be a list type: ${list.type.name}`);
  const index = convert(compileExpression(indexNode, scope), scope.types.integer, scope, indexNode);
  return {
    type: list.type.args[0]!,
    prepare(frame) {
      const { items } = frame.vm.notNull(list.evaluate(frame) as ApexList | null);
      const at = frame.vm.notNull(index.evaluate(frame) as number | null);
      if (at < 0 || at >= items.length) frame.vm.raise('System.ListException', `List index out of bounds: ${at}`);
      return { get: () => items[at], set: (value) => void (items[at] = value) };
    },
  };
}
