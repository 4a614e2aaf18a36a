import { LightningElement, wire } from 'lwc';
import basePath from '@salesforce/community/basePath';
import lang from '@salesforce/i18n/lang';
import language from '@salesforce/label/c.Site_Language';
import siteId from '@salesforce/site/Id';
import activeLanguages, { type Language } from '@salesforce/site/activeLanguages';
import { CurrentPageReference } from 'lightning/navigation';

/** The platform also says which is the site's own; the published types do not. */
const LANGUAGES: readonly (Language & { readonly default?: boolean })[] = activeLanguages;

/** A year: longer than most people go without choosing again. */
const COOKIE_SECONDS = 365 * 24 * 60 * 60;

/**
 * The page that is shown, in each language of the site. A language other than the site's own stands first in the address:
 * LWR Sites for Experience Cloud, "Multilingual LWR Sites".
 */
export default class LanguagePicker extends LightningElement {
  label = { language };
  private address = '';

  @wire(CurrentPageReference)
  readPage(): void {
    this.address = window.location.pathname.slice(basePath.length) + window.location.search;
  }

  /**
   * The site sends whoever comes to an address without a language to their own: the choice of its default language would not
   * hold. It asks this cookie first. LWR Sites for Experience Cloud, "Automatic Language Detection"; name as seen on sites.
   */
  handleChoose(event: Event): void {
    const { hreflang } = event.currentTarget as HTMLAnchorElement;
    document.cookie = `PreferredLanguage${siteId}=${hreflang}; path=/; max-age=${COOKIE_SECONDS}; samesite=lax`;
  }

  get isNeeded(): boolean {
    return LANGUAGES.length > 1;
  }

  get languages() {
    const codes = LANGUAGES.map(({ code }) => code);
    const ending = codes.find((code) => basePath.endsWith(`/${code}`));
    const root = ending ? basePath.slice(0, -ending.length - 1) : basePath;
    const current = ending ?? LANGUAGES.find((one) => one.default)?.code ?? lang;
    return LANGUAGES.map((one) => ({
      code: one.code,
      label: one.label,
      isCurrent: one.code === current,
      href: `${root}${one.default ? '' : `/${one.code}`}${this.address}`,
    }));
  }
}
