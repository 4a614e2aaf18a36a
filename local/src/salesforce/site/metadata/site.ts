// An Experience Cloud site as its metadata has it: an enhanced LWR site in source format.
// Reads the bundle and what belongs to it; decides nothing about how a page looks.
// @see Metadata API Developer Guide, "DigitalExperienceBundle", "DigitalExperienceConfig", "Network", "CustomSite"
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Component, Project } from '../../metadata/project.ts';
import { SourceError } from '../../metadata/source-error.ts';
import { child, textOf } from '../../metadata/xml.ts';
import {
  isObject,
  readContent,
  readPlacement,
  regionOf,
  textOf as stringOf,
  type ContentItem,
  type Placement,
} from './placement.ts';
import { readRoute, type Route } from './routes.ts';

export interface View {
  readonly name: string;
  readonly file: string;
  readonly viewType: string;
  readonly themeLayoutType: string;
  readonly component: Placement;
  /** Title and description by language; '' where the site has one language only. */
  readonly seo: (language: string) => Seo;
}

export interface Seo {
  readonly title: string;
  readonly description: string;
}

export interface ThemeLayout {
  readonly name: string;
  readonly file: string;
  readonly component: Placement;
}

export interface Language {
  /** As the platform writes it: `en_US`, `ja`. */
  readonly locale: string;
  readonly label: string;
}

export interface Site {
  /** Folder of the bundle: `Customer_Portal1`. */
  readonly name: string;
  readonly label: string;
  /** First segment of every address, without slashes: `customer`; '' for a site at the root. */
  readonly urlPathPrefix: string;
  /** Relative to the project root. */
  readonly folder: string;
  readonly routes: readonly Route[];
  readonly views: ReadonlyMap<string, View>;
  /** By layout type, such as `Inner`. */
  readonly themeLayouts: ReadonlyMap<string, ThemeLayout>;
  readonly branding: Readonly<Record<string, unknown>>;
  /** The default language comes first. */
  readonly languages: readonly Language[];
  readonly isPublicByDefault: boolean;
  /** Of the Network: whether members may be served at all. */
  readonly isLive: boolean;
  readonly networkName: string;
}

/** Where the project's sites are, without reading what is on them. */
export function sitePlaces(project: Project): { readonly name: string; readonly urlPathPrefix: string }[] {
  return bundlesOf(project).map(({ file }) => {
    const folder = dirname(file);
    const name = folder.split('/').at(-1)!;
    return { name, urlPathPrefix: configOf(project, name, folder).urlPathPrefix };
  });
}

/** Enhanced LWR sites of the project, in the order of their folders. @throws SourceError a site is incomplete or contradicts itself */
export function readSites(project: Project): Site[] {
  return bundlesOf(project).map(({ file }) => readSite(project, dirname(file)));
}

function bundlesOf(project: Project): readonly Component[] {
  return project.ofType('DigitalExperienceBundle').filter(({ file }) => file.includes('/digitalExperiences/site/'));
}

function readSite(project: Project, folder: string): Site {
  const name = folder.split('/').at(-1)!;
  const items = (type: string): ContentItem[] => itemsOf(project.root, folder, type);
  const only = (type: string): ContentItem => {
    const [found, ...more] = items(type);
    if (!found || more.length > 0)
      throw new SourceError({ file: folder, line: 1 }, `has ${found ? 'more than one' : 'no'} ${type}: it needs one`);
    return found;
  };
  const { label, urlPathPrefix } = configOf(project, name, folder);
  const isPublicByDefault = only('sfdc_cms__site').body['authenticationType'] !== 'AUTHENTICATED';
  const views = new Map(items('sfdc_cms__view').map((item) => [item.name, readView(project.root, item)]));
  const routes = items('sfdc_cms__route').map((item) => readRoute(item, isPublicByDefault));
  requirePairs(routes, views);
  const theme = themeOf(items, only);
  const network = project.ofType('Network').find(({ xml }) => xml && textOf(xml, 'picassoSite') === name);
  return {
    name,
    label,
    urlPathPrefix,
    folder,
    routes,
    views,
    themeLayouts: theme.layouts,
    branding: theme.branding,
    languages: languagesOf(items('sfdc_cms__languageSettings')[0]),
    isPublicByDefault,
    isLive: (network?.xml && textOf(network.xml, 'status')) === 'Live',
    networkName: network?.fullName ?? label,
  };
}

function itemsOf(root: string, folder: string, type: string): ContentItem[] {
  const home = join(root, folder, type);
  if (!existsSync(home)) return [];
  return readdirSync(home, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => readContent(root, `${folder}/${type}/${name}/content.json`, name));
}

