// Custom settings and custom metadata by their own methods, which cost no queries.
// Source: Apex Reference Guide, "Custom Settings Methods" and "Custom Metadata Type Methods".
import { recalledRecords } from '../../dml/transactions.ts';
import { toValueAtRest } from '../../dml/values.ts';
import { textOf } from '../../metadata/xml.ts';
import type { Row, SObjectType } from '../../schema/schema.ts';
import { to18 } from '../../store/ids.ts';
import { ApexMap } from '../values/collections.ts';
import type { Vm } from '../vm.ts';
import { fieldToApex } from './field-values.ts';
import { SObjectValue } from './sobject-value.ts';

/** A record as these methods give it: every field, null or not. */
function recordOf(vm: Vm, type: SObjectType, row: Row): SObjectValue {
  const record = new SObjectValue(vm.types.sobject(type.name)!);
  for (const field of type.fields.values()) {
    const value =
      field.formula === undefined ? (row[field.name] ?? null) : vm.org.formulaValue(type, field, row, vm.tx);
    record.fields.set(field.name, fieldToApex(field, value));
  }
  record.assigned = new Set();
  return record;
}

const living = (vm: Vm, type: SObjectType): Row[] =>
  recalledRecords(vm.tx, type.name, () => [...vm.org.store.all(type.name)].filter((row) => row['IsDeleted'] !== true));

/** All records, by name: of a list setting its Name, of custom metadata its DeveloperName. */
export function allByName(vm: Vm, type: SObjectType): ApexMap {
  const map = new ApexMap(vm.types.map(vm.types.string, vm.types.sobject(type.name)!));
  const field = type.kind === 'customMetadata' ? 'DeveloperName' : 'Name';
  for (const row of living(vm, type)) {
    const key = String(row[field]);
    map.entries.set(key, { key, value: recordOf(vm, type, row) });
  }
  return map;
}

/** One record by name, or by id; null when there is none. */
export function byNameOrId(vm: Vm, type: SObjectType, given: string | null): SObjectValue | null {
  if (given === null) return null;
  const key = given.toLowerCase();
  const names = type.kind === 'customMetadata' ? ['DeveloperName', 'QualifiedApiName'] : ['Name'];
  const row = living(vm, type).find(
    (one) => one['Id'] === to18(given) || names.some((name) => String(one[name]).toLowerCase() === key),
  );
  return row ? recordOf(vm, type, row) : null;
}

export function isHierarchy(vm: Pick<Vm, 'program'>, type: SObjectType): boolean {
  const component = vm.program.project.find('CustomObject', type.name);
  return component?.xml !== undefined && textOf(component.xml, 'customSettingsType') === 'Hierarchy';
}

const ownedBy = (vm: Vm, type: SObjectType, ownerId: string | null): Row | undefined =>
  ownerId === null ? undefined : living(vm, type).find((row) => row['SetupOwnerId'] === to18(ownerId));

/** The record of exactly that owner; null when there is none. */
export function valuesOf(vm: Vm, type: SObjectType, ownerId: string | null): SObjectValue | null {
  const row = ownedBy(vm, type, ownerId);
  return row ? recordOf(vm, type, row) : null;
}

/** Gives a new record the defaults of its fields. */
export function setDefaults(vm: Vm, record: SObjectValue): SObjectValue {
  for (const field of record.sobject.fields.values()) {
    if (!field.createable || record.fields.has(field.name)) continue;
    const converted = toValueAtRest(field, vm.org.defaultOf(field, vm.tx), false);
    if ('value' in converted && converted.value !== null)
      record.fields.set(field.name, fieldToApex(field, converted.value));
  }
  return record;
}

const empty = (vm: Vm, type: SObjectType): SObjectValue =>
  setDefaults(vm, new SObjectValue(vm.types.sobject(type.name)!));

/** The organisation's record, or one with nothing but defaults. */
export function orgDefaults(vm: Vm, type: SObjectType): SObjectValue {
  const row = ownedBy(vm, type, vm.org.organizationId);
  return row ? recordOf(vm, type, row) : empty(vm, type);
}

/** What holds for a user or profile: each field from the user's record, else the profile's, else the organisation's. */
export function instanceFor(vm: Vm, type: SObjectType, ownerId: string | null): SObjectValue {
  const owner = ownerId ?? vm.tx.user.userId;
  const profileId = vm.org.store.get('User', owner)?.['ProfileId'];
  const owners = [owner, typeof profileId === 'string' ? profileId : null, vm.org.organizationId];
  const rows = owners.map((one) => ownedBy(vm, type, one)).filter((row) => row !== undefined);
  const [first] = rows;
  if (!first) return empty(vm, type);
  const merged: Record<string, Row[string]> = { ...first };
  for (const field of type.fields.values())
    if (field.custom)
      merged[field.name] = rows.map((row) => row[field.name] ?? null).find((one) => one !== null) ?? null;
  return recordOf(vm, type, merged);
}
