// Pages of a site: a route and its view, told apart by type and address, on a layout the theme has.
// Source: LWR Sites for Experience Cloud, "Route and View Properties"; DigitalExperienceBundle of the official generator.
import { repeatedBy } from './repeated.ts';
import type { Item } from './bundle.ts';
import type { SiteProblem, SiteRule } from './rule.ts';

/** Without these a site is not published, or nobody can sign in or be told what is wrong. */
const REQUIRED_ROUTES: readonly string[] = [
  'home',
  'login-main',
  'self-register',
  'forgot-password',
  'check-password',
  'error',
  'service-not-available',
  'too-many-requests',
];
const ACCESS: ReadonlySet<string> = new Set(['UseParent', 'Public', 'RequiresLogin']);
/** Types of one object's pages, which share an address: `detail-500`, `list-500`. */
const OF_OBJECT = /^(detail|list|relatedlist)-/;

export const checkPages: SiteRule = function* (bundle) {
  const routes = bundle.ofType('sfdc_cms__route');
  const views = bundle.ofType('sfdc_cms__view');
  for (const route of routes)
    yield* checkRoute(route, bundle.find('sfdc_cms__view', route.body.textAt('activeViewId')));
  yield* unique(routes, 'activeViewId', 'shows the view');
  yield* unique(routes, 'routeType', 'is of the type');
  yield* unique(views, 'viewType', 'is of the type');
  yield* unique(
    routes.filter(({ body }) => !OF_OBJECT.test(body.textAt('routeType'))),
    'urlPrefix',
    'is at the address',
  );
  const shown = new Set(routes.map(({ body }) => body.textAt('activeViewId')));
  for (const view of views)
    if (!shown.has(view.name)) yield { at: view.content.at, what: `no route shows the view ${view.name}` };
  const types = new Set(routes.map(({ body }) => body.textAt('routeType')));
  for (const type of REQUIRED_ROUTES)
    if (!types.has(type)) yield { at: { file: bundle.folder, line: 1 }, what: `has no route of the type ${type}` };
};

function* checkRoute({ name, body }: Item, view: Item | undefined): Iterable<SiteProblem> {
  const at = (key: string) => (body.get(key) ?? body).at;
  const routeType = body.textAt('routeType');
  if (!view) yield { at: at('activeViewId'), what: `there is no view ${body.textAt('activeViewId')}` };
  else if (view.body.textAt('viewType') !== routeType)
    yield { at: at('routeType'), what: `is ${routeType}, but its view is ${view.body.textAt('viewType')}` };
  if (!ACCESS.has(body.textAt('pageAccess')))
    yield {
      at: at('pageAccess'),
      what: `pageAccess is ${body.textAt('pageAccess')}, not one of ${[...ACCESS].join(', ')}`,
    };
  if (routeType.startsWith('custom-') && !name.endsWith('__c'))
    yield { at: at('routeType'), what: `the folder of a custom page ends with __c, unlike ${name}` };
  if (body.textAt('urlPrefix') === '' && routeType !== 'home')
    yield { at: at('urlPrefix'), what: 'only the home page is at the site’s own address' };
}

/** Names are compared as the platform compares them: without regard to case. */
function* unique(items: readonly Item[], key: string, says: string): Iterable<SiteProblem> {
  for (const { item, first } of repeatedBy(items, ({ body }) => body.textAt(key).toLowerCase()))
    yield {
      at: (item.body.get(key) ?? item.body).at,
      what: `${item.name} ${says} ${item.body.textAt(key)}, as ${first.name} does`,
    };
}

/** Every item is filed under its own name, and every view is on a layout that the theme has. */
export const checkFiling: SiteRule = function* (bundle) {
  for (const { type, name, content, meta } of bundle.items) {
    if (!meta) yield { at: content.at, what: 'there is no _meta.json beside it' };
    else if (meta.textAt('apiName') !== name)
      yield { at: meta.get('apiName')?.at ?? meta.at, what: `apiName is not the name of the folder, ${name}` };
    else if (meta.textAt('type') !== type || content.textAt('type') !== type)
      yield { at: meta.get('type')?.at ?? meta.at, what: `type is not that of the folder, ${type}` };
  }
  for (const { item, first } of repeatedBy(bundle.items, ({ type, content }) => `${type}/${content.textAt('urlName')}`))
    yield {
      at: (item.content.get('urlName') ?? item.content).at,
      what: `urlName ${item.content.textAt('urlName')} is that of ${first.name}`,
    };
};

export const checkLayouts: SiteRule = function* (bundle) {
  const themes = bundle.ofType('sfdc_cms__theme');
  const layouts = themes.flatMap(({ body }) => body.get('layouts')?.items ?? []);
  const types = new Set(layouts.map((layout) => layout.textAt('layoutType')));
  for (const layout of layouts)
    if (!bundle.find('sfdc_cms__themeLayout', layout.textAt('layoutId')))
      yield { at: layout.at, what: `there is no theme layout ${layout.textAt('layoutId')}` };
  for (const theme of themes) {
    const branding = theme.body.textAt('activeBrandingSetId');
    if (!bundle.find('sfdc_cms__brandingSet', branding))
      yield { at: theme.body.at, what: `there is no branding set ${branding}` };
    if (!types.has('Inner')) yield { at: theme.body.at, what: 'has no layout of the type Inner' };
  }
  for (const { body } of bundle.ofType('sfdc_cms__view')) {
    const type = body.get('themeLayoutType');
    if (!type || !types.has(type.text))
      yield { at: (type ?? body).at, what: `the theme has no layout of the type ${type?.text ?? ''}` };
  }
};
