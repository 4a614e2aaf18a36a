import { LightningElement, wire } from 'lwc';
import language from '@salesforce/label/c.Site_Language';
import { addressIn, rememberLanguage, siteLanguages } from 'c/siteLanguages';
import { CurrentPageReference } from 'lightning/navigation';

/** The page that is shown, in each language of the site. */
export default class LanguagePicker extends LightningElement {
  label = { language };
  languages: readonly { code: string; label: string; isCurrent: boolean; href: string }[] = [];

  @wire(CurrentPageReference)
  readPage(): void {
    this.languages = siteLanguages().map((one) => ({ ...one, href: addressIn(one.code) }));
  }

  get isNeeded(): boolean {
    return this.languages.length > 1;
  }

  handleChoose(event: Event): void {
    rememberLanguage((event.currentTarget as HTMLAnchorElement).hreflang);
  }
}
