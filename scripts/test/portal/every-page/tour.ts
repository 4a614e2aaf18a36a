// A way through all pages of the site, taken from its metadata: a page that is about a record is opened by the first link to it
// that the pages before showed, so that a new page is visited without a word here.
import type { Page } from 'playwright-core';
import { menusFor } from '../../../../local/src/salesforce/site/metadata/menus.ts';
import type { Route } from '../../../../local/src/salesforce/site/metadata/routes.ts';
import type { Edition } from '../../../../local/src/salesforce/site/server/site-builds.ts';

export interface Stop {
  readonly route: Route;
  /** Below the site: `orders`, `order?recordId=801…`. */
  readonly path: string;
  /** The record that the address names is somebody else's. */
  readonly isOfOthers: boolean;
}

/** By address of a page, what an address of a record adds to it: `order` → `recordId=801…`. */
export type Records = ReadonlyMap<string, string>;

const NAMES_RECORD = /\b(recordId|urlName)=\w/;

/** Served while the site is away, without its code: what stands there is the official generator's. */
const OF_THE_PLATFORM: ReadonlySet<string> = new Set(['service-not-available', 'too-many-requests']);

/** All pages that a guest or a member may see, the menu's first. Who has signed in has no use for the pages of signing in. */
export function tourOf({ site, project }: Edition, isGuest: boolean, others: Records): Tour {
  const menus = Object.values(menusFor(project, site.networkName, false)).flat();
  const first = menus.map(({ actionValue }) => (actionValue ?? '').replace(/^\//, ''));
  const isForGuests = ({ routeType, isPublic }: Route): boolean =>
    isPublic && !routeType.startsWith('custom-') && routeType !== 'error';
  const routes = site.routes.filter(
    (route) => !OF_THE_PLATFORM.has(route.routeType) && (isGuest ? route.isPublic : !isForGuests(route)),
  );
  return new Tour(routes, first, others);
}

/** Addresses of a page's links, below `base`. */
export async function linksOf(page: Page, base: string): Promise<string[]> {
  const links = await page.locator('a[href]').all();
  const hrefs = await Promise.all(links.map((link) => link.getAttribute('href')));
  return hrefs.flatMap((href) => (href?.startsWith(base) ? [href.slice(base.length)] : []));
}

export class Tour {
  readonly #left: Route[];
  readonly #first: ReadonlySet<string>;
  readonly #others: Records;
  readonly #own = new Map<string, string>();

  /**
   * @param first addresses of the pages to begin with, such as those of the menu: they lead to others
   * @param others records of somebody else, for pages of which this visitor has nothing to see
   */
  constructor(routes: readonly Route[], first: readonly string[], others: Records) {
    const rank = (route: Route): number => first.toReversed().indexOf(addressOf(route));
    this.#left = routes.toSorted((a, b) => rank(b) - rank(a));
    this.#first = new Set(first);
    this.#others = others;
  }

  /** Records that the visitor's own pages led to. */
  get records(): Records {
    return this.#own;
  }

  /** The next page; undefined when all have been visited. */
  next(): Stop | undefined {
    const leadsOn = (route: Route): boolean => this.#first.has(addressOf(route)) || this.#own.has(addressOf(route));
    const route = this.#left.find(leadsOn) ?? this.#left[0];
    if (!route) return undefined;
    this.#left.splice(this.#left.indexOf(route), 1);
    const address = addressOf(route);
    const record = this.#own.get(address) ?? this.#others.get(address);
    const isOfOthers = !this.#own.has(address) && record !== undefined;
    return { route, path: record ? `${address}?${record}` : address, isOfOthers };
  }

  /** Links of a page, below the site. */
  see(hrefs: readonly string[]): void {
    for (const href of hrefs) {
      const [address = '', query = ''] = href.split('?');
      if (NAMES_RECORD.test(query) && !this.#own.has(address)) this.#own.set(address, query);
    }
  }
}

const addressOf = ({ path }: Route): string => path.join('/');
