// Navigation menus of a site's network, as components get them.
// @see Metadata API Developer Guide, "NavigationMenu"; Connect REST API Developer Guide, "Navigation Menu Item"
import type { Project } from '../../metadata/project.ts';
import { child, childrenOf, textOf, type XmlElement } from '../../metadata/xml.ts';
import type { MenuItem } from '../site-data.ts';

/** Menus by developer name. @param isGuest only what is publicly available */
export function menusFor(project: Project, networkName: string, isGuest: boolean): Record<string, readonly MenuItem[]> {
  const menus = project.ofType('NavigationMenu').filter(({ xml }) => xml && textOf(xml, 'container') === networkName);
  return Object.fromEntries(menus.map(({ fullName, xml }) => [fullName, itemsOf(xml!, isGuest)]));
}

function itemsOf(element: XmlElement, isGuest: boolean): MenuItem[] {
  return childrenOf(element, 'navigationMenuItem')
    .filter((item) => !isGuest || textOf(item, 'publiclyAvailable') === 'true')
    .sort((a, b) => Number(textOf(a, 'position') ?? 0) - Number(textOf(b, 'position') ?? 0))
    .map((item) => {
      const below = child(item, 'subMenu');
      return {
        actionType: textOf(item, 'type') ?? 'InternalLink',
        actionValue: textOf(item, 'target') ?? null,
        imageUrl: null,
        label: textOf(item, 'label') ?? '',
        subMenu: below ? itemsOf(below, isGuest) : [],
        target: textOf(item, 'targetPreference') === 'OpenExternalLinkInNewTab' ? 'NewWindow' : 'CurrentWindow',
      };
    });
}
