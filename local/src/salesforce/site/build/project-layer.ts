// The project's layer: its Lightning web components and its pages as ES modules; `lwc` and `lightning/*` stay imports that
// the browser resolves. Whatever a page could not find is refused here, with file and line.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { rollup, type OutputChunk, type Plugin, type RollupCache } from 'rollup';
import { compileModule, CompileRefusal } from './compile-module.ts';
import { hashOf } from './hash.ts';
import type { Layer } from './layer.ts';
import { keepNewest, madeOnce } from './made-once.ts';
import { minifyPlugin } from './minify.ts';
import type { PageModule } from './page-modules.ts';
import { platformModule, type PlatformImport } from './platform-modules.ts';
import { lineOf, SiteBuildError, type BuildProblem } from './problem.ts';

export interface ProjectSource {
  /** Folder that holds sfdx-project.json. */
  readonly root: string;
  /** Where node_modules is: the cache of small chunks lies there. */
  readonly home: string;
  readonly components: readonly { readonly name: string; readonly folder: string; readonly apiVersion: number }[];
  readonly pages: readonly PageModule[];
  /** Specifiers that other layers provide. */
  readonly provided: readonly string[];
  readonly isSmall: boolean;
}

export interface BuiltProject {
  readonly layer: Layer;
  /** What the components import from the org, to be checked by who knows the org. */
  readonly imports: readonly PlatformImport[];
}

/** How modules that the platform provides are named inside a build. */
const PLATFORM = '\0platform:';

/** Builds the layer; a second call compiles only what changed. */
export class ProjectBuilder {
  #cache: RollupCache | undefined;

  /** @throws SiteBuildError the source is wrong */
  async build(source: ProjectSource): Promise<BuiltProject> {
    // While sources are edited nearly every build is a new one.
    if (!source.isSmall) return this.#build(source);
    const file = join(cacheOf(source), `project-${hashOfSource(source)}.json`);
    return madeOnce(file, async () => {
      const built = await this.#build(source);
      await keepNewest(file, 'project-', KEPT_BUILDS);
      return built;
    });
  }

  async #build(source: ProjectSource): Promise<BuiltProject> {
    const problems: BuildProblem[] = [];
    const imports: PlatformImport[] = [];
    try {
      const bundle = await rollup({
        input: Object.fromEntries(source.pages.map(({ specifier }) => [specifier.replaceAll('/', '-'), specifier])),
        external: (specifier) => specifier.startsWith('@site/') || source.provided.includes(specifier),
        ...(this.#cache && { cache: this.#cache }),
        plugins: [resolver(source, problems), compiler(source, problems), platformImports(source, imports)],
        preserveEntrySignatures: 'strict',
        onLog: (_level, { code, message }) => {
          if (code === 'MISSING_EXPORT' || code === 'CIRCULAR_DEPENDENCY' || code === 'UNUSED_EXTERNAL_IMPORT') return;
          if (code === 'UNRESOLVED_IMPORT') problems.push({ file: '', line: 1, message });
        },
      });
      if (problems.length > 0) throw new SiteBuildError(unique(problems));
      // What was wrong is told by compiling it: of a build with problems nothing may be taken from the cache.
      this.#cache = bundle.cache;
      const { output } = await bundle.generate({
        format: 'es',
        entryFileNames: '[name]-[hash].js',
        chunkFileNames: 'chunk-[hash].js',
        experimentalMinChunkSize: 2_000,
        plugins: source.isSmall ? [minifyPlugin(join(cacheOf(source), 'minified'))] : [],
      });
      await bundle.close();
      const chunks = output.filter((item): item is OutputChunk => item.type === 'chunk');
      return { layer: layerOf(source, chunks), imports };
    } catch (error) {
      if (problems.length > 0 && !(error instanceof SiteBuildError)) throw new SiteBuildError(unique(problems));
      throw asProblem(error, source.root);
    }
  }
}

function resolver(source: ProjectSource, problems: BuildProblem[]): Plugin {
  const folders = new Map(source.components.map(({ name, folder }) => [name, join(source.root, folder)]));
  const pages = new Map(source.pages.map((page) => [page.specifier, page]));
  return {
    name: 'portway-project-resolver',
    resolveId(specifier, importer) {
      if (pages.has(specifier)) return `\0${specifier}.js`;
      if (importer?.startsWith('\0site/') && specifier.startsWith('.')) return `\0site/${templateOf(importer, specifier)}`;
      const own = /^c\/(\w+)$/.exec(specifier)?.[1];
      if (own !== undefined) {
        const folder = folders.get(own);
        const entry = folder && entryOf(folder, own);
        if (entry) return entry;
      } else if (specifier.startsWith('.')) {
        return importer ? besides(importer, specifier) : null;
      }
      const virtual = platformModule(specifier);
      if (typeof virtual === 'object') return PLATFORM + specifier;
      problems.push({ ...placeOf(source.root, importer, specifier), message: virtual });
      return '\0nothing';
    },
    load(id) {
      if (id === '\0nothing') return { code: 'export default undefined;', syntheticNamedExports: true };
      if (id === '\0no-template') return 'export default void 0;';
      if (id.startsWith(PLATFORM)) {
        const virtual = platformModule(id.slice(PLATFORM.length));
        return typeof virtual === 'object' ? virtual.code : null;
      }
      if (id === '\0site/none') return 'export default void 0;';
      const page = /^\0(site\/.+)\.(js|html)$/.exec(id);
      if (!page) return null;
      const { script, template } = pages.get(page[1]!)!;
      return page[2] === 'js' ? script : template;
    },
  };
}

