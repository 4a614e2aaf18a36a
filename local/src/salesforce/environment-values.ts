// `${NAME}` in values of the configuration stands for a variable of the environment.

/** All values of a piece of configuration with the variables that are set and not empty; what names another keeps its `${NAME}`. */
export function filledIn<T>(value: T, env: Readonly<Record<string, string | undefined>>): T {
  if (typeof value === 'string') return value.replace(/\$\{(\w+)\}/g, (whole, name: string) => env[name] || whole) as T;
  if (Array.isArray(value)) return value.map((one: unknown) => filledIn(one, env)) as T;
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, filledIn(one as unknown, env)])) as T;
  return value;
}

/** The variable that a value waits for. */
export const unsetVariable = (value: string): string | undefined => /\$\{(\w+)\}/.exec(value)?.[1];
