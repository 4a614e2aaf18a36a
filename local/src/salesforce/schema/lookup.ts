// A schema's answers: maps made once, names folded to lower case.
import { commonChildName } from './common-children.ts';
import { standardChildren } from './standard-types.ts';
import type { ChildRelationship, Field, Schema, SObjectType } from './schema.ts';
import type { ValueSet } from './value-sets.ts';

export function createSchema(
  apiVersion: string,
  types: readonly SObjectType[],
  sets: ReadonlyMap<string, ValueSet>,
): Schema {
  const typesByName = new Map(types.map((type) => [type.name, type]));
  const typesByFoldedName = new Map(types.map((type) => [type.name.toLowerCase(), type]));
  const typesByPrefix = new Map(types.map((type) => [type.keyPrefix, type]));
  const names = new Map(types.map((type) => [type, foldNames(type)]));
  const children = childrenByParent(typesByName);

  return {
    apiVersion,
    types: typesByName,
    type: (name) => typesByName.get(name) ?? typesByFoldedName.get(name.toLowerCase()),
    field: (type, name) => type.fields.get(name) ?? names.get(type)!.fields.get(name.toLowerCase()),
    parentRelationship: (type, name) => names.get(type)!.parents.get(name.toLowerCase()),
    childRelationships: (type) => children.get(type.name) ?? [],
    typeOfId: (id) => typesByPrefix.get(id.slice(0, 3)),
    valueSet: (name) => sets.get(name.toLowerCase())?.values,
  };
}

function foldNames(type: SObjectType): { fields: Map<string, Field>; parents: Map<string, Field> } {
  const fields = [...type.fields.values()];
  return {
    fields: new Map(fields.map((field) => [field.name.toLowerCase(), field])),
    parents: new Map(
      fields.flatMap((field) => (field.relationshipName ? [[field.relationshipName.toLowerCase(), field]] : [])),
    ),
  };
}

/** A polymorphic field is a child relationship of each of its parents, under the name that parent gives it. */
function childrenByParent(types: ReadonlyMap<string, SObjectType>): Map<string, ChildRelationship[]> {
  const children = new Map<string, ChildRelationship[]>();
  for (const child of types.values()) {
    for (const field of child.fields.values()) {
      for (const parent of field.referenceTo) {
        const list = children.get(parent) ?? [];
        list.push({ name: childName(parent, child, field), childType: child.name, field });
        children.set(parent, list);
      }
    }
  }
  return children;
}

function childName(parent: string, child: SObjectType, field: Field): string | undefined {
  if (field.custom) return field.childRelationshipName;
  const known = standardChildren(parent).find(
    (entry) => entry.childSObject === child.name && entry.field === field.name,
  );
  if (known) return known.relationshipName;
  if (parent.endsWith('__c')) {
    const common = commonChildName(child.name, field.name);
    if (common) return common;
  }
  if (child.name.endsWith('__Share')) return field.name === 'ParentId' ? 'Shares' : undefined;
  return child.name.endsWith('Share') && field.name === `${parent}Id` ? 'Shares' : undefined;
}
