// Whoever may see a page may call the Apex behind it: guests what public pages call, members what the others call.
// Source: Apex Developer Guide, "AuraEnabled Annotation": guests and portal users need access to the class of each method.
import { childrenOf } from '../../../local/src/salesforce/metadata/xml.ts';
import { ALWAYS_PUBLIC } from '../../../local/src/salesforce/site/metadata/routes.ts';
import { findingAt, type Finding } from '../finding.ts';
import type { SourceTree } from '../source-tree.ts';
import { ownComponents, readBundles, type Bundle, type Item } from './bundle.ts';
import { apexUsesOf, ComponentGraph } from './components.ts';
import { networkOf } from './names.ts';

/** The permission set of a site's guest user: the platform keeps its assignment outside of the metadata. */
const GUESTS = 'Portal_Guest';

/** @param isGranted whether a permission set gives an Apex class */
export function pageGrants(tree: SourceTree, isGranted: (className: string, holder: string) => boolean): Finding[] {
  const graph = new ComponentGraph(tree);
  return readBundles(tree).bundles.flatMap((bundle) => {
    const members = membersOf(bundle, tree);
    return bundle.ofType('sfdc_cms__route').flatMap((route) => {
      const view = bundle.find('sfdc_cms__view', route.body.textAt('activeViewId'));
      if (!view) return [];
      const sources = graph.sourcesBelow(ownComponents(view).map(({ name }) => name));
      const visitors = visitorsOf(bundle, route, members);
      // Where both may come, a component that asks who is there shows members what is theirs.
      const isOpen = visitors.includes(GUESTS);
      const forAll = sources.filter(({ text }) => !text.includes('@salesforce/user/isGuest'));
      return visitors.flatMap((visitor) =>
        (isOpen && visitor !== GUESTS ? forAll : sources)
          .flatMap(apexUsesOf)
          .filter(({ className }) => !isGranted(className, visitor))
          .map(({ className, method, at }) =>
            findingAt(at, `the page ${route.name} calls ${className}.${method}, which ${visitor} does not grant`),
          ),
      );
    });
  });
}

function membersOf(bundle: Bundle, tree: SourceTree): string[] {
  const network = networkOf(bundle, tree);
  const groups = network ? childrenOf(network.xml, 'networkMemberGroups') : [];
  return groups.flatMap((group) => childrenOf(group, 'permissionSet')).map(({ text }) => text);
}

/** Permission sets of those who may see a page. Who has signed in is led past the pages for signing in. */
function visitorsOf(bundle: Bundle, { body }: Item, members: readonly string[]): readonly string[] {
  if (ALWAYS_PUBLIC.has(body.textAt('routeType'))) return [GUESTS];
  const access = body.textAt('pageAccess');
  const [site] = bundle.ofType('sfdc_cms__site');
  const isOpen =
    access === 'UseParent' ? site?.body.textAt('authenticationType') !== 'AUTHENTICATED' : access === 'Public';
  return isOpen ? [GUESTS, ...members] : members;
}