/** Reads off the finished graph what components import from the org: of unchanged modules rollup asks no plugin a second time. */
function platformImports(source: ProjectSource, found: PlatformImport[]): Plugin {
  return {
    name: 'portway-platform-imports',
    buildEnd() {
      for (const id of this.getModuleIds()) {
        if (!id.startsWith(PLATFORM)) continue;
        const specifier = id.slice(PLATFORM.length);
        const virtual = platformModule(specifier);
        if (typeof virtual === 'string') continue;
        found.push({ ...virtual.needs, ...placeOf(source.root, this.getModuleInfo(id)?.importers[0], specifier) });
      }
    },
  };
}

const KEPT_BUILDS = 6;
/** Version of what this folder makes of a source: raise it with the code. */
const RECIPE = '2';

const cacheOf = ({ home }: ProjectSource): string => join(home, 'node_modules/.cache/portway');

/** Changes with every file of every component. */
function hashOfSource({ root, components, pages, provided }: ProjectSource): string {
  const files = components.flatMap(({ folder }) =>
    readdirSync(join(root, folder))
      .filter((name) => /\.(ts|js|html|css)$/.test(name))
      .sort()
      .flatMap((name) => [`${folder}/${name}`, readFileSync(join(root, folder, name), 'utf8')]),
  );
  return hashOf(RECIPE, JSON.stringify({ components, pages, provided }), ...files);
}

/** `./view.html` of a page is its template; it has no style sheet. */
function templateOf(importer: string, specifier: string): string {
  if (!specifier.split('?')[0]!.endsWith('.html')) return 'none';
  return `${importer.slice('\0site/'.length).replace(/\.(js|html)$/, '')}.html`;
}

function compiler(source: ProjectSource, problems: BuildProblem[]): Plugin {
  const versions = new Map(source.components.map(({ name, apiVersion }) => [name, apiVersion]));
  return {
    name: 'portway-project-compiler',
    transform(code, id) {
      const page = /^\0site\/(\w+)\/(.+)\.(js|html)$/.exec(id);
      if (page) {
        const name = `${page[1]}${page[2]}`;
        return { code: compileModule(code, `${name}.${page[3]}`, { namespace: 'site', name }, 66).code, map: null };
      }
      if (id.startsWith('\0')) return null;
      const folder = basename(dirname(id));
      const file = relative(source.root, id).split(sep).join('/');
      const apiVersion = versions.get(folder) ?? 66;
      try {
        const compiled = compileModule(code, id, { namespace: 'c', name: folder }, apiVersion);
        for (const { line, message } of compiled.warnings) problems.push({ file, line, message });
        return { code: compiled.code.replaceAll('process.env.NODE_ENV', '"production"'), map: null };
      } catch (error) {
        if (!(error instanceof CompileRefusal)) throw error;
        problems.push({ file, line: error.line, message: error.message });
        return { code: 'export default undefined;', map: null };
      }
    },
  };
}

/** A bundle's source: TypeScript counts, not the JavaScript emitted beside it. */
function entryOf(folder: string, name: string): string | undefined {
  return ['ts', 'js', 'html', 'css'].map((ending) => join(folder, `${name}.${ending}`)).find((file) => existsSync(file));
}

function besides(importer: string, specifier: string): string | null {
  const [plain = '', query] = specifier.split('?');
  const path = join(dirname(importer.split('?')[0]!), plain);
  if (/\.(html|css)$/.test(path)) return existsSync(path) ? path + (query ? `?${query}` : '') : '\0no-template';
  return [path.replace(/\.js$/, '.ts'), path, `${path}.ts`, `${path}.js`].find((file) => isFile(file)) ?? null;
}

const isFile = (file: string): boolean => /\.\w+$/.test(file) && existsSync(file);

/** Where a file asks for a module: the import, or the tag in the template of the same component. */
function placeOf(root: string, importer: string | undefined, specifier: string): { file: string; line: number } {
  if (!importer || importer.startsWith('\0')) return { file: importer?.slice(1) ?? '', line: 1 };
  const path = importer.split('?')[0]!;
  const source = readFileSync(path, 'utf8');
  const [namespace = '', name = ''] = specifier.split('/');
  const tag = `<${namespace}-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  const written = path.endsWith('.html') ? tag : specifier;
  return { file: relative(root, path).split(sep).join('/'), line: lineOf(source, written) };
}

function layerOf({ pages }: ProjectSource, chunks: readonly OutputChunk[]): Layer {
  return {
    chunks: chunks.map(({ fileName, code, imports, modules }) => ({
      file: fileName,
      code,
      imports,
      modules: Object.keys(modules),
    })),
    entries: Object.fromEntries(
      pages.map(({ specifier }) => {
        const name = specifier.replaceAll('/', '-');
        return [specifier, chunks.find((chunk) => chunk.isEntry && chunk.name === name)!.fileName];
      }),
    ),
  };
}

function unique(problems: readonly BuildProblem[]): BuildProblem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}

/** What rollup itself refuses: a missing export, a syntax error that the compiler let pass. */
function asProblem(error: unknown, root: string): unknown {
  const { id, loc, message } = error as Error & { id?: string; loc?: { file?: string; line: number } };
  const file = loc?.file ?? id;
  if (error instanceof SiteBuildError || typeof file !== 'string' || file.startsWith('\0')) return error;
  return new SiteBuildError([{ file: relative(root, file).split(sep).join('/'), line: loc?.line ?? 1, message }]);
}
