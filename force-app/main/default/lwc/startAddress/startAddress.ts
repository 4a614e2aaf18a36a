// Where a visitor goes on to after signing in. The address says so, and anybody can have written it: it never leads off the site.
import basePath from '@salesforce/community/basePath';
import { siteRoot } from 'c/siteRoot';

/** @param asked what the address of the page says, in whatever shape. @returns path and query of a page of the site */
export function startAddress(asked: string | undefined): string {
  const first = `${basePath}/`;
  if (!asked) return first;
  try {
    // As the browser would read it: `//elsewhere`, `/\elsewhere` and `..` are seen through.
    const { origin, pathname, search } = new URL(asked, window.location.origin);
    const isOnSite = origin === window.location.origin && `${pathname}/`.startsWith(`${siteRoot}/`);
    return isOnSite ? pathname + search : first;
  } catch {
    return first;
  }
}
