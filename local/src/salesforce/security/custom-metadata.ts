// Records of custom metadata types: they come with the project and are there to be read.
// Source: Metadata API Developer Guide, "CustomMetadata".
import { toValueAtRest } from '../dml/values.ts';
import { SourceError } from '../metadata/source-error.ts';
import type { Component, Project } from '../metadata/project.ts';
import { child, childrenOf, requiredText, textOf, type XmlElement } from '../metadata/xml.ts';
import type { Schema, SObjectType, Value } from '../schema/schema.ts';
import type { SetupRecords } from './setup-records.ts';

/** @throws SourceError a record of a type, or with a field, that does not exist, or with a value that does not fit */
export function addCustomMetadata(project: Project, schema: Schema, setup: SetupRecords): void {
  for (const component of project.ofType('CustomMetadata')) addRecord(component, schema, setup);
}

function addRecord({ fullName, xml, file }: Component, schema: Schema, setup: SetupRecords): void {
  if (!xml) throw new SourceError({ file, line: 1 }, 'a custom metadata record needs XML');
  const [typeName, developerName] = fullName.split('.') as [string, string];
  const type = schema.type(typeName.endsWith('__mdt') ? typeName : `${typeName}__mdt`);
  if (type?.kind !== 'customMetadata')
    throw new SourceError(xml.position, `there is no custom metadata type ${typeName}`);
  const label = requiredText(xml, 'label');
  const values: Record<string, Value> = {
    DeveloperName: developerName,
    MasterLabel: label,
    Label: label,
    QualifiedApiName: developerName,
  };
  for (const element of childrenOf(xml, 'values')) {
    const field = schema.field(type, requiredText(element, 'field'));
    if (!field) throw new SourceError(element.position, `${type.name} has no field ${requiredText(element, 'field')}`);
    values[field.name] = valueOf(element, field.name, type);
  }
  setup.add(type.name, values);
}

function valueOf(element: XmlElement, fieldName: string, type: SObjectType): Value {
  const value = child(element, 'value');
  const isNil = value?.attributes['xsi:nil'] === 'true';
  const converted = toValueAtRest(type.fields.get(fieldName)!, isNil ? null : textOf(element, 'value'), false);
  if ('error' in converted)
    throw new SourceError(element.position, `${type.name}.${fieldName}: ${converted.error.message}`);
  return converted.value;
}
