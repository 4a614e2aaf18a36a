// What a component names and does not hold itself: other components, modules of the platform, parts of the org.
// Source: Lightning Web Components Developer Guide, "@salesforce Modules"; LWR Sites for Experience Cloud, "Base Lightning
// Component Limitations in LWR Sites".
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Schema } from '../../../local/src/salesforce/schema/schema.ts';
import { platformModule } from '../../../local/src/salesforce/site/build/platform-modules.ts';
import type { SourceTree } from '../source-tree.ts';
import { placeIn, type BundleProblem, type ComponentBundle, type ComponentFile } from './component-bundle.ts';

const IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*['"]([^'"]+)['"]/g;
const TAG = /<(c|lightning|lightningsnapin)-([a-z][\w-]*)/g;

/** Base components whose sources the package of base components lacks. Source: Lightning Component Reference. */
const ELSEWHERE: ReadonlySet<string> = new Set(
  (
    'fileUpload flow inputField inputRichText map messages outputField quickActionPanel recordEditForm recordForm ' +
    'recordPicker recordViewForm rating richTextToolbarButton richTextToolbarButtonGroup treeGrid verticalNavigation ' +
    'verticalNavigationItem verticalNavigationItemBadge verticalNavigationItemIcon verticalNavigationOverflow ' +
    'verticalNavigationSection clickToDial unsavedChanges formattedRichText pageReferenceUtils'
  ).split(' '),
);
/** LWR sites lack these. */
const NOT_ON_SITES: readonly (readonly [name: RegExp, instead: string])[] = [
  [/^lightning-emp-api$/, 'ask Apex again from time to time'],
  [/^lightningsnapin-/, 'it is for embedded chat'],
];
const MODULES_NOT_ON_SITES = /^(lightning\/(platformShowToastEvent|empApi)|lightningsnapin\/.*)$/;

interface Known {
  readonly tree: SourceTree;
  readonly schema: Schema | undefined;
  /** Names of the project's components. */
  readonly components: ReadonlySet<string>;
}

export function* checkUses(bundle: ComponentBundle, known: Known): Iterable<BundleProblem> {
  for (const file of bundle.files) {
    if (file.name.includes('/') || file.name.endsWith('.d.ts')) continue;
    if (/\.(ts|js)$/.test(file.name)) yield* checkImports(file, known);
    if (file.name.endsWith('.html')) yield* checkTags(file, known);
  }
}

function* checkImports(file: ComponentFile, known: Known): Iterable<BundleProblem> {
  for (const match of file.text.matchAll(IMPORT)) {
    const what = importProblem(match[1]!, known);
    if (what) yield { at: placeIn(file, match.index), what };
  }
}

function importProblem(specifier: string, known: Known): string | undefined {
  if (specifier.startsWith('c/')) return componentProblem(specifier.slice(2), known);
  if (MODULES_NOT_ON_SITES.test(specifier)) {
    const said = platformModule(specifier);
    return typeof said === 'string' ? said : `${specifier} is not supported on LWR sites`;
  }
  const [, family, name] = /^@salesforce\/(\w+)\/(.+)$/.exec(specifier) ?? [];
  if (!family || !name) return undefined; // the compiler of types knows the others
  const module = platformModule(specifier);
  if (typeof module === 'string') return module;
  return NAMED[family]?.(name, known);
}

/** Parts of the org that a module is named after. Apex and labels have checks of their own. */
const NAMED: Readonly<Record<string, (name: string, known: Known) => string | undefined>> = {
  resourceUrl: (name, { tree }) =>
    tree.find('StaticResource', name) ? undefined : `there is no static resource ${name}`,
  customPermission: (name, { tree }) =>
    tree.find('CustomPermission', name) ? undefined : `there is no custom permission ${name}`,
  schema: (name, { schema }) => schema && schemaProblem(name, schema),
};

function schemaProblem(name: string, schema: Schema): string | undefined {
  const [objectName = '', ...path] = name.split('.');
  const type = schema.type(objectName);
  if (!type) return `there is no object ${objectName}`;
  const [field] = path;
  // A path over a relationship is left to the org: `Case.Account.Name`.
  if (path.length !== 1 || !field || schema.field(type, field)) return undefined;
  return `${objectName} has no field ${field}`;
}

function componentProblem(name: string, { components }: Known): string | undefined {
  if (components.has(name)) return undefined;
  const other = [...components].find((each) => each.toLowerCase() === name.toLowerCase());
  return other ? `there is no component c/${name}; its name is ${other}` : `there is no component c/${name}`;
}

function* checkTags(file: ComponentFile, known: Known): Iterable<BundleProblem> {
  for (const match of file.text.matchAll(TAG)) {
    const [, namespace = '', tag = ''] = match;
    const what = namespace === 'c' ? componentProblem(camelCase(tag), known) : baseProblem(`${namespace}-${tag}`, tag);
    if (what) yield { at: placeIn(file, match.index), what };
  }
}

function baseProblem(whole: string, tag: string): string | undefined {
  const [, instead] = NOT_ON_SITES.find(([name]) => name.test(whole)) ?? [];
  if (instead) return `<${whole}> is not supported on LWR sites: ${instead}`;
  return isBaseComponent(camelCase(tag)) ? undefined : `there is no base component <${whole}>`;
}

const camelCase = (tag: string): string => tag.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

const base = dirname(createRequire(import.meta.url).resolve('lightning-base-components/package.json'));
const isBaseComponent = (name: string): boolean => ELSEWHERE.has(name) || existsSync(join(base, 'src/lightning', name));
