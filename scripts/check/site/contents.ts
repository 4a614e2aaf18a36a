// The items of a bundle that every site has, and how each item is filed.
// Source: Metadata API Developer Guide, "DigitalExperienceBundle: Site Workspace Bundle and Folders"; the official generator.
import { childrenOf, textOf } from '../../../local/src/salesforce/metadata/xml.ts';
import type { SourceTree } from '../source-tree.ts';
import type { Bundle, Item } from './bundle.ts';
import type { JsonNode } from './json.ts';
import type { SiteProblem, SiteRule } from './rule.ts';

interface Kind {
  /** `path` of _meta.json, where the official generator says it. */
  readonly path?: string;
  readonly needs?: 'one' | 'some';
  readonly keys: readonly string[];
}

const KINDS: Readonly<Record<string, Kind>> = {
  sfdc_cms__appPage: { path: '', needs: 'one', keys: ['currentThemeId', 'templateName'] },
  sfdc_cms__brandingSet: { path: 'brandingSets', needs: 'some', keys: ['brandingSetType', 'definitionName', 'values'] },
  sfdc_cms__languageSettings: { path: '_settings', needs: 'some', keys: ['defaultLocale', 'languages'] },
  sfdc_cms__mobilePublisherConfig: { path: '_settings', keys: [] },
  sfdc_cms__route: { path: 'routes', needs: 'some', keys: ['activeViewId', 'routeType', 'urlPrefix', 'pageAccess'] },
  sfdc_cms__site: { path: '', needs: 'one', keys: ['authenticationType'] },
  sfdc_cms__styles: { keys: [] },
  sfdc_cms__theme: { path: 'themes', needs: 'some', keys: ['activeBrandingSetId', 'definitionName', 'layouts'] },
  sfdc_cms__themeLayout: { path: 'themeLayouts', needs: 'some', keys: ['component'] },
  sfdc_cms__trustedSites: { keys: [] },
  sfdc_cms__view: { path: 'views', needs: 'some', keys: ['component', 'themeLayoutType', 'viewType'] },
};
const AUTHENTICATION: ReadonlySet<string> = new Set([
  'AUTHENTICATED',
  'AUTHENTICATED_WITH_PUBLIC_ACCESS_ENABLED',
  'UNAUTHENTICATED',
]);

export const checkContents: SiteRule = function* (bundle, tree) {
  for (const [type, { needs }] of Object.entries(KINDS)) {
    const items = bundle.ofType(type);
    if (needs && items.length === 0)
      yield { at: { file: bundle.folder, line: 1 }, what: `has no content of the type ${type}` };
    if (needs === 'one')
      for (const item of items.slice(1))
        yield { at: item.content.at, what: `a site has one ${type}: ${items[0]!.name}` };
  }
  const files = new Set(tree.paths);
  for (const path of tree.paths.filter((each) => each.startsWith(`${bundle.folder}/`) && each.endsWith('/_meta.json')))
    if (!files.has(path.replace(/_meta\.json$/, 'content.json')))
      yield { at: { file: path, line: 1 }, what: 'there is no content.json beside it' };
  for (const item of bundle.items) yield* checkItem(item, bundle);
  yield* checkTranslated(bundle, tree);
};

/** Of ours: a language that nobody wrote the labels in is offered and not spoken. */
function* checkTranslated(bundle: Bundle, tree: SourceTree): Iterable<SiteProblem> {
  const spoken = new Set(
    tree
      .ofType('CustomLabels')
      .flatMap(({ xml }) => childrenOf(xml, 'labels').map((label) => textOf(label, 'language') ?? '')),
  );
  for (const { body } of bundle.ofType('sfdc_cms__languageSettings'))
    for (const language of body.get('languages')?.items ?? []) {
      const locale = language.textAt('locale');
      const isActive = language.get('isActive')?.written !== 'false';
      if (isActive && spoken.size > 0 && !spoken.has(locale) && !tree.find('Translations', locale))
        yield { at: language.at, what: `the site offers ${locale}, and there are no Translations ${locale}` };
    }
}

function* checkItem(item: Item, bundle: Bundle): Iterable<SiteProblem> {
  const kind = KINDS[item.type];
  if (!kind) {
    yield { at: item.content.at, what: `a site has no content of the type ${item.type}` };
    return;
  }
  const path = item.meta?.get('path');
  if (item.meta && kind.path !== undefined && path?.text !== kind.path)
    yield { at: (path ?? item.meta).at, what: `path is ‘${path?.text ?? ''}’, not ‘${kind.path}’` };
  for (const key of ['title', 'urlName'])
    if (item.content.textAt(key) === '') yield { at: item.content.at, what: `has no ${key}` };
  for (const key of kind.keys) if (!item.body.get(key)) yield { at: item.body.at, what: `has no ${key}` };
  yield* OF_TYPE[item.type]?.(item, bundle) ?? [];
}

type ItemRule = (item: Item, bundle: Bundle) => Iterable<SiteProblem>;

const OF_TYPE: Readonly<Record<string, ItemRule>> = {
  *sfdc_cms__site({ name, body, content }, bundle) {
    const type = body.get('authenticationType');
    if (type && !AUTHENTICATION.has(type.text))
      yield { at: type.at, what: `authenticationType is ${type.text}, not one of ${[...AUTHENTICATION].join(', ')}` };
    if (name !== bundle.name) yield { at: content.at, what: `is not named after the site, ${bundle.name}` };
  },
  *sfdc_cms__appPage({ body }, bundle) {
    const theme = body.get('currentThemeId');
    if (theme && !bundle.find('sfdc_cms__theme', theme.text))
      yield { at: theme.at, what: `there is no theme ${theme.text}` };
  },
  *sfdc_cms__languageSettings({ body }) {
    const languages = body.get('languages')?.items ?? [];
    const locales = languages.map((language) => language.textAt('locale'));
    const preset = body.get('defaultLocale');
    if (preset && !locales.includes(preset.text))
      yield { at: preset.at, what: `the default ${preset.text} is none of the languages` };
    for (const [index, language] of languages.entries()) yield* checkLanguage(language, locales, index);
  },
};

function* checkLanguage(language: JsonNode, locales: readonly string[], index: number): Iterable<SiteProblem> {
  const locale = language.textAt('locale');
  if (!/^[a-z]{2,3}(_[A-Z]{2})?$/.test(locale))
    yield { at: language.at, what: `‘${locale}’ is no language code such as ja or en_US` };
  if (locales.indexOf(locale) !== index) yield { at: language.at, what: `the language ${locale} stands twice` };
  const fallback = language.get('fallbackLocale');
  if (fallback && (!locales.includes(fallback.text) || fallback.text === locale))
    yield { at: fallback.at, what: `${locale} falls back to ${fallback.text}, which is no other language of the site` };
}
