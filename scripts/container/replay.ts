// Carries out a container file in folders, where no container engine runs: copies what it copies, runs what it runs. Each stage has a
// folder that stands for its file system; the base image is not there, so what runs is this machine's shell, npm and Node.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { ignoredBy } from './ignored.ts';
import { readContainerFile, type Stage, type Step } from './container-file.ts';

/** The last stage, ready to start. */
export interface Replayed {
  /** Stands for `/` of the image. */
  readonly root: string;
  /** Stands for the working directory. */
  readonly folder: string;
  /** What ENV sets. */
  readonly env: Readonly<Record<string, string>>;
  readonly command: readonly string[];
  readonly healthCheck: readonly string[];
  readonly user: string;
  /** Stand for the volumes. */
  readonly volumes: readonly string[];
}

/**
 * @param project the build's context
 * @param scratch an empty folder; one folder per stage is made in it
 * @throws Error a step failed, with its output; or the file says what is not read here
 */
export function replayContainerFile(project: string, scratch: string): Replayed {
  const stages = readContainerFile(readFileSync(join(project, 'Dockerfile'), 'utf8'));
  const isIgnored = ignoredBy(readFileSync(join(project, '.dockerignore'), 'utf8'));
  const roots = new Map(stages.map(({ name }) => [name, join(scratch, name ?? 'image')]));
  const built = stages.map((stage) =>
    replayStage(stage, roots.get(stage.name)!, (from) =>
      from === undefined ? { root: project, isIgnored } : { root: roots.get(from)! },
    ),
  );
  return built.at(-1)!;
}

interface Source {
  readonly root: string;
  /** For the project's own files: whether a path is left out. */
  readonly isIgnored?: (path: string) => boolean;
}

function replayStage(stage: Stage, root: string, sourceOf: (from: string | undefined) => Source): Replayed {
  let folder = root;
  let env: Record<string, string> = {};
  let user = 'root';
  let command: readonly string[] = [];
  let healthCheck: readonly string[] = [];
  const volumes: string[] = [];
  const carryOut: { [Kind in Step['kind']]: (step: Extract<Step, { kind: Kind }>) => unknown } = {
    workdir: ({ path }) => mkdirSync((folder = join(root, path)), { recursive: true }),
    copy: ({ from, sources, to }) => sources.forEach((source) => copy(sourceOf(from), source, folder, to)),
    run: ({ command: line }) => run(line, folder, env),
    env: ({ variables }) => (env = { ...env, ...variables }),
    user: ({ name }) => (user = name),
    volume: ({ path }) => volumes.push(join(root, path)),
    expose: () => undefined,
    healthcheck: (step) => (healthCheck = step.command),
    cmd: (step) => (command = step.command),
  };
  for (const step of stage.steps) carryOut[step.kind](step as never);
  return { root, folder, env, command, healthCheck, user, volumes };
}

/** A file goes to a name, or into a folder that ends in a slash; of a folder, what is in it. */
function copy({ root, isIgnored }: Source, source: string, folder: string, to: string): void {
  const from = join(root, source);
  const target = resolve(folder, to);
  if (!isIgnored) cpSync(from, target, { recursive: true, verbatimSymlinks: true });
  else if (statSync(from).isDirectory()) {
    // File by file: a builder is not given folders of which everything is left out.
    for (const path of filesBelow(from))
      if (!isIgnored(join(source, path))) cpSync(join(from, path), join(target, path));
  } else if (isIgnored(source)) throw new Error(`COPY ${source}: .dockerignore leaves it out`);
  else cpSync(from, to.endsWith('/') ? join(target, basename(source)) : target);
}

function filesBelow(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)));
}

/** Where this machine's npm finds packages. Its other settings stay away: npm tells its children which project they are in. */
const KEPT = /^(PATH|HOME|npm_config_(registry|cache|userconfig|globalconfig|cafile|(https_)?proxy))$/i;

function run(line: string, folder: string, env: Readonly<Record<string, string>>): void {
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => KEPT.test(name)));
  const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', line], {
    cwd: folder,
    env: { ...own, npm_config_prefer_offline: 'true', ...env },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`RUN ${line} ended with ${status}\n${stdout}${stderr}`);
}
