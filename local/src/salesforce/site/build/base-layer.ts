// The base layer: the LWC engine, synthetic shadow and the Lightning base components as ES modules that share chunks.
// It depends on nothing of the project, so it is built once per set of versions and kept in node_modules/.cache.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { rollup, type OutputChunk, type Plugin } from 'rollup';
import { compileModule } from './compile-module.ts';
import { hashOf } from './hash.ts';
import type { Layer, LayerChunk } from './layer.ts';
import { keepNewest, madeOnce } from './made-once.ts';
import { shrinkPlugin } from './minify.ts';

const require = createRequire(import.meta.url);
const LIGHTNING = dirname(require.resolve('lightning-base-components/package.json'));
const MODULES = join(LIGHTNING, 'src/lightning');
const ENGINE: Readonly<Record<string, string>> = {
  lwc: require.resolve('@lwc/engine-dom').replace(/index\.cjs\.js$/, 'index.js'),
  '@lwc/synthetic-shadow': require.resolve('@lwc/synthetic-shadow').replace(/index\.cjs\.js$/, 'index.js'),
};

/**
 * Modules of the package that a site gets from elsewhere: the runtime has its own, or LWR sites do not have them.
 * Source: "LWR Sites for Experience Cloud", "Unsupported Components" and the module reference.
 */
const NOT_FROM_HERE = /^(navigation|iconSvgTemplates(Rtl)?|iconSvgTemplates\w+Rtl|barcodeScanner|primitiveFigure|sldsGenAiUtils)$/;

/** Version of this file's choices: raise it when they change what is built. */
const RECIPE = '7';

/**
 * The layer, from the cache where possible.
 * @param root folder that holds node_modules
 * @param external specifiers that the runtime layer provides
 */
export async function baseLayer(root: string, external: (specifier: string) => boolean): Promise<Layer> {
  const cache = join(root, 'node_modules/.cache/portway');
  const file = join(cache, `base-${hashOf(RECIPE, ...versions())}.json`);
  return madeOnce(file, async () => {
    const layer = await build(external);
    await keepNewest(file, 'base-', 1);
    return layer;
  });
}

function versions(): string[] {
  return ['lightning-base-components', '@lwc/engine-dom', '@lwc/synthetic-shadow', '@lwc/compiler', 'rollup', 'terser'].map(
    (name) => `${name}@${versionOf(name)}`,
  );
}

/** Some packages hide their package.json from `require`: it is found from their entry. */
function versionOf(name: string): string {
  const paths = require.resolve.paths(name) ?? [];
  const manifest = paths.map((path) => join(path, name, 'package.json')).find((file) => existsSync(file));
  if (!manifest) throw new Error(`The package ${name} is not installed: run npm ci`);
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}

/** Names of the package's modules that pages may import, `lightning/…`. */
function publicModules(): string[] {
  return readdirSync(MODULES)
    .filter((name) => !NOT_FROM_HERE.test(name) && isExposed(name))
    .map((name) => `lightning/${name}`);
}

function isExposed(name: string): boolean {
  const meta = join(MODULES, name, `${name}.js-meta.xml`);
  return existsSync(meta) && /<isExposed>\s*true/.test(readFileSync(meta, 'utf8'));
}

async function build(external: (specifier: string) => boolean): Promise<Layer> {
  const entries = [...Object.keys(ENGINE), ...publicModules()];
  const bundle = await rollup({
    input: Object.fromEntries(entries.map((specifier) => [specifier.replace(/^@/, '').replaceAll('/', '-'), specifier])),
    external,
    plugins: [resolver(), compiler()],
    preserveEntrySignatures: 'strict',
    onLog: (_level, log) => {
      // An import that leads nowhere would be left to the browser, which cannot follow it either.
      if (log.code === "UNRESOLVED_IMPORT") throw new Error(log.message);
    },
  });
  const { output } = await bundle.generate({
    format: 'es',
    entryFileNames: '[name]-[hash].js',
    chunkFileNames: 'shared-[hash].js',
    // Hundreds of small files would cost more in requests than they save in bytes.
    experimentalMinChunkSize: 40_000,
    manualChunks: chunkOf,
    plugins: [shrinkPlugin()],
  });
  await bundle.close();
  const chunks = output.filter((item): item is OutputChunk => item.type === 'chunk');
  return {
    chunks: chunks.map(
      (chunk): LayerChunk => ({
        file: chunk.fileName,
        code: chunk.code,
        imports: chunk.imports,
        modules: Object.keys(chunk.modules),
      }),
    ),
    entries: Object.fromEntries(
      entries.map((specifier) => {
        const name = specifier.replace(/^@/, '').replaceAll('/', '-');
        return [specifier, chunks.find((chunk) => chunk.isEntry && chunk.name === name)!.fileName];
      }),
    ),
  };
}

