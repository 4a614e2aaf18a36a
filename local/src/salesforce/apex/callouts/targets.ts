// Other systems as the configuration of the local org knows them: where a deployed address is found on this machine, and the
// secrets that an org keeps out of its metadata. Nothing is called that does not stand here.
import { unsetVariable } from '../../environment-values.ts';
import type { Project } from '../../metadata/project.ts';

export interface CalloutTargets {
  /** By the name of the named credential. */
  readonly namedCredentials?: Readonly<Record<string, Target>>;
  /** By the name of the remote site setting. */
  readonly remoteSites?: Readonly<Record<string, Target>>;
  /** Authentication parameters by name, by principal, by external credential. */
  readonly externalCredentials?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>>;
}

export interface Target {
  /** Takes the place of the deployed URL, path included. A function where the address is known only when the org runs. */
  readonly url?: string | (() => string | undefined);
  /** Of a legacy named credential with a password. */
  readonly username?: string;
  readonly password?: string;
}

export type Located = { readonly url: string } | { readonly toSet: string };

/** @param place of the target in the configuration, for what is to be set there */
export function locate(target: Target | undefined, place: string): Located {
  const url = typeof target?.url === 'function' ? target.url() : target?.url;
  if (!url) return { toSet: `callouts.${place}.url in the configuration of the local org` };
  const variable = unsetVariable(url);
  return variable ? { toSet: `the environment variable ${variable}` } : { url };
}

const KINDS = {
  namedCredentials: 'NamedCredential',
  remoteSites: 'RemoteSiteSetting',
  externalCredentials: 'ExternalCredential',
} as const satisfies Record<keyof CalloutTargets, string>;

/** @throws Error the configuration names what the project does not have */
export function checkTargets(targets: CalloutTargets, project: Project): void {
  for (const [kind, given] of Object.entries(targets)) {
    const type = Object.entries(KINDS).find(([known]) => known === kind)?.[1];
    if (!type) throw new Error(`local org: callouts knows ${Object.keys(KINDS).join(', ')}, not ${kind}`);
    const known = project.ofType(type).map(({ fullName }) => fullName.toLowerCase());
    for (const name of Object.keys(given as object))
      if (!known.includes(name.toLowerCase()))
        throw new Error(`local org: callouts.${kind} names ${name}, but the project has no ${type} of that name`);
  }
}

/** What belongs to a name, whatever its case. */
export function named<T>(all: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  const key = name.toLowerCase();
  return Object.entries(all ?? {}).find(([one]) => one.toLowerCase() === key)?.[1];
}
