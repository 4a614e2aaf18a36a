// What collections check when they take an element in.
import { SObjectValue } from '../sobject/sobject-value.ts';
import { typeToken } from '../sobject/tokens.ts';
import type { ApexType } from '../types.ts';
import type { ApexList, ApexSet } from '../values/collections.ts';
import type { ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { idOfText } from './id-text.ts';

/** @throws ApexThrow System.FinalException a loop is walking the collection */
export function changing<T extends ApexList | ApexSet>(vm: Vm, collection: T): T {
  if (collection.walkers > 0)
    vm.raise('System.FinalException', 'Cannot modify a collection while it is being iterated.');
  return collection;
}

/**
 * A value on its way into a collection whose static type may be wider than its own: text becomes an Id where Ids are kept.
 * @throws ApexThrow System.TypeException a record of another type
 */
export function storable(vm: Vm, item: ApexValue, into: ApexList | ApexSet): ApexValue {
  return storableAs(vm, item, into.type.args[0]!, into.type, 'adding');
}

export function storableAs(
  vm: Vm,
  item: ApexValue,
  wanted: ApexType,
  collection: ApexType,
  how: 'adding' | 'putting',
): ApexValue {
  if (item instanceof SObjectValue) {
    if (wanted.sobject && item.type !== wanted)
      // Text as public tests of the platform's behaviour give it for lists; for maps unconfirmed.
      vm.raise('System.TypeException', `Collection store exception ${how} ${item.type.name} to ${collection.name}`);
  } else if (wanted === vm.types.id && typeof item === 'string' && item.length !== 18) return idOfText(vm, item);
  return item;
}

/** The token of the sObject type that a collection holds; null for the general SObject. */
export function sobjectTypeOf(type: ApexType): ApexValue {
  return type.sobject ? typeToken(type.sobject) : null;
}
