// Parents of metadata relationships to fields: the record holds the name of the field, and in another field that of its object.
// Source: Object Reference, "FieldDefinition"; Metadata API Developer Guide, "CustomField", metadataRelationshipControllingField.
import type { Field, Row, Schema } from '../schema/schema.ts';

/** The id by which a record's parent is found: for field definitions `Account.Industry`. */
export function parentIdIn(field: Field, row: Row): string | undefined {
  const id = row[field.name];
  if (typeof id !== 'string') return undefined;
  return field.controllingField === undefined ? id : `${String(row[field.controllingField])}.${id}`;
}

/** The definition of a field by its durable id, `Account.Industry`; undefined when there is none. */
export function fieldDefinition(schema: Schema, durableId: string): Row | undefined {
  const [typeName = '', fieldName = ''] = durableId.split('.');
  const type = schema.type(typeName);
  const field = type && schema.field(type, fieldName);
  if (!field) return undefined;
  return {
    DurableId: durableId,
    QualifiedApiName: field.name,
    EntityDefinitionId: type.name,
    DeveloperName: field.name.replace(/__c$/, ''),
    MasterLabel: field.label,
    Label: field.label,
    Length: field.length ?? null,
    Precision: field.precision ?? null,
    Scale: field.scale ?? null,
    IsCalculated: field.formula !== undefined,
    IsNillable: field.nillable,
    IsNameField: field.nameField,
    RelationshipName: field.relationshipName ?? null,
    Description: field.description ?? null,
  };
}
