// What a permission set grants by its records: object and field permissions, user permissions, classes and custom permissions.
// Permission sets of the project grant by their metadata; these records come from whoever makes them in the org, tests above all.
// Source: Object Reference, "PermissionSet", "ObjectPermissions", "FieldPermissions", "SetupEntityAccess".
import type { Row, Schema } from '../schema/schema.ts';
import type { Store } from '../store/store.ts';
import type { Grants } from './grants.ts';
import type { ObjectRight } from './running-user.ts';

const RIGHTS: readonly (readonly [string, ObjectRight])[] = [
  ['PermissionsRead', 'read'],
  ['PermissionsCreate', 'create'],
  ['PermissionsEdit', 'edit'],
  ['PermissionsDelete', 'delete'],
  ['PermissionsViewAllRecords', 'viewAll'],
  ['PermissionsModifyAllRecords', 'modifyAll'],
];

export function grantsOfRecords(permissionSet: Row, schema: Schema, store: Store): Grants {
  const id = String(permissionSet['Id']);
  const objectRows = store.find('ObjectPermissions', 'ParentId', id);
  const fieldRows = store.find('FieldPermissions', 'ParentId', id);
  const entities = store.find('SetupEntityAccess', 'ParentId', id).map((row) => String(row['SetupEntityId']));
  const declared = (row: Row): string => schema.type(String(row['SobjectType']))?.name ?? String(row['SobjectType']);
  return {
    objects: new Map(
      objectRows.map((row) => [
        declared(row),
        new Set(RIGHTS.filter(([field]) => row[field] === true).map(([, right]) => right)),
      ]),
    ),
    allFieldsOf: new Set(objectRows.filter((row) => row['PermissionsViewAllFields'] === true).map(declared)),
    readableFields: fieldsWith(fieldRows, 'PermissionsRead', schema),
    editableFields: fieldsWith(fieldRows, 'PermissionsEdit', schema),
    permissions: new Set([
      ...Object.keys(permissionSet)
        .filter((field) => field.startsWith('Permissions') && permissionSet[field] === true)
        .map((field) => field.slice('Permissions'.length)),
      ...namesOf(entities, 'CustomPermission', 'DeveloperName', store),
    ]),
    classes: new Set(namesOf(entities, 'ApexClass', 'Name', store).map((name) => name.toLowerCase())),
    principals: new Set(),
  };
}

function fieldsWith(rows: readonly Row[], permission: string, schema: Schema): Set<string> {
  return new Set(
    rows.flatMap((row) => {
      const [object = '', name = ''] = String(row['Field']).split('.');
      const type = schema.type(object);
      const field = type && schema.field(type, name);
      return row[permission] === true && field ? [`${type.name}.${field.name}`] : [];
    }),
  );
}

function namesOf(ids: readonly string[], typeName: string, field: string, store: Store): string[] {
  return ids.flatMap((id) => {
    const name = store.get(typeName, id)?.[field];
    return typeof name === 'string' ? [name] : [];
  });
}
