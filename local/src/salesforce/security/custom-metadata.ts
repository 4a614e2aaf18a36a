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
  const components = project.ofType('CustomMetadata');
  // Records point at each other by name, so all have their ids before any is added.
  const ids: Ids = new Map(
    components.map(({ fullName, ...component }) => {
      const type = typeOf({ fullName, ...component }, schema);
      const DeveloperName = developerNameIn(fullName);
      return [keyOf(type.name, DeveloperName), setup.idFor(type.name, { DeveloperName })];
    }),
  );
  for (const component of components) addRecord(component, schema, setup, ids);
}

type Ids = ReadonlyMap<string, string>;

const keyOf = (typeName: string, developerName: string): string => `${typeName} ${developerName}`.toLowerCase();
const developerNameIn = (fullName: string): string => fullName.slice(fullName.indexOf('.') + 1);

function typeOf({ fullName, file, xml }: Component, schema: Schema): SObjectType {
  const typeName = fullName.split('.')[0]!;
  const type = schema.type(typeName.endsWith('__mdt') ? typeName : `${typeName}__mdt`);
  if (type?.kind === 'customMetadata') return type;
  throw new SourceError(xml?.position ?? { file, line: 1 }, `there is no custom metadata type ${typeName}`);
}

function addRecord(component: Component, schema: Schema, setup: SetupRecords, ids: Ids): void {
  const { fullName, xml, file } = component;
  if (!xml) throw new SourceError({ file, line: 1 }, 'a custom metadata record needs XML');
  const type = typeOf(component, schema);
  const developerName = developerNameIn(fullName);
  const label = requiredText(xml, 'label');
  const values: Record<string, Value> = {
    Id: ids.get(keyOf(type.name, developerName))!,
    DeveloperName: developerName,
    MasterLabel: label,
    Label: label,
    QualifiedApiName: developerName,
  };
  for (const element of childrenOf(xml, 'values')) {
    const field = schema.field(type, requiredText(element, 'field'));
    if (!field) throw new SourceError(element.position, `${type.name} has no field ${requiredText(element, 'field')}`);
    values[field.name] = valueOf(element, field.name, type, ids);
  }
  setup.add(type.name, values);
}

function valueOf(element: XmlElement, fieldName: string, type: SObjectType, ids: Ids): Value {
  const field = type.fields.get(fieldName)!;
  const name = textOf(element, 'value');
  if (field.type === 'reference' && name) {
    const id = ids.get(keyOf(field.referenceTo[0]!, name));
    if (!id)
      throw new SourceError(element.position, `${type.name}.${fieldName}: there is no ${field.referenceTo[0]} ${name}`);
    return id;
  }
  const value = child(element, 'value');
  const isNil = value?.attributes['xsi:nil'] === 'true';
  const converted = toValueAtRest(field, isNil ? null : textOf(element, 'value'), false);
  if ('error' in converted)
    throw new SourceError(element.position, `${type.name}.${fieldName}: ${converted.error.message}`);
  return converted.value;
}
