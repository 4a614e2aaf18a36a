// The languages of the site, and where a page is in each of them. A language other than the site's own stands first in the address.
// LWR Sites for Experience Cloud, "Multilingual LWR Sites".
import basePath from '@salesforce/community/basePath';
import lang from '@salesforce/i18n/lang';
import siteId from '@salesforce/site/Id';
import activeLanguages, { type Language } from '@salesforce/site/activeLanguages';
import { languageInAddress, siteRoot } from 'c/siteRoot';

/** The platform also says which is the site's own; the published types do not. */
const LANGUAGES: readonly (Language & { readonly default?: boolean })[] = activeLanguages;

/** A year: longer than most people go without choosing again. */
const COOKIE_SECONDS = 365 * 24 * 60 * 60;

export interface SiteLanguage {
  /** `en-US`, `ja` */
  readonly code: string;
  /** In that language. */
  readonly label: string;
  /** The page is in it. */
  readonly isCurrent: boolean;
}

export function siteLanguages(): readonly SiteLanguage[] {
  const current = languageInAddress ?? LANGUAGES.find((one) => one.default)?.code ?? lang;
  return LANGUAGES.map(({ code, label }) => ({ code, label, isCurrent: code === current }));
}

/** Address of the page that is shown, in another language. */
export function addressIn(code: string): string {
  const isOwn = LANGUAGES.some((one) => one.code === code && one.default);
  const { pathname, search } = window.location;
  return `${siteRoot}${isOwn ? '' : `/${code}`}${pathname.slice(basePath.length)}${search}`;
}

/**
 * The site sends whoever comes to an address without a language to their own: the choice of its default language would not hold.
 * It asks this cookie first. LWR Sites for Experience Cloud, "Automatic Language Detection"; name as seen on sites.
 */
export function rememberLanguage(code: string): void {
  document.cookie = `PreferredLanguage${siteId}=${code}; path=/; max-age=${COOKIE_SECONDS}; samesite=lax`;
}
