// What one permission set or profile of the project grants, read from its metadata once when the org is built.
// Source: Metadata API Developer Guide, "PermissionSet" and "Profile".
import { SourceError } from '../metadata/source-error.ts';
import type { Component, Project } from '../metadata/project.ts';
import { childrenOf, requiredText, textOf, type XmlElement } from '../metadata/xml.ts';
import type { Schema, SObjectType } from '../schema/schema.ts';
import type { ObjectRight } from './running-user.ts';

/** Names are the schema's own; user and custom permissions share `permissions`. */
export interface Grants {
  readonly objects: ReadonlyMap<string, ReadonlySet<ObjectRight>>;
  /** Objects whose fields are all readable (`viewAllFields`). */
  readonly allFieldsOf: ReadonlySet<string>;
  /** `Object.Field`. */
  readonly readableFields: ReadonlySet<string>;
  readonly editableFields: ReadonlySet<string>;
  readonly permissions: ReadonlySet<string>;
  /** Apex classes, in lower case. */
  readonly classes: ReadonlySet<string>;
  /** Principals of external credentials, in lower case: `credential-principal`. */
  readonly principals: ReadonlySet<string>;
}

const RIGHTS: Readonly<Record<string, ObjectRight>> = {
  allowCreate: 'create',
  allowRead: 'read',
  allowEdit: 'edit',
  allowDelete: 'delete',
  viewAllRecords: 'viewAll',
  modifyAllRecords: 'modifyAll',
};

/** Rights that the platform demands along with another. */
const NEEDS: Readonly<Record<ObjectRight, readonly ObjectRight[]>> = {
  read: [],
  create: ['read'],
  edit: ['read'],
  delete: ['read', 'edit'],
  viewAll: ['read'],
  modifyAll: ['read', 'edit', 'delete', 'viewAll'],
};

/** @throws SourceError a grant names an object, field or permission that does not exist, or grants what the platform refuses to deploy */
export function readGrants(component: Component, schema: Schema, project: Project): Grants {
  const xml = component.xml;
  if (!xml)
    throw new SourceError({ file: component.file, line: 1 }, `${component.type} ${component.fullName} has no XML`);
  const objects = new Map<string, ReadonlySet<ObjectRight>>();
  const allFieldsOf = new Set<string>();
  for (const element of childrenOf(xml, 'objectPermissions')) {
    const type = typeNamed(requiredText(element, 'object'), element, schema);
    if (!type) continue;
    // A muting permission set takes single rights away; only what is given must be given whole.
    objects.set(type.name, rightsIn(element, type, component.type !== 'MutingPermissionSet'));
    if (textOf(element, 'viewAllFields') === 'true') allFieldsOf.add(type.name);
  }
  const readableFields = new Set<string>();
  const editableFields = new Set<string>();
  for (const element of childrenOf(xml, 'fieldPermissions')) {
    const field = fieldNamed(requiredText(element, 'field'), element, schema);
    if (!field) continue;
    if (textOf(element, 'readable') === 'true') readableFields.add(field);
    if (textOf(element, 'editable') !== 'true') continue;
    editableFields.add(field);
    readableFields.add(field);
  }
  const permissions = permissionsIn(xml, project);
  return {
    objects,
    allFieldsOf,
    readableFields,
    editableFields,
    permissions,
    classes: classesIn(xml),
    principals: principalsIn(xml),
  };
}

function rightsIn(element: XmlElement, type: SObjectType, mustBeWhole: boolean): ReadonlySet<ObjectRight> {
  const granted = new Set(
    Object.entries(RIGHTS)
      .filter(([name]) => textOf(element, name) === 'true')
      .map(([, right]) => right),
  );
  for (const right of granted) {
    const missing = NEEDS[right].find((needed) => !granted.has(needed));
    if (missing && mustBeWhole && type.kind !== 'platformEvent')
      throw new SourceError(element.position, `${type.name}: the right ${right} needs the right ${missing} as well`);
  }
  return granted;
}

/** Classes of packages that the project leans on are not here, so a class that the project lacks is no error. */
function classesIn(xml: XmlElement): Set<string> {
  const enabled = childrenOf(xml, 'classAccesses').filter((element) => textOf(element, 'enabled') === 'true');
  return new Set(enabled.map((element) => requiredText(element, 'apexClass').toLowerCase()));
}

function principalsIn(xml: XmlElement): Set<string> {
  const enabled = childrenOf(xml, 'externalCredentialPrincipalAccesses').filter(
    (element) => textOf(element, 'enabled') === 'true',
  );
  return new Set(enabled.map((element) => requiredText(element, 'externalCredentialPrincipal').toLowerCase()));
}

function permissionsIn(xml: XmlElement, project: Project): Set<string> {
  const permissions = new Set<string>();
  for (const element of childrenOf(xml, 'userPermissions'))
    if (textOf(element, 'enabled') === 'true') permissions.add(requiredText(element, 'name'));
  for (const element of childrenOf(xml, 'customPermissions')) {
    const name = requiredText(element, 'name');
    if (!project.find('CustomPermission', name))
      throw new SourceError(element.position, `there is no custom permission ${name}`);
    if (textOf(element, 'enabled') === 'true') permissions.add(name);
  }
  return permissions;
}

/** Standard objects and fields of features that the local org lacks cannot be used, so rights on them are passed over. */
const isStandardName = (name: string): boolean => !/__[a-z]+$/.test(name);

function typeNamed(name: string, element: XmlElement, schema: Schema): SObjectType | undefined {
  const type = schema.type(name);
  if (!type && !isStandardName(name)) throw new SourceError(element.position, `there is no object ${name}`);
  return type;
}

function fieldNamed(path: string, element: XmlElement, schema: Schema): string | undefined {
  const [typeName, fieldName] = path.split('.') as [string, string | undefined];
  const type = typeNamed(typeName, element, schema);
  if (!type) return undefined;
  const field = fieldName ? schema.field(type, fieldName) : undefined;
  if (!field && fieldName && type.kind === 'standard' && isStandardName(fieldName)) return undefined;
  if (!field) throw new SourceError(element.position, `there is no field ${path}`);
  if (field.custom && field.requiredOnCreate)
    throw new SourceError(element.position, `${path} is required; a permission for it cannot be deployed`);
  if (field.masterDetail)
    throw new SourceError(element.position, `${path} is a master; a permission for it cannot be deployed`);
  return `${type.name}.${field.name}`;
}
