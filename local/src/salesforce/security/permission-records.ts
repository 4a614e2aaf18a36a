// ObjectPermissions and FieldPermissions of the project's permission sets, for code that asks who may what. They grant what the
// metadata grants already. Source: Object Reference, "ObjectPermissions", "FieldPermissions".
import type { Project } from '../metadata/project.ts';
import { childrenOf, textOf, type XmlElement } from '../metadata/xml.ts';
import type { Schema } from '../schema/schema.ts';
import type { SetupRecords } from './setup-records.ts';

/** Field of the record → element of the metadata. */
const OBJECT_RIGHTS: Readonly<Record<string, string>> = {
  PermissionsRead: 'allowRead',
  PermissionsCreate: 'allowCreate',
  PermissionsEdit: 'allowEdit',
  PermissionsDelete: 'allowDelete',
  PermissionsViewAllRecords: 'viewAllRecords',
  PermissionsModifyAllRecords: 'modifyAllRecords',
  PermissionsViewAllFields: 'viewAllFields',
};
const FIELD_RIGHTS: Readonly<Record<string, string>> = { PermissionsRead: 'readable', PermissionsEdit: 'editable' };

const rightsIn = (element: XmlElement, rights: Readonly<Record<string, string>>): Record<string, boolean> =>
  Object.fromEntries(Object.entries(rights).map(([field, name]) => [field, textOf(element, name) === 'true']));

/** Objects and fields that the org does not have are passed over. */
export function addPermissionRecords(project: Project, schema: Schema, setup: SetupRecords): void {
  for (const { fullName, xml } of project.ofType('PermissionSet')) {
    const parent = { ParentId: setup.idOf('PermissionSet', 'Name', fullName) ?? null };
    for (const element of childrenOf(xml!, 'objectPermissions')) {
      const type = schema.type(textOf(element, 'object') ?? '');
      if (type)
        setup.add('ObjectPermissions', { ...parent, SobjectType: type.name, ...rightsIn(element, OBJECT_RIGHTS) });
    }
    for (const element of childrenOf(xml!, 'fieldPermissions')) {
      const [object = '', name = ''] = (textOf(element, 'field') ?? '').split('.');
      const type = schema.type(object);
      const field = type && schema.field(type, name);
      if (!type || !field) continue;
      const path = `${type.name}.${field.name}`;
      setup.add('FieldPermissions', {
        ...parent,
        SobjectType: type.name,
        Field: path,
        ...rightsIn(element, FIELD_RIGHTS),
      });
    }
  }
}
