// Security.stripInaccessible: records without the fields that the running user may not use.
// Source: Apex Developer Guide, "Enforce Security with the stripInaccessible Method"; Apex Reference Guide, "Security Class".
import type { ObjectRight } from '../../security/running-user.ts';
import type { SObjectType } from '../../schema/schema.ts';
import { ApexList } from '../values/collections.ts';
import type { ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { memberOf } from './fields.ts';
import { SObjectValue } from './sobject-value.ts';

export type AccessType = 'CREATABLE' | 'READABLE' | 'UPDATABLE' | 'UPSERTABLE';

export class AccessDecision {
  readonly records: readonly SObjectValue[];
  /** By object name. */
  readonly removedFields: ReadonlyMap<string, ReadonlySet<string>>;
  readonly modifiedIndexes: readonly number[];
  constructor(
    records: readonly SObjectValue[],
    removedFields: ReadonlyMap<string, ReadonlySet<string>>,
    modifiedIndexes: readonly number[],
  ) {
    this.records = records;
    this.removedFields = removedFields;
    this.modifiedIndexes = modifiedIndexes;
  }
}

const RIGHTS: Readonly<Record<AccessType, readonly ObjectRight[]>> = {
  CREATABLE: ['create'],
  READABLE: ['read'],
  UPDATABLE: ['edit'],
  UPSERTABLE: ['create', 'edit'],
};

/** @throws ApexThrow System.NoAccessException the user has no right on the object itself, and that is to be enforced */
export function stripInaccessible(
  vm: Vm,
  access: AccessType,
  records: readonly SObjectValue[],
  enforcesRoot: boolean,
): AccessDecision {
  const { user } = vm.tx;
  const removed = new Map<string, Set<string>>();
  const hasRights = (type: SObjectType): boolean => RIGHTS[access].every((right) => user.can(right, type));
  const note = (type: SObjectType, field: string): void => {
    if (!removed.has(type.name)) removed.set(type.name, new Set());
    removed.get(type.name)!.add(field);
  };

  const isAllowed = (type: SObjectType, name: string): boolean => {
    const field = type.fields.get(name);
    if (!field || field.type === 'id') return true;
    // System fields come along in records that were read; nobody writes them, so there is nothing to take away.
    if (access === 'READABLE') return user.canReadField(type, field);
    if (access === 'CREATABLE') return field.createable && user.canEditField(type, field);
    if (access === 'UPDATABLE') return field.updateable && user.canEditField(type, field);
    return (field.createable || field.updateable) && user.canEditField(type, field);
  };

  const strip = (record: SObjectValue, isRoot: boolean): { made: SObjectValue; changed: boolean } => {
    const made = new SObjectValue(record.type);
    made.isQueried = record.isQueried;
    made.assigned = record.assigned && new Set(record.assigned);
    const { sobject } = record.type;
    let changed = false;
    for (const [name, value] of record.fields) {
      const member = sobject && memberOf(vm.program.schema, sobject, name);
      if (!sobject || !member || (isRoot && name === 'Id')) made.fields.set(name, value);
      else if (!keeps(member.kind === 'children' ? name : member.field.name, member.kind, sobject)) {
        changed = true;
        note(sobject, name);
      } else {
        const inner = stripValue(value);
        changed ||= inner.changed;
        if (!inner.gone) made.fields.set(name, inner.value);
        else note(sobject, name);
      }
    }
    return { made, changed };
  };

  const keeps = (field: string, kind: 'field' | 'parent' | 'children', type: SObjectType): boolean =>
    kind === 'children' || isAllowed(type, field);

  const stripValue = (value: ApexValue): { value: ApexValue; changed: boolean; gone: boolean } => {
    if (value instanceof SObjectValue) {
      if (access === 'READABLE' && value.type.sobject && !hasRights(value.type.sobject))
        return { value: null, changed: true, gone: true };
      const { made, changed } = strip(value, false);
      return { value: made, changed, gone: false };
    }
    const childType = value instanceof ApexList ? value.type.args[0]?.sobject : undefined;
    if (access === 'READABLE' && childType && !hasRights(childType)) return { value: null, changed: true, gone: true };
    if (value instanceof ApexList && value.items.some((item) => item instanceof SObjectValue)) {
      const items = (value.items as SObjectValue[]).map((item) => strip(item, false));
      const list = new ApexList(
        value.type,
        items.map(({ made }) => made),
      );
      return { value: list, changed: items.some(({ changed }) => changed), gone: false };
    }
    return { value, changed: false, gone: false };
  };

  const modified: number[] = [];
  const stripped = records.map((record, index) => {
    const { sobject } = record.type;
    if (enforcesRoot && sobject && !hasRights(sobject))
      vm.raise('System.NoAccessException', `No access to entity: ${sobject.name}`);
    const { made, changed } = strip(record, true);
    if (changed) modified.push(index);
    return made;
  });
  return new AccessDecision(stripped, removed, modified);
}
