// `for (Type name : collection)`. The collection is worked out once; lists are walked by index, as the platform does.
import type { EnhancedForControlContext, StatementContext } from '@apexdevtools/apex-parser';
import type { Optional } from '../syntax.ts';
import { ApexList, ApexSet } from '../values/collections.ts';
import type { ApexType } from '../types.ts';
import type { ApexValue } from '../values/values.ts';
import type { Frame } from '../vm.ts';
import { iterateObject } from './iteration.ts';
import { compileExpression } from './expressions.ts';
import { compileLoopBody } from './statements.ts';
import { BREAK, NORMAL, RETURN, type Completion, type Scope, type Statement } from './scope.ts';

export function compileForEach(
  control: EnhancedForControlContext,
  statement: Optional<StatementContext>,
  scope: Scope,
): Statement {
  const collection = compileExpression(control.expression(), scope);
  const type = scope.program.resolveType(control.typeRef(), scope.cls);
  const { slot } = scope.declare(control.id().getText(), type, control);
  const body = compileLoopBody(statement, scope);
  const inBatches = collection.isQuery === true && type.is('List');
  const locksSets = scope.cls.unit.apiVersion >= SETS_LOCKED_SINCE;
  const run = (frame: Frame, items: Iterable<ApexValue>): Completion => {
    for (const item of items) {
      frame.locals[slot] = item;
      const end = body(frame);
      if (end === RETURN) return end;
      if (end === BREAK) break;
      frame.vm.step();
    }
    return NORMAL;
  };
  return (frame) => {
    const value = frame.vm.notNull(collection.evaluate(frame));
    if (inBatches) return run(frame, batchesOf(value as ApexList, type));
    if (value instanceof ApexList) {
      value.walkers++;
      try {
        return run(frame, value.items);
      } finally {
        value.walkers--;
      }
    }
    if (!(value instanceof ApexSet)) return run(frame, iterateObject(value, frame.vm));
    if (locksSets) value.walkers++;
    try {
      return run(frame, [...value.entries.values()]);
    } finally {
      if (locksSets) value.walkers--;
    }
  };
}

/** Source: Apex Developer Guide, "SOQL For Loops": the list form gets 200 records at a time. */
const QUERY_BATCH = 200;

function* batchesOf({ items }: ApexList, type: ApexType): Generator<ApexList> {
  for (let from = 0; from < items.length; from += QUERY_BATCH)
    yield new ApexList(type, items.slice(from, from + QUERY_BATCH));
}

/** Source: Apex release notes, Winter '25: until API version 61.0 a loop walks the Set as it was when the loop began. */
const SETS_LOCKED_SINCE = 62;
