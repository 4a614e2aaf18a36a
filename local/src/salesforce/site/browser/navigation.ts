// lightning/navigation: moving on without loading the page anew, and telling components where they are.
import { addressOf, matchPath, referenceOf, type PageReference } from '../address.ts';
import { siteData } from './session.ts';

type Tell<T> = (value: T) => void;

/** What the page shows changes in page.ts; it registers itself here. */
let go: (address: string, replace: boolean) => void = (address) => window.location.assign(address);
let current: PageReference | undefined;
const listeners = new Set<Tell<PageReference>>();

export function whoGoes(show: typeof go): void {
  go = show;
}

/** Tells every component that listens where it is now. */
export function tellPage(reference: PageReference): void {
  current = Object.freeze(reference);
  for (const tell of listeners) tell(current);
}

/** The wire adapter of the current page reference. */
export class CurrentPageReference {
  readonly #tell: Tell<PageReference>;
  constructor(tell: Tell<PageReference | undefined>) {
    this.#tell = tell;
    tell(current);
  }
  connect(): void {
    listeners.add(this.#tell);
    if (current) this.#tell(current);
  }
  disconnect(): void {
    listeners.delete(this.#tell);
  }
  update(): void {}
}

const CONTEXT = Object.freeze({ isNavigationContext: true });

/** The wire adapter that `navigate` and `generateUrl` take their context from. */
export class NavigationContext {
  constructor(tell: Tell<object>) {
    tell(CONTEXT);
  }
  connect(): void {}
  disconnect(): void {}
  update(): void {}
}

export const generateUrl = (_context: object, reference: PageReference): string => addressOf(siteData, reference);

export function navigate(_context: object, reference: PageReference, replace = false): void {
  const address = addressOf(siteData, reference);
  const target = new URL(address, window.location.href);
  const isPage = target.origin === window.location.origin && pathInSite(target.pathname) !== undefined;
  if (isPage && reference.type !== 'standard__webPage') return go(address, replace);
  if (isPage && matchPath(siteData.routes, pathInSite(target.pathname)!)) return go(address, replace);
  // What a page reference of the type “web page” leads to elsewhere opens beside the site, as on the platform.
  if (reference.type === 'standard__webPage' && target.origin !== window.location.origin)
    return void window.open(address, '_blank', 'noopener,noreferrer');
  window.location.assign(address);
}

/** The part of a path below the site, in the page's language; undefined elsewhere. */
export function pathInSite(pathname: string): string | undefined {
  const { basePath } = siteData;
  return pathname === basePath || pathname.startsWith(`${basePath}/`) ? pathname.slice(basePath.length) : undefined;
}

const NAVIGATE = Symbol('Navigate');
const GENERATE_URL = Symbol('GenerateUrl');

type Constructor = new (...args: never[]) => object;

function mixin<Base extends Constructor>(base: Base): Base {
  // A mixin's constructor takes whatever its base takes.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  const extended = class extends (base as unknown as new (...args: any[]) => object) {
    [NAVIGATE](reference: PageReference, replace = false): void {
      navigate(CONTEXT, reference, replace);
    }
    [GENERATE_URL](reference: PageReference): Promise<string> {
      return Promise.resolve().then(() => generateUrl(CONTEXT, reference));
    }
  };
  return extended as unknown as Base;
}

export const NavigationMixin = Object.assign(mixin, { Navigate: NAVIGATE, GenerateUrl: GENERATE_URL });

export { matchPath, referenceOf };
