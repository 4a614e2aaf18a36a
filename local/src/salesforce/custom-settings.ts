// What an administrator sets by hand after a deployment: the organisation's own record of each hierarchy custom setting.
import { unsetVariable } from './environment-values.ts';
import type { LocalOrg } from './org.ts';
import type { RunningUser } from './security/running-user.ts';

/** Values by field, by custom setting. */
export type CustomSettings = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Fields whose variable is not set stay blank. @throws Error there is no such setting or field, or the value is refused */
export function saveCustomSettings(org: LocalOrg, admin: RunningUser, settings: CustomSettings): void {
  for (const [type, given] of Object.entries(settings)) {
    const values = Object.fromEntries(Object.entries(given).filter(([, value]) => unsetVariable(value) === undefined));
    const [result] = org.transact(admin, (tx) =>
      org.save(tx, { operation: 'insert', records: [{ type, values }], allOrNone: true, access: 'system' }),
    );
    const why = result?.errors.map(({ statusCode, message }) => `${statusCode}: ${message}`).join('; ');
    if (!result?.success) throw new Error(`the custom setting ${type} was refused: ${why}`);
  }
}
