// Passwords of users, as administrators set them: REST and the partner API do the same.
// Source: REST API Developer Guide, "sObject User Password"; SOAP API Developer Guide, "setPassword()", "resetPassword()".
import { randomBytes } from 'node:crypto';
import { SalesforceError } from '../dml/save.ts';
import type { LocalOrg } from '../org.ts';
import { PasswordRefused } from '../security/passwords.ts';
import type { RunningUser } from '../security/running-user.ts';
import { objectBody } from './json-body.ts';
import { notFound, type RestAnswer, type RestCall, type RestRoute } from './rest.ts';

const PATH = '/sobjects/User/:id/password';

export const passwordRoutes: readonly RestRoute[] = [
  { method: 'GET', path: PATH, handle: state },
  { method: 'POST', path: PATH, handle: change },
  { method: 'DELETE', path: PATH, handle: reset },
];

/** Passwords do not end here. */
function state({ context, params }: RestCall): RestAnswer {
  if (!context.org.store.get('User', params.id!)) throw notFound();
  return { status: 200, body: { isExpired: false } };
}

function change({ context, user, params, body }: RestCall): RestAnswer {
  const { NewPassword: password } = objectBody(body);
  if (typeof password !== 'string') throw new SalesforceError('JSON_PARSER_ERROR', 'NewPassword is missing');
  setPassword(context.org, user, params.id!, password);
  return { status: 204 };
}

function reset({ context, user, params }: RestCall): RestAnswer {
  return { status: 200, body: { NewPassword: resetPassword(context.org, user, params.id!) } };
}

/** @throws SalesforceError INVALID_ID_FIELD, INSUFFICIENT_ACCESS, INVALID_NEW_PASSWORD */
export function setPassword(org: LocalOrg, by: RunningUser, userId: string, password: string): void {
  const row = org.store.get('User', userId);
  if (!row) throw new SalesforceError('INVALID_ID_FIELD', `There is no user ${userId}`);
  const isOwn = String(row['Id']) === by.userId;
  if (!isOwn && !['ManageUsers', 'ResetPasswords'].some((permission) => by.has(permission))) {
    const message = 'Setting the password of another user needs the permission Reset User Passwords and Unlock Users';
    throw new SalesforceError('INSUFFICIENT_ACCESS', message, { httpStatus: 403 });
  }
  try {
    org.passwords.set(String(row['Id']), password);
  } catch (error) {
    if (!(error instanceof PasswordRefused)) throw error;
    throw new SalesforceError('INVALID_NEW_PASSWORD', error.message, { cause: error });
  }
}

/** @returns the new password @throws SalesforceError as setPassword */
export function resetPassword(org: LocalOrg, by: RunningUser, userId: string): string {
  const password = `${randomBytes(9).toString('base64url')}a1`;
  setPassword(org, by, userId, password);
  return password;
}
