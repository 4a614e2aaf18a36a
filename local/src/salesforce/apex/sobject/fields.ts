// Reading and writing fields of records in memory, with the platform's refusals.
import type { ChildRelationship, Field, Schema, SObjectType } from '../../schema/schema.ts';
import type { ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { SObjectValue } from './sobject-value.ts';

/** A member of an sObject by its written name: a field, a parent record, or the list of its children. */
export type Member =
  | { readonly kind: 'field'; readonly name: string; readonly field: Field }
  | { readonly kind: 'parent'; readonly name: string; readonly field: Field }
  | { readonly kind: 'children'; readonly name: string; readonly child: ChildRelationship };

const known = new WeakMap<SObjectType, Map<string, Member | null>>();

/** Ignores case. Fields come before relationships. */
export function memberOf(schema: Schema, type: SObjectType, written: string): Member | undefined {
  let members = known.get(type);
  if (!members) known.set(type, (members = new Map<string, Member | null>()));
  const key = written.toLowerCase();
  let member = members.get(key);
  if (member === undefined) members.set(key, (member = findMember(schema, type, written) ?? null));
  return member ?? undefined;
}

function findMember(schema: Schema, type: SObjectType, written: string): Member | undefined {
  const field = schema.field(type, written);
  if (field) return { kind: 'field', name: field.name, field };
  const parent = schema.parentRelationship(type, written);
  if (parent) return { kind: 'parent', name: parent.relationshipName!, field: parent };
  const child = schema.childRelationships(type).find(({ name }) => name?.toLowerCase() === written.toLowerCase());
  return child?.name ? { kind: 'children', name: child.name, child } : undefined;
}

/**
 * The value of a field or relationship by its declared name.
 * @throws ApexThrow System.SObjectException the record came from a query that did not select it
 */
export function readField(vm: Vm, record: SObjectValue, name: string): ApexValue {
  const value = record.fields.get(name);
  if (value !== undefined) return value;
  if (record.isQueried && name !== 'Id')
    return vm.raise(
      'System.SObjectException',
      `SObject row was retrieved via SOQL without querying the requested field: ${record.type.name}.${name}`,
    );
  // A checkbox is never null. Source: Apex Developer Guide, "sObject Types".
  return record.type.sobject?.fields.get(name)?.type === 'boolean' ? false : null;
}

/** @throws ApexThrow System.FinalException the record may not change any more */
export function writeField(vm: Vm, record: SObjectValue, name: string, value: ApexValue): void {
  if (record.isReadOnly) vm.raise('System.FinalException', 'Record is read-only');
  record.fields.set(name, value);
  record.assigned?.add(name);
}

/** Whether code may set the field at all. Id may be, to name a record. */
export const isWritable = (field: Field): boolean =>
  field.type === 'id' || (field.formula === undefined && (field.createable || field.updateable));
