// Assignments of permission sets: each once per user. Source: Object Reference, "PermissionSetAssignment"; wording unconfirmed.
import { ERRORS } from '../errors.ts';
import type { StandardRules } from '../services.ts';

export const PERMISSION_SET_ASSIGNMENT_RULES: StandardRules = {
  derive({ values }, _changes, { services: { store } }) {
    values['IsActive'] = true;
    // A group is assigned by the permission set that stands for it.
    const group = values['PermissionSetGroupId'];
    if (typeof group === 'string' && !values['PermissionSetId']) {
      const name = store.get('PermissionSetGroup', group)?.['DeveloperName'];
      const set = store.find('PermissionSet', 'Name', String(name)).find((row) => row['Type'] === 'Group');
      values['PermissionSetId'] = set?.['Id'] ?? null;
    }
  },
  check({ values, errors }, { services: { store } }) {
    const { AssigneeId: userId, PermissionSetId: permissionSetId } = values;
    const missing = ['AssigneeId', 'PermissionSetId'].filter((name) => typeof values[name] !== 'string');
    if (missing.length) return void errors.push(ERRORS.requiredFieldsMissing(missing));
    const assigned = store.find('PermissionSetAssignment', 'AssigneeId', String(userId));
    if (assigned.some((row) => row['PermissionSetId'] === permissionSetId))
      errors.push(
        ERRORS.other(
          'DUPLICATE_VALUE',
          `Duplicate PermissionSetAssignment. Assignee: ${String(userId)}; Permission Set: ${String(permissionSetId)}`,
          ['AssigneeId', 'PermissionSetId'],
        ),
      );
  },
};
