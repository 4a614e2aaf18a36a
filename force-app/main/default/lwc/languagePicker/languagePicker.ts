import { LightningElement, wire } from 'lwc';
import basePath from '@salesforce/community/basePath';
import lang from '@salesforce/i18n/lang';
import language from '@salesforce/label/c.Site_Language';
import activeLanguages, { type Language } from '@salesforce/site/activeLanguages';
import { CurrentPageReference } from 'lightning/navigation';

/** The platform also says which is the site's own; the published types do not. */
const LANGUAGES: readonly (Language & { readonly default?: boolean })[] = activeLanguages;

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
