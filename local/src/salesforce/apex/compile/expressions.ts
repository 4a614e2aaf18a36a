// Expressions: a table from kind of node to its compiler. What is not in the table is refused where it is reached.
import {
  Arth1ExpressionContext,
  Arth2ExpressionContext,
  ArrayExpressionContext,
  AssignExpressionContext,
  BitAndExpressionContext,
  BitExpressionContext,
  BitNotExpressionContext,
  BitOrExpressionContext,
  CastExpressionContext,
  CmpExpressionContext,
  CoalExpressionContext,
  CondExpressionContext,
  DotExpressionContext,
  EqualityExpressionContext,
  InstanceOfExpressionContext,
  LogAndExpressionContext,
  LogOrExpressionContext,
  MethodCallExpressionContext,
  NegExpressionContext,
  NewExpressionContext,
  PostOpExpressionContext,
  PreOpExpressionContext,
  PrimaryExpressionContext,
  SubExpressionContext,
  type ExpressionContext,
} from '@apexdevtools/apex-parser';
import { conversionRank, sharedParent } from '../subtype.ts';
import type { ApexList } from '../values/collections.ts';
import { compileAssign, compilePostfix, compilePrefix } from './assign.ts';
import { compileCall } from './calls.ts';
import { inChain } from './chains.ts';
import { compileCast, compileInstanceOf } from './casts.ts';
import { convert } from './convert.ts';
import { compileNew } from './creation.ts';
import { resolveName, unchained } from './names.ts';
import { binaryOperator, compileCompare, compileEquality, compileNegation } from './operators.ts';
import { compilePrimary } from './primaries.ts';
import type { Expression, Scope } from './scope.ts';
import { compileCondition } from './statements.ts';

type Compiler = (node: never, scope: Scope) => Expression;

const COMPILERS = new Map<unknown, Compiler>([
  [PrimaryExpressionContext, (node: PrimaryExpressionContext, scope) => compilePrimary(node.primary(), scope)],
  [SubExpressionContext, (node: SubExpressionContext, scope) => unchained(compileExpression(node.expression(), scope))],
  [DotExpressionContext, compileDot],
  [MethodCallExpressionContext, compileCall],
  [ArrayExpressionContext, compileIndex],
  [NewExpressionContext, compileNew],
  [CastExpressionContext, compileCast],
  [InstanceOfExpressionContext, compileInstanceOf],
  [AssignExpressionContext, compileAssign],
  [PostOpExpressionContext, compilePostfix],
  [PreOpExpressionContext, compilePrefix],
  [NegExpressionContext, compileNegation],
  [Arth1ExpressionContext, binaryOperator],
  [Arth2ExpressionContext, binaryOperator],
  [BitExpressionContext, binaryOperator],
  [BitAndExpressionContext, binaryOperator],
  [BitOrExpressionContext, binaryOperator],
  [BitNotExpressionContext, binaryOperator],
  [CmpExpressionContext, compileCompare],
  [EqualityExpressionContext, compileEquality],
  [LogAndExpressionContext, compileAnd],
  [LogOrExpressionContext, compileOr],
  [CondExpressionContext, compileConditional],
  [CoalExpressionContext, compileCoalesce],
]);

/** @throws ApexCompileError the expression is wrong; UnsupportedApex it is of a kind that is not supported */
export function compileExpression(node: ExpressionContext, scope: Scope): Expression {
  const compile = COMPILERS.get(node.constructor);
  if (!compile) throw scope.unsupported(node, `the expression '${node.getText().slice(0, 40)}'`);
  return compile(node as never, scope);
}

function compileDot(node: DotExpressionContext, scope: Scope): Expression {
  const named = resolveName(node, scope);
  if (named.kind === 'value') return named.expression;
  throw scope.wrong(node, `Variable does not exist: ${node.getText()}`);
}

/** `list[index]` */
function compileIndex(node: ArrayExpressionContext, scope: Scope): Expression {
  const [listNode, indexNode] = node.expression_list() as [ExpressionContext, ExpressionContext];
  const list = compileExpression(listNode, scope);
  if (!list.type.is('List')) throw scope.wrong(node, `Expression must be a list type: ${list.type.name}`);
  const index = convert(compileExpression(indexNode, scope), scope.types.integer, scope, indexNode).evaluate;
  return inChain(
    list,
    false,
    ({ evaluate }) => ({
      type: list.type.args[0]!,
      evaluate(frame) {
        const { items } = frame.vm.notNull(evaluate(frame) as ApexList | null);
        const at = frame.vm.notNull(index(frame) as number | null);
        if (at < 0 || at >= items.length) frame.vm.raise('System.ListException', `List index out of bounds: ${at}`);
        return items[at];
      },
    }),
    scope,
  );
}

function compileAnd(node: LogAndExpressionContext, scope: Scope): Expression {
  const [left, right] = node.expression_list().map((one) => compileCondition(one, scope));
  return { type: scope.types.boolean, evaluate: (frame) => left!(frame) && right!(frame) };
}

function compileOr(node: LogOrExpressionContext, scope: Scope): Expression {
  const [left, right] = node.expression_list().map((one) => compileCondition(one, scope));
  return { type: scope.types.boolean, evaluate: (frame) => left!(frame) || right!(frame) };
}

function compileConditional(node: CondExpressionContext, scope: Scope): Expression {
  const [test, thenNode, elseNode] = node.expression_list() as [
    ExpressionContext,
    ExpressionContext,
    ExpressionContext,
  ];
  const condition = compileCondition(test, scope);
  const branches = [compileExpression(thenNode, scope), compileExpression(elseNode, scope)] as const;
  const type = commonType(branches[0], branches[1], scope);
  const then = convert(branches[0], type, scope, thenNode).evaluate;
  const otherwise = convert(branches[1], type, scope, elseNode).evaluate;
  return { type, evaluate: (frame) => (condition(frame) ? then(frame) : otherwise(frame)) };
}

function compileCoalesce(node: CoalExpressionContext, scope: Scope): Expression {
  const [leftNode, rightNode] = node.expression_list() as [ExpressionContext, ExpressionContext];
  const [left, right] = [compileExpression(leftNode, scope), compileExpression(rightNode, scope)];
  const type = commonType(left, right, scope);
  const first = convert(left, type, scope, leftNode).evaluate;
  const second = convert(right, type, scope, rightNode).evaluate;
  return { type, evaluate: (frame) => first(frame) ?? second(frame) };
}

/** The type of `a ? b : c` and of `b ?? c`: the nearest that both convert to. */
function commonType(left: Expression, right: Expression, scope: Scope) {
  if (left.type === right.type || right.type.kind === 'null') return left.type;
  if (left.type.kind === 'null') return right.type;
  // `found ? [SELECT …] : record`: the query stands for its only row.
  if (left.isQuery && right.type.kind === 'sobject') return right.type;
  if (right.isQuery && left.type.kind === 'sobject') return left.type;
  const { id, string } = scope.types;
  if ((left.type === id && right.type === string) || (left.type === string && right.type === id)) return string;
  const rank = (from: Expression, to: Expression) => conversionRank(from.type, to.type, scope.types) ?? Infinity;
  const [toRight, toLeft] = [rank(left, right), rank(right, left)];
  if (toRight === Infinity && toLeft === Infinity) return sharedParent(left.type, right.type, scope.types);
  return toRight <= toLeft ? right.type : left.type;
}
