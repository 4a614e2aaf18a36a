// Assignments of permission sets: each once per user. Source: Object Reference, "PermissionSetAssignment"; wording unconfirmed.
import { ERRORS } from '../errors.ts';
import type { StandardRules } from '../services.ts';

export const PERMISSION_SET_ASSIGNMENT_RULES: StandardRules = {
  derive({ values }) {
    values['IsActive'] = true;
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