function configOf(project: Project, name: string, folder: string): { label: string; urlPathPrefix: string } {
  const config = project
    .ofType('DigitalExperienceConfig')
    .find(({ xml }) => xml && textOf(xml, 'space') === `site/${name}`);
  if (!config?.xml)
    throw new SourceError({ file: folder, line: 1 }, `no DigitalExperienceConfig has the space site/${name}`);
  const site = child(config.xml, 'site');
  return {
    label: textOf(config.xml, 'label') ?? name,
    urlPathPrefix: ((site && textOf(site, 'urlPathPrefix')) ?? '').replace(/^\/+|\/+$/g, ''),
  };
}

function requirePairs(routes: readonly Route[], views: ReadonlyMap<string, View>): void {
  for (const { file, viewId, routeType } of routes) {
    const view = views.get(viewId);
    if (!view) throw new SourceError({ file, line: 1 }, `activeViewId ${viewId} is no view of the site`);
    if (view.viewType !== routeType)
      throw new SourceError(
        { file, line: 1 },
        `routeType ${routeType} is not the viewType ${view.viewType} of ${view.file}`,
      );
  }
}

function readView(root: string, item: ContentItem): View {
  const component = readPlacement(item);
  return {
    name: item.name,
    file: item.file,
    viewType: stringOf(item.body['viewType']),
    themeLayoutType: stringOf(item.body['themeLayoutType'], 'Inner'),
    component,
    seo: seoIn(root, item, component),
  };
}

/** The page's title in a language: of the variant of the view in that language, where there is one beside content.json. */
function seoIn(root: string, item: ContentItem, component: Placement): View['seo'] {
  const own = seoOf(component);
  const known = new Map<string, Seo>();
  return (language) => {
    let seo = known.get(language);
    if (!seo) {
      const file = `${dirname(item.file)}/${language}.json`;
      seo = existsSync(join(root, file)) ? seoOf(readPlacement(readContent(root, file, item.name))) : own;
      known.set(language, seo);
    }
    return seo;
  };
}

function seoOf(component: Placement): Seo {
  const assistant = regionOf(component, 'sfdcHiddenRegion')?.children.find(
    ({ definition }) => definition === 'community_builder:seoAssistant',
  );
  const text = (name: string): string => stringOf(assistant?.attributes[name]);
  return { title: text('pageTitle'), description: text('description') };
}

function themeOf(
  items: (type: string) => ContentItem[],
  only: (type: string) => ContentItem,
): { layouts: Map<string, ThemeLayout>; branding: Readonly<Record<string, unknown>> } {
  const appPage = only('sfdc_cms__appPage');
  const theme = items('sfdc_cms__theme').find(({ name }) => name === appPage.body['currentThemeId']);
  if (!theme)
    throw new SourceError(
      { file: appPage.file, line: 1 },
      `there is no theme ${String(appPage.body['currentThemeId'])}`,
    );
  const layouts = new Map<string, ThemeLayout>();
  const all = items('sfdc_cms__themeLayout');
  for (const entry of Array.isArray(theme.body['layouts']) ? (theme.body['layouts'] as unknown[]) : []) {
    const { layoutId, layoutType } = isObject(entry) ? entry : {};
    const item = all.find(({ name }) => name === layoutId);
    if (!item) throw new SourceError({ file: theme.file, line: 1 }, `there is no theme layout ${String(layoutId)}`);
    layouts.set(String(layoutType), { name: item.name, file: item.file, component: readPlacement(item) });
  }
  if (!layouts.has('Inner')) throw new SourceError({ file: theme.file, line: 1 }, 'needs a layout of the type Inner');
  const branding = items('sfdc_cms__brandingSet').find(({ name }) => name === theme.body['activeBrandingSetId']);
  const values = branding?.body['values'];
  return { layouts, branding: isObject(values) ? values : {} };
}

function languagesOf(settings: ContentItem | undefined): Language[] {
  const entries = Array.isArray(settings?.body['languages']) ? (settings.body['languages'] as unknown[]) : [];
  const active = entries.filter(isObject).filter(({ isActive }) => isActive !== false);
  const languages = active.map(({ locale, label }) => ({ locale: String(locale), label: String(label ?? locale) }));
  const first = languages.find(({ locale }) => locale === settings?.body['defaultLocale']);
  if (!first) return [{ locale: 'en_US', label: 'English (US)' }];
  return [first, ...languages.filter((language) => language !== first)];
}
