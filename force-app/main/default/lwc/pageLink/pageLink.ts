import { LightningElement, api } from 'lwc';
import { NavigationMixin } from 'lightning/navigation';
import { pageReference, type PageName } from 'c/pages';

/** A link to another page of the site: a real one, that can be opened in a new tab and is read out as one. */
export default class PageLink extends NavigationMixin(LightningElement) {
  @api label = '';
  @api page: PageName = 'home';
  /** What the page is about; stands in the address as `recordId`. */
  @api recordId: string | undefined;
  /** The page that the other one leads back to when it is done; stands in the address by its name. */
  @api returnTo: PageName | undefined;
  href = '';

  connectedCallback(): void {
    void this[NavigationMixin.GenerateUrl](this.target).then((url) => {
      this.href = url;
    });
  }

  get target() {
    return pageReference(this.page, {
      ...(this.recordId && { recordId: this.recordId }),
      ...(this.returnTo && { returnTo: this.returnTo }),
    });
  }

  handleClick(event: MouseEvent): void {
    // With a modifier the browser opens it elsewhere, as asked.
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    this[NavigationMixin.Navigate](this.target);
  }
}
