// Fields of sObjects by name, typed by the schema; and the tokens `Account.Name`, `Account.SObjectType`.
import type { Node } from '../syntax.ts';
import type { ApexType } from '../types.ts';
import type { Expression, Scope, Target } from './scope.ts';

export function readSObjectField(receiver: Expression, name: string, scope: Scope, node: Node): Expression {
  throw scope.unsupported(node, `the field ${receiver.type.name}.${name}`);
}

export function sobjectFieldTarget(receiver: Expression, name: string, scope: Scope, node: Node): Target {
  throw scope.unsupported(node, `the field ${receiver.type.name}.${name}`);
}

export function sobjectStaticMember(type: ApexType, name: string, scope: Scope, node: Node): Expression | undefined {
  throw scope.unsupported(node, `the token ${type.name}.${name}`);
}
