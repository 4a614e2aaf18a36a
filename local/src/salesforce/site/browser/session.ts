// Who looks at the page, in which language, on which site: written into the page by the server.
import type { SiteData } from '../site-data.ts';

export const siteData = JSON.parse(document.getElementById('site-data')!.textContent) as SiteData;

export const i18n = (name: string): unknown => siteData.i18n[name];
export const client = (_name: 'formFactor'): string => siteData.formFactor;
export const user = (name: 'Id' | 'isGuest'): unknown => siteData.user[name];
export const site = (name: 'Id' | 'activeLanguages'): unknown => siteData.site[name];
export const customPermission = (name: string): true | undefined =>
  siteData.permissions.includes(name) ? true : undefined;
export const userPermission = customPermission;
export const resourceUrl = (name: string): string => siteData.resources[name]!;

export function community(name: 'Id' | 'basePath'): string {
  return name === 'Id' ? siteData.site.communityId : siteData.basePath;
}

/** A text of a base component: in the page's language where the site has it, else in English. */
export function baseLabel(name: string, english: string): string {
  return siteData.baseLabels[name] ?? english;
}
