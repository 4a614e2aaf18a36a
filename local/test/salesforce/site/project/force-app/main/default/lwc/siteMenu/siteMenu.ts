import { LightningElement, api, wire } from 'lwc';
import { NavigationMixin } from 'lightning/navigation';
import { getNavigationMenu } from 'experience/navigationMenuApi';

interface Item {
  readonly label: string;
  readonly actionValue: string;
}

export default class SiteMenu extends NavigationMixin(LightningElement) {
  @api menuName?: string;
  @wire(getNavigationMenu, { navigationLinkSetDeveloperName: '$menuName', addHomeMenuItem: true })
  menu?: { data?: { menuItems: readonly Item[] } };

  get items(): readonly Item[] {
    return this.menu?.data?.menuItems ?? [];
  }

  handleClick(event: Event): void {
    event.preventDefault();
    const url = (event.currentTarget as HTMLElement).dataset['url'];
    this[NavigationMixin.Navigate]({ type: 'standard__webPage', attributes: { url } });
  }
}
