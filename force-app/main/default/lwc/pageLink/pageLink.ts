import { LightningElement, api } from 'lwc';
import { NavigationMixin } from 'lightning/navigation';
import opensTab from '@salesforce/label/c.Common_Opens_Tab';
import { pageReference, type PageName } from 'c/pages';

/** A link to another page of the site: a real one, that can be opened in a new tab and is read out as one. */
export default class PageLink extends NavigationMixin(LightningElement) {
  texts = { opensTab };

  @api label = '';
  @api page: PageName = 'home';
  /** What the page is about; stands in the address as `recordId`. */
  @api recordId: string | undefined;
  /** The page that the other one leads back to when it is done; stands in the address by its name. */
  @api returnTo: PageName | undefined;
  /** The article that the page shows; stands in the address by its name. */
  @api urlName: string | undefined;
  /** A button by its looks, for what a page is mostly for. It stays a link. */
  @api isButton = false;
  /** Among words of a sentence, where a colour alone would not tell it from them. */
  @api isInText = false;
  /** Beside this page, so that nothing typed here is lost; says so to whoever cannot see it. */
  @api opensTab = false;
  /** It leads to the page that is shown. */
  @api isCurrent = false;
  href = '';

  connectedCallback(): void {
    void this[NavigationMixin.GenerateUrl](this.target).then((url) => {
      this.href = url;
    });
  }

  get className(): string {
    if (this.isButton) return 'slds-button slds-button_brand';
    return this.isInText ? 'in-text' : '';
  }

  get current(): 'page' | undefined {
    return this.isCurrent ? 'page' : undefined;
  }

  get tab(): string | undefined {
    return this.opensTab ? '_blank' : undefined;
  }

  get target() {
    return pageReference(this.page, {
      ...(this.recordId && { recordId: this.recordId }),
      ...(this.urlName && { urlName: this.urlName }),
      ...(this.returnTo && { returnTo: this.returnTo }),
    });
  }

  handleClick(event: MouseEvent): void {
    if (this.opensTab) return;
    // With a modifier the browser opens it elsewhere, as asked.
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    this[NavigationMixin.Navigate](this.target);
  }
}
