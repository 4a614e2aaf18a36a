// A person gets everywhere: every page can be reached from the menu, the frame of the site, or a page that can be reached; every
// menu item and every link leads to a page. Of ours: the platform does not mind a page that nobody finds.
import { child, childrenOf, textOf } from '../../../local/src/salesforce/metadata/xml.ts';
import type { SourceTree } from '../source-tree.ts';
import { ownComponents, type Bundle, type Item } from './bundle.ts';
import { ComponentGraph, linksOf, PAGES_MODULE, positionAt } from './components.ts';
import { networkOf } from './names.ts';
import type { SiteProblem, SiteRule } from './rule.ts';

/** The platform itself leads there. */
const REACHED_BY_PLATFORM: ReadonlySet<string> = new Set([
  'home',
  'login-main',
  'error',
  'service-not-available',
  'too-many-requests',
]);

export const checkReach: SiteRule = function* (bundle, tree) {
  const graph = new ComponentGraph(tree);
  const routes = bundle.ofType('sfdc_cms__route');
  const pages = yield* pagesOf(graph, routes);
  const isReached = new Set<Item>(routes.filter(({ body }) => REACHED_BY_PLATFORM.has(body.textAt('routeType'))));
  yield* followMenus(bundle, tree, routes, isReached);
  const follow = (item: Item): void => {
    const sources = graph.sourcesBelow(ownComponents(item).map(({ name }) => name));
    for (const { page } of sources.filter(({ name }) => name !== PAGES_MODULE).flatMap(linksOf)) {
      const route = pages.get(page);
      if (route) isReached.add(route);
    }
  };
  bundle.ofType('sfdc_cms__themeLayout').forEach(follow);
  // A set is walked on to what is added on the way.
  for (const { body } of isReached) {
    const view = bundle.find('sfdc_cms__view', body.textAt('activeViewId'));
    if (view) follow(view);
  }
  for (const route of routes)
    if (!isReached.has(route))
      yield {
        at: route.content.at,
        what: `nothing leads to ${route.name}: no menu item, no link of a page that is reached`,
      };
};

/** Routes by the short names of `c/pages`. */
function* pagesOf(graph: ComponentGraph, routes: readonly Item[]): Generator<SiteProblem, ReadonlyMap<string, Item>> {
  const pages = new Map<string, Item>();
  for (const source of graph.sourcesOf(PAGES_MODULE)) {
    const [list] = /PAGES = \{[^}]*\}/.exec(source.text) ?? [];
    if (!list) continue;
    const start = source.text.indexOf(list);
    for (const match of list.matchAll(/(\w+): '(\w+)'/g)) {
      const route = routes.find(({ name }) => name === match[2]);
      if (route) pages.set(match[1]!, route);
      else yield { at: positionAt(source, start + match.index), what: `there is no route ${match[2]}` };
    }
  }
  return pages;
}

function* followMenus(
  bundle: Bundle,
  tree: SourceTree,
  routes: readonly Item[],
  isReached: Set<Item>,
): Iterable<SiteProblem> {
  const network = networkOf(bundle, tree);
  for (const { xml } of tree.ofType('NavigationMenu')) {
    if (textOf(xml, 'container') !== network?.fullName) continue;
    const items = childrenOf(xml, 'navigationMenuItem');
    for (const item of items.filter((each) => textOf(each, 'type') === 'InternalLink')) {
      const target = child(item, 'target');
      const prefix = (target?.text ?? '').replace(/^\//, '').split('?')[0]!;
      const route = routes.find(({ body }) => body.textAt('urlPrefix').toLowerCase() === prefix.toLowerCase());
      if (!route) yield { at: (target ?? item).position, what: `no page is at ${target?.text ?? ''}` };
      else {
        isReached.add(route);
        if (textOf(item, 'publiclyAvailable') === 'true' && route.body.textAt('pageAccess') === 'RequiresLogin')
          yield { at: item.position, what: `is offered to guests, but ${route.name} asks them to sign in` };
      }
    }
  }
}
