// Query literals: `[SELECT … WHERE Id = :id]` and `[FIND …]`.
import type { SoqlLiteralContext, SoslLiteralContext } from '@apexdevtools/apex-parser';
import type { ApexType } from '../types.ts';
import { ApexList } from '../values/collections.ts';
import type { Expression, Scope } from './scope.ts';

export function compileSoql(node: SoqlLiteralContext, scope: Scope): Expression {
  throw scope.unsupported(node, 'SOQL');
}

export function compileSosl(node: SoslLiteralContext, scope: Scope): Expression {
  throw scope.unsupported(node, 'SOSL');
}

/** A query where one record is wanted. Source: Apex Developer Guide, "Working with SOQL and SOSL Query Results". */
export function onlyRow(query: Expression, type: ApexType): Expression {
  return {
    type,
    evaluate(frame) {
      const { items } = query.evaluate(frame) as ApexList;
      if (items.length === 1) return items[0];
      return frame.vm.raise(
        'System.QueryException',
        items.length
          ? 'List has more than 1 row for assignment to SObject'
          : 'List has no rows for assignment to SObject',
      );
    },
  };
}
