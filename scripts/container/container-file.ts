// Reads a container file: its stages and what each step says. Knows what ours uses and refuses the rest by line, so that nothing
// in the file goes unlooked at. https://docs.docker.com/reference/dockerfile/

export type Step =
  | { readonly kind: 'workdir'; readonly path: string }
  | {
      readonly kind: 'copy';
      readonly from?: string;
      readonly owner?: string;
      readonly sources: string[];
      readonly to: string;
    }
  | { readonly kind: 'run'; readonly command: string }
  | { readonly kind: 'env'; readonly variables: Readonly<Record<string, string>> }
  | { readonly kind: 'user'; readonly name: string }
  | { readonly kind: 'volume'; readonly path: string }
  | { readonly kind: 'expose'; readonly port: string }
  /** Arguments, as no shell stands between. */
  | { readonly kind: 'healthcheck'; readonly command: string[] }
  | { readonly kind: 'cmd'; readonly command: string[] };

export interface Stage {
  /** `node:24.21.0-bookworm-slim` */
  readonly base: string;
  readonly name: string | undefined;
  readonly steps: readonly Step[];
}

const READERS: Readonly<Record<string, (rest: string) => Step>> = {
  WORKDIR: (path) => ({ kind: 'workdir', path }),
  COPY: readCopy,
  RUN: (command) => ({ kind: 'run', command }),
  ENV: (rest) => ({ kind: 'env', variables: Object.fromEntries(rest.split(/\s+/).map(readPair)) }),
  USER: (name) => ({ kind: 'user', name }),
  VOLUME: (path) => ({ kind: 'volume', path }),
  EXPOSE: (port) => ({ kind: 'expose', port }),
  HEALTHCHECK: (rest) => ({ kind: 'healthcheck', command: readArguments(rest.replace(/^(--\S+\s+)*CMD\s+/, '')) }),
  CMD: (rest) => ({ kind: 'cmd', command: readArguments(rest) }),
};

/** @throws Error an instruction that is not known here, or one in another form, with its line */
export function readContainerFile(text: string): Stage[] {
  const stages: { base: string; name: string | undefined; steps: Step[] }[] = [];
  text.split('\n').forEach((line, index) => {
    if (line.trim() === '' || line.startsWith('#')) return;
    const [, instruction = '', rest = ''] = /^(\S+)\s+(.*)$/.exec(line) ?? [];
    try {
      if (instruction === 'FROM') stages.push(readFrom(rest));
      else stages.at(-1)!.steps.push((READERS[instruction] ?? unknown(instruction))(rest.trim()));
    } catch (error) {
      throw new Error(`container file, line ${index + 1}: ${(error as Error).message}`, { cause: error });
    }
  });
  return stages;
}

function readFrom(rest: string): { base: string; name: string | undefined; steps: Step[] } {
  const [, base, name] = /^(\S+)(?: AS (\S+))?$/.exec(rest) ?? [];
  if (base === undefined) throw new Error(`FROM ${rest} is not read here`);
  return { base, name, steps: [] };
}

function readCopy(rest: string): Step {
  const words = rest.split(/\s+/);
  const option = (name: string): string | undefined =>
    words.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
  const from = option('from');
  const owner = option('chown');
  const paths = words.filter((word) => !word.startsWith('--'));
  if (paths.length < 2 || words.length - paths.length !== Number(from !== undefined) + Number(owner !== undefined))
    throw new Error(`COPY ${rest} is not read here`);
  return {
    kind: 'copy',
    ...(from && { from }),
    ...(owner && { owner }),
    sources: paths.slice(0, -1),
    to: paths.at(-1)!,
  };
}

function readPair(pair: string): [string, string] {
  const [, name, value] = /^(\w+)=(\S+)$/.exec(pair) ?? [];
  if (name === undefined || value === undefined) throw new Error(`ENV ${pair} is not read here`);
  return [name, value];
}

/** The exec form alone: with a shell in between, signals would not reach the process. */
function readArguments(rest: string): string[] {
  const value: unknown = rest.startsWith('[') ? JSON.parse(rest) : undefined;
  if (!Array.isArray(value)) throw new Error(`${rest} is not a list of arguments (exec form)`);
  return value.map(String);
}

function unknown(instruction: string): never {
  throw new Error(`${instruction} is not known here`);
}
