// Which language an address, a cookie, a user or a browser asks for.
// Source: LWR Sites for Experience Cloud, "Automatic Language Detection for Multilingual LWR Sites": the path names the
// language; without one, the cookie, the user's language or the browser's decides, and the visitor is sent on.
import type { Language, Site } from './site.ts';

/** As addresses have it: `en_US` → `en-US`. */
export const codeOf = ({ locale }: Language): string => locale.replace('_', '-');

export const defaultLanguage = ({ languages }: Site): Language => languages[0]!;

/** The language that a first segment of a path names. */
export function languageOfSegment({ languages }: Site, segment: string): Language | undefined {
  return languages.slice(1).find((language) => codeOf(language).toLowerCase() === segment.toLowerCase());
}

/** The first of these wishes that the site has, by language and country, else by language alone. */
export function firstKnown({ languages }: Site, wishes: readonly string[]): Language | undefined {
  for (const wish of wishes) {
    const wanted = wish.replace('_', '-').toLowerCase();
    const exact = languages.find((language) => codeOf(language).toLowerCase() === wanted);
    const similar = languages.find((language) => primary(codeOf(language)) === primary(wanted));
    if (exact ?? similar) return exact ?? similar;
  }
  return undefined;
}

const primary = (code: string): string => code.split('-')[0]!.toLowerCase();

/** Languages of an Accept-Language header, the most wanted first. */
export function acceptedLanguages(header: string): string[] {
  return header
    .split(',')
    .map((part) => {
      const [code = '', weight] = part.trim().split(/;\s*q=/);
      return { code, weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ code, weight }) => code !== '' && code !== '*' && weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ code }) => code);
}

/** Where a language's pages are: the default language needs no segment. */
export function basePathOf(site: Site, language: Language): string {
  const root = site.urlPathPrefix === '' ? '' : `/${site.urlPathPrefix}`;
  return language === defaultLanguage(site) ? root : `${root}/${codeOf(language)}`;
}
