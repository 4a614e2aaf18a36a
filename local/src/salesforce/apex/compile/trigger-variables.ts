// `Trigger.new` and its like: lists of the trigger's own object inside it, of SObject anywhere else.
import { triggerContext } from '../sobject/trigger-context.ts';
import type { ApexType } from '../types.ts';
import type { UserClass } from '../user-class.ts';
import type { Expression, Scope } from './scope.ts';

const objects = new WeakMap<UserClass, ApexType>();

/** Says which object the trigger behind this class is on. */
export function declareTriggerObject(trigger: UserClass, object: ApexType): void {
  objects.set(trigger, object);
}

function objectOf(scope: Scope): ApexType {
  for (let cls = scope.cls as UserClass | undefined; cls; cls = cls.outer) {
    const object = objects.get(cls);
    if (object) return object;
  }
  return scope.types.sobjectBase;
}

/** `Trigger.new`, `Trigger.oldMap` … typed; undefined for the variables whose type does not depend on the place. */
export function readTriggerRecords(name: string, scope: Scope): Expression | undefined {
  const { types } = scope;
  const object = objectOf(scope);
  switch (name.toLowerCase()) {
    case 'new':
      return { type: types.list(object), evaluate: ({ vm }) => triggerContext(vm)?.newList ?? null };
    case 'old':
      return { type: types.list(object), evaluate: ({ vm }) => triggerContext(vm)?.oldList ?? null };
    case 'newmap':
      return { type: types.map(types.id, object), evaluate: ({ vm }) => triggerContext(vm)?.newMap ?? null };
    case 'oldmap':
      return { type: types.map(types.id, object), evaluate: ({ vm }) => triggerContext(vm)?.oldMap ?? null };
    default:
      return undefined;
  }
}
