// Names of user permissions, as the Tooling WSDL has them for permission sets: `PermissionsApiEnabled` is ApiEnabled.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

let names: ReadonlySet<string> | undefined;

/** Read from the installed @salesforce/types once. Features of an org add others. */
export function userPermissions(): ReadonlySet<string> {
  if (names) return names;
  const declared = createRequire(import.meta.url)
    .resolve('@salesforce/types/tooling')
    .replace(/\.js$/, '.d.ts');
  const [, type = ''] = /export type PermissionSet = ([^]*?)\n};/.exec(readFileSync(declared, 'utf8')) ?? [];
  names = new Set([...type.matchAll(/^ +Permissions(\w+)\?:/gm)].map(([, name]) => name!));
  return names;
}
