// UserPermissionAccess: one row that no store holds, with the permissions of whoever asks.
// Source: Object Reference, "UserPermissionAccess".
import type { Row, Schema, SObjectType, Value } from '../schema/schema.ts';
import { makeId } from '../store/ids.ts';
import type { Execution } from './execution.ts';

export function permissionRows(_schema: Schema, type: SObjectType): (execution: Execution) => Row[] {
  const names = [...type.fields.keys()];
  return ({ user, now }) => {
    const valueOf = (name: string): Value => {
      if (name === 'Id') return makeId(type.keyPrefix, 1);
      if (name === 'LastCacheUpdate') return now;
      return user.has(name.replace(/^Permissions/, ''));
    };
    return [Object.fromEntries(names.map((name) => [name, valueOf(name)]))];
  };
}
