// Parents of metadata relationships to fields: the record holds the name of the field, and in another field that of its object.
// Source: Object Reference, "FieldDefinition"; Metadata API Developer Guide, "CustomField", metadataRelationshipControllingField.
import type { Field, FieldType, Row, Schema, SObjectType } from '../schema/schema.ts';

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
  return field && rowOf(type, field);
}

/** All of them or those of one object, as records: made when a statement asks for them. */
export function fieldDefinitions(schema: Schema, definition: SObjectType, typeName?: unknown): Row[] {
  const empty = Object.fromEntries(
    [...definition.fields.values()].map(({ name, type }) => [name, type === 'boolean' ? false : null]),
  );
  const types = [...schema.types.values()].filter(({ name }) => typeName === undefined || name === typeName);
  return types.flatMap((type) => [...type.fields.values()].map((field) => ({ ...empty, ...rowOf(type, field) })));
}

function rowOf(type: SObjectType, field: Field): Row {
  const durableId = `${type.name}.${field.name}`;
  return {
    DurableId: durableId,
    QualifiedApiName: field.name,
    EntityDefinitionId: type.name,
    DataType: dataTypeOf(field),
    DeveloperName: developerName(field),
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

/** Standard lookups go without Id: Contact.AccountId is called Account. */
const developerName = ({ name, custom, type }: Field): string =>
  custom ? name.replace(/__c$/, '') : type === 'reference' ? name.replace(/Id$/, '') : name;

/** Source: Object Reference, "FieldDefinition", DataType: as Setup shows it; wording unconfirmed. */
const DATA_TYPES: Readonly<Partial<Record<FieldType, string>>> = {
  address: 'Address',
  boolean: 'Checkbox',
  currency: 'Currency',
  date: 'Date',
  datetime: 'Date/Time',
  double: 'Number',
  email: 'Email',
  int: 'Number',
  location: 'Geolocation',
  multipicklist: 'Picklist (Multi-Select)',
  percent: 'Percent',
  phone: 'Phone',
  picklist: 'Picklist',
  string: 'Text',
  textarea: 'Text Area',
  time: 'Time',
  url: 'URL',
};
const NUMBERS: ReadonlySet<FieldType> = new Set(['currency', 'double', 'int', 'percent']);

function dataTypeOf(field: Field): string | null {
  const { type, length, precision, scale = 0 } = field;
  const name = DATA_TYPES[type];
  if (field.formula !== undefined) return name ? `Formula (${name})` : null;
  if (type === 'reference') return `${field.masterDetail ? 'Master-Detail' : 'Lookup'}(${field.referenceTo.join(',')})`;
  if (!name) return null;
  if (NUMBERS.has(type) && precision) return `${name}(${precision - scale}, ${scale})`;
  return type === 'string' && length ? `${name}(${length})` : name;
}