/** What nearly every page uses goes together; what few use stays apart. */
const COMMON =
  /^(utils|utilsPrivate|utilsInternal|shadowBaseClassPrivate|features|configProvider|primitiveButton|primitiveIcon|icon|iconUtils|button|buttonIcon|spinner|helptext|ariaObserver|mixinBuilder|resizeObserver|sldsCommon|sldsUtils\w+|routingService|primitiveBubble|tooltipLibrary|positionLibrary|f6Controller|focusUtils|context)$/;

function chunkOf(id: string): string | undefined {
  const module = /\/lightning\/(\w+)\//.exec(id)?.[1];
  if (id.includes('/scopedImports/') || id.startsWith('\0platform:')) return 'common';
  if (id.includes('engine-dom')) return 'engine';
  return module && COMMON.test(module) ? 'common' : undefined;
}

function resolver(): Plugin {
  return {
    name: 'portway-base-resolver',
    resolveId(specifier, importer) {
      if (specifier in ENGINE) return ENGINE[specifier];
      if (/^lightning\/iconSvgTemplates\w*Rtl$/.test(specifier)) return '\0no-icons';
      const module = /^lightning\/(\w+)$/.exec(specifier)?.[1];
      if (module) return entryOf(join(MODULES, module), module);
      if (specifier.startsWith('@salesforce/')) return platformModule(specifier);
      if (specifier === 'assert') return join(LIGHTNING, 'external/assert.js');
      return importer && specifier.startsWith('.') ? besides(importer, specifier) : null;
    },
    load(id) {
      if (id === '\0no-icons') return 'export default {};'; // neither English nor Japanese is written from right to left
      if (id === '\0no-template') return 'export default void 0;';
      if (!id.startsWith('\0platform:')) return null;
      const [kind, name] = id.slice('\0platform:'.length).split('|') as [string, string];
      return kind === 'baseLabel' ? labelModule(name) : sessionModule(kind, name);
    },
  };
}

/** Formats depend on who looks at the page: its session tells them. */
const sessionModule = (kind: string, name: string): string =>
  `import { ${kind} } from '@site/session'; export default ${kind}(${JSON.stringify(name)});`;

/** The package brings the English texts; the session may know the text of another language. */
function labelModule(name: string): string {
  const file = join(LIGHTNING, 'scopedImports', `@salesforce-label-${name}.js`);
  const english = /export default\s+("(?:[^"\\]|\\.)*")/.exec(readFileSync(file, 'utf8'))?.[1];
  if (english === undefined) throw new Error(`${file} holds no text`);
  return `import { baseLabel } from '@site/session'; export default baseLabel(${JSON.stringify(name)}, ${english});`;
}

/** `@salesforce/…` as base components use them: texts and formats by the session, switches as the package has them. */
function platformModule(specifier: string): string {
  const [, kind = '', name = ''] = /^@salesforce\/(\w+)\/(.+)$/.exec(specifier) ?? [];
  if (kind === 'label') return `\0platform:baseLabel|${name}`;
  // Tables of calendars and digits are those of the package: what people read is written by the browser's own formats.
  if (kind === 'i18n' && !/calendarData|digits/.test(name)) return `\0platform:i18n|${name}`;
  if (kind === 'client') return `\0platform:client|${name}`;
  if (kind === 'gate') return join(LIGHTNING, 'external/gateStub.js');
  if (kind === 'accessCheck') return join(LIGHTNING, 'external/flagStub.js');
  const file = join(LIGHTNING, 'scopedImports', `${specifier.replaceAll('/', '-')}.js`);
  if (!existsSync(file)) throw new Error(`A base component imports ${specifier}, which the site does not know`);
  return file;
}

function entryOf(folder: string, name: string): string {
  const found = ['js', 'html', 'css'].map((ending) => join(folder, `${name}.${ending}`)).find((file) => existsSync(file));
  if (!found) throw new Error(`lightning-base-components has no module in ${folder}`);
  return found;
}

/** The compiler imports a template and a style sheet beside each script, whether they exist or not. */
function besides(importer: string, specifier: string): string {
  const path = join(dirname(importer.split('?')[0]!), specifier.split('?')[0]!);
  if (/\.(html|css|js)$/.test(path)) return existsSync(path) ? path : '\0no-template';
  return [`${path}.js`, join(path, 'index.js')].find((file) => existsSync(file)) ?? `${path}.js`;
}

function compiler(): Plugin {
  return {
    name: 'portway-base-compiler',
    transform(code, id) {
      if (!id.startsWith(MODULES)) return strip(code);
      const folder = id.slice(MODULES.length + 1).split('/')[0]!;
      const name = basename(id).split('.')[0]!;
      const moduleName = { namespace: 'lightning', name: id.endsWith('.js') ? folder : name };
      return strip(compileModule(code, id, moduleName, 66).code);
    },
  };
}

function strip(code: string): { code: string; map: null } {
  const plain = code
    .replaceAll('import.meta.env.SSR', 'false')
    .replaceAll('import.meta.env', '({})')
    .replaceAll('process.env.NODE_ENV', '"production"');
  return { code: plain, map: null };
}
