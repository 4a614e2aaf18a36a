// Addresses of pages, types that the platform knows, and the three pages that belong to an object together.
// Source: LWR Sites for Experience Cloud, "Custom URL Paths", "Create Custom Pages"; forcedotcom/sf-skills, LWR sites.
import type { Bundle, Item } from './bundle.ts';
import type { SiteProblem, SiteRule } from './rule.ts';

/** Types of pages that every site may have once; pages of one's own and of objects are told by their beginning. */
const STANDARD: ReadonlySet<string> = new Set([
  'check-password',
  'error',
  'forgot-password',
  'home',
  'login-main',
  'search',
  'self-register',
  'service-not-available',
  'too-many-requests',
]);
const OWN = /^(custom-[a-z0-9-]+|managed-content-\w+)$/;
const OF_OBJECT = /^(detail|list|relatedlist)-(\w+)$/;
const PARTS = ['detail', 'list', 'relatedlist'] as const;
/** Letters, digits, hyphens and underscores; a part that begins with : is a parameter. */
const ADDRESS = /^[A-Za-z0-9_-]*(\/:?[A-Za-z0-9_-]+)*$/;

export const checkAddresses: SiteRule = function* (bundle) {
  for (const { body } of bundle.ofType('sfdc_cms__route')) {
    const prefix = body.get('urlPrefix');
    if (prefix && !ADDRESS.test(prefix.text))
      yield { at: prefix.at, what: `the address ‘${prefix.text}’ has signs that an address cannot have` };
    const type = body.get('routeType');
    if (type && !STANDARD.has(type.text) && !OWN.test(type.text) && !OF_OBJECT.test(type.text))
      yield { at: type.at, what: `there is no type of page ${type.text}; pages of one’s own begin with custom-` };
  }
  yield* checkObjectPages(bundle);
};

/** Detail, list and related list: the platform leads from one to the others, and they share an address. */
function* checkObjectPages(bundle: Bundle): Iterable<SiteProblem> {
  const pages = bundle.ofType('sfdc_cms__route').flatMap((route) => {
    const [, part, object] = OF_OBJECT.exec(route.body.textAt('routeType')) ?? [];
    return part && object ? [{ part, object, route }] : [];
  });
  for (const [object, own] of Map.groupBy(pages, (page) => page.object)) {
    const first: Item = own[0]!.route;
    const missing = PARTS.filter((part) => !own.some((page) => page.part === part));
    if (missing.length > 0)
      yield {
        at: first.content.at,
        what: `the pages of ${object} lack ${missing.map((part) => `${part}-${object}`).join(', ')}`,
      };
    const prefix = first.body.textAt('urlPrefix');
    for (const { route } of own.slice(1))
      if (route.body.textAt('urlPrefix') !== prefix)
        yield {
          at: (route.body.get('urlPrefix') ?? route.body).at,
          what: `pages of one object share an address: ${prefix}`,
        };
  }
}
