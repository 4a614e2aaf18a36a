// The middleware's environment file: made from the example, filled in line by line, never overwritten where it has a value.
import { existsSync } from 'node:fs';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

export const ENV_PATH = 'config/middleware.env';
const EXAMPLE_PATH = 'config/middleware.env.example';

export interface EnvFile {
  /** Undefined when the variable is missing or blank. */
  get(name: string): string | undefined;
  /** Missing, blank, or still what the example suggests: nobody has decided on it. */
  isOpen(name: string): boolean;
  /** Writes the variable into its place while it is open; @returns whether that changed it. */
  fill(name: string, value: string): boolean;
  /** Writes the file, readable by its owner only, if anything was filled in. */
  save(): Promise<void>;
}

/** @param root where config/ is; without the file the example is the start */
export async function openEnvFile(root: string): Promise<EnvFile> {
  const path = join(root, ENV_PATH);
  const example = await readFile(join(root, EXAMPLE_PATH), 'utf8');
  let text = existsSync(path) ? await readFile(path, 'utf8') : example;
  const suggestions = parseEnv(example) as Readonly<Record<string, string>>;
  const values = parseEnv(text) as Record<string, string>;
  let hasChanged = false;
  const get = (name: string): string | undefined => values[name] || undefined;
  const isOpen = (name: string): boolean => !values[name] || values[name] === suggestions[name];
  return {
    get,
    isOpen,
    fill: (name, value) => {
      if (!isOpen(name) || values[name] === value) return false;
      text = withValue(text, name, value);
      values[name] = value;
      hasChanged = true;
      return true;
    },
    save: async () => {
      if (!hasChanged) return;
      await writeFile(path, text, { mode: 0o600 });
      await chmod(path, 0o600); // the mode above counts for a new file only
    },
  };
}

/** Puts the value where the variable stands, blank or commented out; at the end where it does not. */
function withValue(text: string, name: string, value: string): string {
  const line = `${name}=${value}`;
  const place = new RegExp(`^#?${name}=.*$`, 'm');
  return place.test(text) ? text.replace(place, () => line) : `${text.replace(/\n*$/, '\n')}${line}\n`;
}
