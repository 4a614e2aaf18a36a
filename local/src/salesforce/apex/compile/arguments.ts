// Arguments of calls: compiled as written, converted to what is called.
import type { ExpressionContext } from '@apexdevtools/apex-parser';
import type { Optional } from '../syntax.ts';
import type { ApexType } from '../types.ts';
import type { ApexValue } from '../values/values.ts';
import type { Frame } from '../vm.ts';
import { convert } from './convert.ts';
import { compileExpression } from './expressions.ts';
import type { Expression, Scope } from './scope.ts';

/** Arguments of a call as written, with the list that ANTLR leaves out when there are none. */
export interface Arguments {
  readonly nodes: readonly ExpressionContext[];
  readonly expressions: readonly Expression[];
}

interface HasArguments {
  expressionList(): { expression_list(): ExpressionContext[] };
}

export function compileArguments(node: HasArguments, scope: Scope): Arguments {
  const list = node.expressionList() as Optional<ReturnType<HasArguments['expressionList']>>;
  const nodes = list?.expression_list() ?? [];
  return { nodes, expressions: nodes.map((one) => compileExpression(one, scope)) };
}

/** Arguments converted to the parameters, worked out left to right. */
export function converted(
  { nodes, expressions }: Arguments,
  parameters: readonly ApexType[],
  scope: Scope,
): (frame: Frame) => ApexValue[] {
  const all = expressions.map((one, index) => convert(one, parameters[index]!, scope, nodes[index]!).evaluate);
  switch (all.length) {
    case 0:
      return () => [];
    case 1:
      return (frame) => [all[0]!(frame)];
    case 2:
      return (frame) => [all[0]!(frame), all[1]!(frame)];
    default:
      return (frame) => all.map((evaluate) => evaluate(frame));
  }
}
