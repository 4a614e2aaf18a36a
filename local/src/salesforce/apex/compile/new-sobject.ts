// `new Account(Name = 'Example')`
import type { Node } from '../syntax.ts';
import type { ApexType } from '../types.ts';
import type { Expression, Scope } from './scope.ts';

export function compileNewSObject(type: ApexType, _tree: unknown, scope: Scope, node: Node): Expression {
  throw scope.unsupported(node, `new ${type.name}(…)`);
}
