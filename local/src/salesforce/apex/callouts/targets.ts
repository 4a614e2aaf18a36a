// Other systems as the configuration of the local org knows them: where a deployed address is found on this machine, and the
// secrets that an org keeps out of its metadata. Nothing is called that does not stand here.

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

/** A value of the configuration that names a variable of the environment which is not set keeps the variable's name. */
const UNSET = /\$\{(\w+)\}/;

export type Located = { readonly url: string } | { readonly toSet: string };

/** @param place of the target in the configuration, for what is to be set there */
export function locate(target: Target | undefined, place: string): Located {
  const url = typeof target?.url === 'function' ? target.url() : target?.url;
  if (!url) return { toSet: `callouts.${place}.url in the configuration of the local org` };
  const [, variable] = UNSET.exec(url) ?? [];
  return variable ? { toSet: `the environment variable ${variable}` } : { url };
}

/** As the configuration file has it: `${NAME}` stands for a variable of the environment. */
export function filledIn<T>(value: T, env: Readonly<Record<string, string | undefined>>): T {
  if (typeof value === 'string') return value.replace(/\$\{(\w+)\}/g, (whole, name: string) => env[name] || whole) as T;
  if (Array.isArray(value)) return value.map((one: unknown) => filledIn(one, env)) as T;
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, filledIn(one as unknown, env)])) as T;
  return value;
}

/** What belongs to a name, whatever its case. */
export function named<T>(all: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  const key = name.toLowerCase();
  return Object.entries(all ?? {}).find(([one]) => one.toLowerCase() === key)?.[1];
}
