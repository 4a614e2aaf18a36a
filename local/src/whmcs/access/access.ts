// Who may call what, in the order the real thing asks: action named, address, credentials, role.
// Texts and statuses: reference/whmcs-api.md §1.1 and §1.3 (the order itself is inferred there).
import { createHash } from 'node:crypto';
import type { InstallationConfig } from '../model/installation-config.ts';
import type { Params } from '../wire/params.ts';

/** What may be changed while running. */
export interface AccessRules {
  readonly allowedIps: readonly string[];
  readonly roles: Readonly<Record<string, readonly string[]>>;
}

export interface Denial {
  readonly status: 400 | 403;
  readonly message: string;
}

/** Undefined = let in. @param ip as the server saw it, already without `::ffff:` */
export function denialOf(
  config: InstallationConfig,
  rules: AccessRules,
  params: Params,
  ip: string,
): Denial | undefined {
  const action = params.text('action').trim();
  if (action === '') return { status: 400, message: 'Empty action request' };
  const hasKey = config.accessKey !== undefined && params.sent('accesskey') === config.accessKey;
  if (!hasKey && !rules.allowedIps.includes(ip)) return denied(`Invalid IP ${ip}`);
  const login = logIn(config, params);
  if (typeof login === 'string') return denied(login);
  const allowed = login.roles?.flatMap((role) => rules.roles[role] ?? []);
  const name = action.toLowerCase();
  if (allowed && !allowed.some((each) => each === '*' || each.toLowerCase() === name)) {
    return denied(`Invalid Permissions: API action "${name}" is not allowed`);
  }
  return undefined;
}

function denied(message: string): Denial {
  return { status: 403, message };
}

/** The roles of whoever logged in (undefined = everything is allowed), or WHMCS's refusal. */
function logIn(config: InstallationConfig, params: Params): { roles?: readonly string[] } | string {
  // A credential pair may also come as username and password.
  const name = params.text('identifier') || params.text('username');
  const secret = params.text('secret') || params.text('password');
  if (name === '' || secret === '') return 'Invalid or missing credentials';
  const credential = config.credentials.find((each) => each.identifier === name);
  if (credential) return credential.secret === secret ? { roles: credential.roles } : 'Authentication Failed';
  const admin = config.admins.find((each) => each.username === name);
  if (!admin) return 'Authentication Failed';
  if (admin.passwordMd5.toLowerCase() !== secret.toLowerCase()) return 'Invalid password provided';
  if (admin.disabled) return 'Administrator Account Disabled';
  return admin.apiAccess ? {} : 'Access Denied';
}

/** WHMCS's legacy log-in sends this of the admin's password. */
export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
