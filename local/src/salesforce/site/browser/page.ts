// The page in the browser: shows the view of an address in its theme layout, and moves on without loading the page anew.
import '@lwc/synthetic-shadow';
import { createElement, setHooks } from 'lwc';
import { matchPath, referenceOf, type Match } from '../address.ts';
import type { RouteData } from '../site-data.ts';
import { announce, focusOn } from './attention.ts';
import { sanitized } from './markup.ts';
import { pathInSite, tellPage, whoGoes } from './navigation.ts';
import { siteData } from './session.ts';

setHooks({ sanitizeHtmlContent: sanitized });

type ComponentConstructor = Parameters<typeof createElement>[1]['is'];
type LayoutElement = HTMLElement & { view: ComponentConstructor; parameters: Readonly<Record<string, string>> };

let layoutName: string | undefined;
let layout: LayoutElement | undefined;
/** Counts up: a view that arrives after the person has moved on is not shown. */
let turn = 0;

/** Shows what the browser's address names. @param isFirst nobody has moved: focus stays where the browser put it */
async function show(isFirst: boolean): Promise<void> {
  const mine = ++turn;
  const match = matchOf(window.location.pathname);
  if (!match) return window.location.reload();
  const { route, parameters } = match;
  const [view, frame] = await Promise.all([
    component(siteData.views, route.view),
    component(siteData.layouts, route.layout),
  ]);
  if (mine !== turn) return;
  document.title = route.title;
  document.querySelector('meta[name="description"]')?.setAttribute('content', route.description);
  const query = new URLSearchParams(window.location.search);
  tellPage(referenceOf(match, query));
  const all = { ...Object.fromEntries(query), ...parameters };
  if (!layout || layoutName !== route.layout) {
    const next = createElement('site-layout', { is: frame }) as unknown as LayoutElement;
    Object.assign(next, { view, parameters: all });
    document.getElementById('site-root')!.replaceChildren(next);
    [layout, layoutName] = [next, route.layout];
  } else Object.assign(layout, { view, parameters: all });
  document.documentElement.dataset['page'] = route.name;
  if (isFirst) return;
  announce(route.title);
  // The new view is drawn once this task has ended.
  setTimeout(() => {
    if (mine !== turn || !layout) return;
    window.scrollTo(0, placeOf(history.state));
    focusOn(layout);
  });
}

/** How far down the person had read when they left a page they come back to. */
const placeOf = (state: unknown): number => (state as { place?: number } | null)?.place ?? 0;

function matchOf(pathname: string): Match<RouteData> | undefined {
  const path = pathInSite(pathname);
  return path === undefined ? undefined : matchPath(siteData.routes, path);
}

async function component(files: Readonly<Record<string, string>>, name: string): Promise<ComponentConstructor> {
  const module = (await import(files[name]!)) as { default: ComponentConstructor };
  return module.default;
}

// Where a person was on a page is kept with it, as it is drawn anew.
history.scrollRestoration = 'manual';

whoGoes((address, replace) => {
  const target = new URL(address, window.location.href);
  const match = matchOf(target.pathname);
  // The server sends guests to the login page, and knows what to say of addresses that no route has.
  if (!match || (siteData.user.isGuest && !match.route.isPublic)) return window.location.assign(address);
  if (!replace && target.href !== window.location.href) {
    history.replaceState({ place: window.scrollY }, '');
    history.pushState(null, '', target);
  } else history.replaceState(null, '', target);
  shown = target.pathname + target.search;
  void show(false);
});

let shown = window.location.pathname + window.location.search;
window.addEventListener('popstate', () => {
  const now = window.location.pathname + window.location.search;
  // A link to a place on this page, such as “skip to content”, is for the browser.
  if (now === shown) return;
  shown = now;
  void show(false);
});

void show(true).then(() => document.documentElement.setAttribute('data-ready', ''));
if (siteData.isLive) void import('./live.ts').then(({ follow }) => follow());
