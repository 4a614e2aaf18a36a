import { LightningElement, wire } from 'lwc';
import { getNavigationMenu, type NavigationMenu, type NavigationMenuResult } from 'experience/navigationMenuApi';
import basePath from '@salesforce/community/basePath';
import cases from '@salesforce/label/c.Menu_Cases';
import help from '@salesforce/label/c.Menu_Help';
import home from '@salesforce/label/c.Menu_Home';
import invoices from '@salesforce/label/c.Menu_Invoices';
import notifications from '@salesforce/label/c.Menu_Notifications';
import orders from '@salesforce/label/c.Menu_Orders';
import profile from '@salesforce/label/c.Menu_Profile';
import services from '@salesforce/label/c.Menu_Services';
import shop from '@salesforce/label/c.Menu_Shop';
import menu from '@salesforce/label/c.Site_Menu';
import contact from '@salesforce/label/c.Menu_Contact';
import siteName from '@salesforce/label/c.Site_Name';
import signIn from '@salesforce/label/c.Site_Sign_In';
import signOut from '@salesforce/label/c.Site_Sign_Out';
import isGuest from '@salesforce/user/isGuest';
import { CurrentPageReference, NavigationMixin } from 'lightning/navigation';
import type { PageName } from 'c/pages';

/** Menu metadata cannot be translated by deployment, so its items are named here, by where they lead. Others keep their own name. */
const NAMES: Readonly<Record<string, string>> = {
  '/': home,
  '/shop': shop,
  '/orders': orders,
  '/services': services,
  '/invoices': invoices,
  '/cases': cases,
  '/knowledge': help,
};

interface OwnItem {
  readonly page: PageName;
  readonly label: string;
}

const OF_CUSTOMERS: readonly OwnItem[] = [
  { page: 'notifications', label: notifications },
  { page: 'profile', label: profile },
];
const OF_GUESTS: readonly OwnItem[] = [
  { page: 'contactUs', label: contact },
  { page: 'login', label: signIn },
];

/** Name of the site, its menu (the navigation menu Customer Portal), and what a visitor has of their own. */
export default class SiteHeader extends NavigationMixin(LightningElement) {
  label = { menu, signOut, siteName };
  isOpen = false;
  private here = '';

  @wire(getNavigationMenu, { navigationLinkSetDeveloperName: 'Customer_Portal' } as const)
  menu: NavigationMenuResult = {};

  @wire(CurrentPageReference)
  readPage(): void {
    this.here = window.location.pathname;
    this.isOpen = false;
  }

  get isSignedIn(): boolean {
    return !isGuest;
  }

  get expanded(): string {
    return String(this.isOpen);
  }

  get menuClass(): string {
    return this.isOpen ? 'menu menu_open' : 'menu';
  }

  get items() {
    const items: NavigationMenu['menuItems'] = this.menu.data?.menuItems ?? [];
    return items.map(({ actionValue, label }) => {
      const url = actionValue ?? '/';
      const href = `${basePath}${url}`;
      return { url, href, label: NAMES[url] ?? label, current: href === this.here ? 'page' : undefined };
    });
  }

  get ownItems(): readonly OwnItem[] {
    return isGuest ? OF_GUESTS : OF_CUSTOMERS;
  }

  handleToggle(): void {
    this.isOpen = !this.isOpen;
  }

  handleClick(event: MouseEvent): void {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const { url } = (event.currentTarget as HTMLElement).dataset;
    this[NavigationMixin.Navigate]({ type: 'standard__webPage', attributes: { url: url ?? '/' } });
  }

  handleSignOut(): void {
    this[NavigationMixin.Navigate]({ type: 'comm__loginPage', attributes: { actionName: 'logout' } });
  }
}
