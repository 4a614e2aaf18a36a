// A built site, ready to be served: files under names that change with their content, and which of them a page needs.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { labelsOf, textIn } from '../../apex/library/labels.ts';
import type { Project } from '../../metadata/project.ts';
import type { PlatformLayers } from '../build/builder.ts';
import { hashOf } from '../build/hash.ts';
import type { Layer } from '../build/layer.ts';
import { layoutModule, viewModule } from '../build/page-modules.ts';
import { LABEL_MARK } from '../build/platform-modules.ts';
import type { BuiltProject } from '../build/project-layer.ts';
import type { Language, Site } from '../metadata/site.ts';
import { Assets } from './assets.ts';
import { brandingCss } from './branding.ts';

const require = createRequire(import.meta.url);
const SLDS = dirname(require.resolve('@salesforce-ux/design-system/package.json'));
export const SLDS_ASSETS = join(SLDS, 'assets');
const SLDS_CSS = 'styles/salesforce-lightning-design-system.min.css';
/** The font of Japanese text: many machines have none. */
export const FONT_FILES = join(dirname(require.resolve('@fontsource-variable/noto-sans-jp/wght.css')), 'files');

/** A page's files, as addresses below the asset folder. */
export interface PageFiles {
  readonly view: string;
  readonly layout: string;
  /** All that view and layout import at once, themselves included, without the platform's own. */
  readonly own: readonly string[];
  /** The same of the platform: engine, base components, runtime. */
  readonly platform: readonly string[];
}

export interface Publication {
  readonly assets: Assets;
  readonly styles: readonly string[];
  /** Specifier → path of the file. */
  readonly imports: Readonly<Record<string, string>>;
  readonly built: BuiltProject;
  /** Files of the view and its theme layout in a language. */
  page(view: string, language: Language): PageFiles;
}

export function publish(project: Project, site: Site, platform: PlatformLayers, built: BuiltProject): Publication {
  const assets = new Assets();
  const folders = {
    base: addLayer(assets, 'base', platform.base),
    runtime: addLayer(assets, 'runtime', platform.runtime),
  };
  const locate = new Locator([
    [folders.base, platform.base],
    [folders.runtime, platform.runtime],
  ]);
  const translated = new Map(
    site.languages.map((language) => {
      const layer = inLanguage(project, built.layer, language);
      return [language, [addLayer(assets, language.locale, layer), layer] as const];
    }),
  );
  return {
    assets,
    styles: addStyles(assets, site),
    imports: locate.imports(),
    built,
    page: (name, language) => {
      const [folder, layer] = translated.get(language)!;
      const view = site.views.get(name)!;
      const layout = (site.themeLayouts.get(view.themeLayoutType) ?? site.themeLayouts.get('Inner'))!;
      const files = [viewModule(name), layoutModule(layout.name)].map((specifier) => layer.entries[specifier]!);
      const own = new Set<string>();
      const used = locate.closure('@site/page');
      for (const file of files) locate.follow(folder, layer, file, own, used);
      return { view: `${folder}/${files[0]}`, layout: `${folder}/${files[1]}`, own: [...own], platform: [...used] };
    },
  };
}

function addLayer(assets: Assets, name: string, layer: Layer): string {
  const folder = `${name}-${hashOf(...layer.chunks.map(({ file, code }) => file + code))}`;
  assets.addLayer(folder, layer);
  return folder;
}

/** Puts the texts of a language where the marks of labels stand, whatever quotes are around them. */
function inLanguage(project: Project, layer: Layer, { locale }: Language): Layer {
  const labels = labelsOf(project);
  const text = (_mark: string, name: string): string => {
    const label = labels.get(name.toLowerCase());
    if (!label) throw new Error(`The label ${name} was not checked`);
    return JSON.stringify(textIn(label, locale))
      .slice(1, -1)
      .replace(/['`]|\$\{/g, '\\$&');
  };
  return { ...layer, chunks: layer.chunks.map((chunk) => ({ ...chunk, code: chunk.code.replace(LABEL_MARK, text) })) };
}

function addStyles(assets: Assets, { branding }: Site): string[] {
  const slds = readFileSync(join(SLDS_ASSETS, SLDS_CSS), 'utf8');
  const fonts = readFileSync(require.resolve('@fontsource-variable/noto-sans-jp/wght.css'), 'utf8');
  const own = brandingCss(branding) + readFileSync(join(import.meta.dirname, 'site.css'), 'utf8');
  const files = [
    // Both ask for files beside them: see the routes of the site server.
    [`slds/${SLDS_CSS.replace('.css', `-${hashOf(slds)}.css`)}`, slds],
    [`fonts/fonts-${hashOf(fonts)}.css`, fonts],
    [`site-${hashOf(own)}.css`, own],
  ] as const;
  for (const [path, css] of files) assets.add(path, css);
  return files.map(([path]) => path);
}

/** Finds files of the platform's layers by what imports say. */
class Locator {
  readonly #layers: readonly (readonly [folder: string, layer: Layer])[];

  constructor(layers: readonly (readonly [string, Layer])[]) {
    this.#layers = layers;
  }

  imports(): Record<string, string> {
    return Object.fromEntries(
      this.#layers.flatMap(([folder, { entries }]) =>
        Object.entries(entries).map(([specifier, file]) => [specifier, `${folder}/${file}`]),
      ),
    );
  }

  /** Files that a module of the platform needs, itself included. */
  closure(specifier: string): Set<string> {
    const used = new Set<string>();
    this.#add(specifier, used);
    return used;
  }

  /** Adds a file of the project's layer and what it imports. */
  follow(folder: string, layer: Layer, file: string, own: Set<string>, platform: Set<string>): void {
    const path = `${folder}/${file}`;
    if (own.has(path)) return;
    own.add(path);
    for (const imported of layer.chunks.find((chunk) => chunk.file === file)!.imports) {
      if (layer.chunks.some((chunk) => chunk.file === imported)) this.follow(folder, layer, imported, own, platform);
      else this.#add(imported, platform);
    }
  }

  #add(specifier: string, used: Set<string>): void {
    const found = this.#layers.find(([, { entries }]) => Object.hasOwn(entries, specifier));
    if (!found) throw new Error(`No layer has ${specifier}`);
    const [folder, layer] = found;
    this.#addFile(folder, layer, layer.entries[specifier]!, used);
  }

  #addFile(folder: string, layer: Layer, file: string, used: Set<string>): void {
    const path = `${folder}/${file}`;
    if (used.has(path)) return;
    used.add(path);
    for (const imported of layer.chunks.find((chunk) => chunk.file === file)!.imports) {
      if (layer.chunks.some((chunk) => chunk.file === imported)) this.#addFile(folder, layer, imported, used);
      else this.#add(imported, used);
    }
  }
}
