// `for (Type name : collection)`. The collection is worked out once; lists are walked by index, as the platform does.
import type { EnhancedForControlContext, StatementContext } from '@apexdevtools/apex-parser';
import type { Optional } from '../syntax.ts';
import { ApexList, ApexSet } from '../values/collections.ts';
import type { ApexValue } from '../values/values.ts';
import type { Frame } from '../vm.ts';
import { iterateObject } from './iteration.ts';
import { compileExpression } from './expressions.ts';
import { compileLoopBody } from './statements.ts';
import { BREAK, NORMAL, RETURN, type Scope, type Statement } from './scope.ts';

export function compileForEach(
  control: EnhancedForControlContext,
  statement: Optional<StatementContext>,
  scope: Scope,
): Statement {
  const collection = compileExpression(control.expression(), scope);
  const type = scope.program.resolveType(control.typeRef(), scope.cls);
  const { slot } = scope.declare(control.id().getText(), type, control);
  const body = compileLoopBody(statement, scope);
  return (frame) => {
    const value = frame.vm.notNull(collection.evaluate(frame));
    for (const item of itemsOf(value, frame)) {
      frame.locals[slot] = item;
      const end = body(frame);
      if (end === RETURN) return end;
      if (end === BREAK) break;
      frame.vm.step();
    }
    return NORMAL;
  };
}

function itemsOf(value: ApexValue, frame: Frame): Iterable<ApexValue> {
  if (value instanceof ApexList) return value.items;
  if (value instanceof ApexSet) return value.entries.values();
  return iterateObject(value, frame.vm);
}
