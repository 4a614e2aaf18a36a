// `new Account(Name = 'Example')`
import { AssignExpressionContext, type ExpressionContext } from '@apexdevtools/apex-parser';
import { isWritable, memberOf } from '../sobject/fields.ts';
import { SObjectValue } from '../sobject/sobject-value.ts';
import type { Node, Optional } from '../syntax.ts';
import type { ApexType } from '../types.ts';
import { convert } from './convert.ts';
import { compileExpression } from './expressions.ts';
import { sobjectFieldTarget } from './sobject-members.ts';
import type { Expression, Scope } from './scope.ts';

interface ArgumentsTree {
  expressionList(): Optional<{ expression_list(): ExpressionContext[] }>;
}

export function compileNewSObject(type: ApexType, tree: unknown, scope: Scope, node: Node): Expression {
  const { sobject } = type;
  if (!sobject) throw scope.wrong(node, `Type cannot be constructed: ${type.name}`);
  const settings = ((tree as ArgumentsTree).expressionList()?.expression_list() ?? []).map((argument) =>
    compileSetting(type, argument, scope),
  );
  return {
    type,
    evaluate(frame) {
      const record = new SObjectValue(type);
      for (const { name, value } of settings) record.fields.set(name, value(frame));
      return record;
    },
  };
}

function compileSetting(type: ApexType, argument: ExpressionContext, scope: Scope) {
  if (!(argument instanceof AssignExpressionContext))
    throw scope.wrong(argument, `Fields of a new ${type.name} are given as Name = value`);
  const [left, right] = argument.expression_list() as [ExpressionContext, ExpressionContext];
  const member = memberOf(scope.program.schema, type.sobject!, left.getText());
  if (!member) throw scope.wrong(left, `Field does not exist: ${left.getText()} on ${type.name}`);
  if (member.kind === 'children' || (member.kind === 'field' && !isWritable(member.field)))
    throw scope.wrong(left, `Field is not writeable: ${type.name}.${member.name}`);
  const target = sobjectFieldTarget({ type, evaluate: () => null }, member.name, scope, left);
  return { name: member.name, value: convert(compileExpression(right, scope), target.type, scope, right).evaluate };
}
