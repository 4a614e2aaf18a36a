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
import closeMenu from '@salesforce/label/c.Site_Close_Menu';
import signedInAs from '@salesforce/label/c.Site_Signed_In_As';
import signIn from '@salesforce/label/c.Site_Sign_In';
import signOut from '@salesforce/label/c.Site_Sign_Out';
import FIRST_NAME from '@salesforce/schema/User.FirstName';
import LAST_NAME from '@salesforce/schema/User.LastName';
import userId from '@salesforce/user/Id';
import isGuest from '@salesforce/user/isGuest';
import { filled, personName } from 'c/formats';
import { PAGES, type PageName } from 'c/pages';
import { CurrentPageReference, NavigationMixin, type PageReference } from 'lightning/navigation';
import { getFieldValue, getRecord, type RecordRepresentation, type RecordResult } from 'lightning/uiRecordApi';

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

/** Pages without an item of their own → the item that they belong to. */
const SECTIONS: Readonly<Record<string, string>> = {
  [PAGES.order]: '/orders',
  [PAGES.service]: '/services',
  [PAGES.cancellation]: '/services',
  [PAGES.invoice]: '/invoices',
  [PAGES.case]: '/cases',
  [PAGES.newCase]: '/cases',
  [PAGES.article]: '/knowledge',
};

function textOf(record: RecordRepresentation, field: typeof FIRST_NAME): string | undefined {
  const value = getFieldValue(record, field);
  return typeof value === 'string' ? value : undefined;
}

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

/**
 * Name of the site, its menu (the navigation menu Customer Portal), who is signed in, and what a visitor has of their own.
 * On phones a button opens all but the name; Escape closes it again.
 */
export default class SiteHeader extends NavigationMixin(LightningElement) {
  declare refs: { readonly toggle: HTMLElement };
  label = { menu, signOut, siteName };
  isOpen = false;
  userId = userId;
  private path = '';
  private pageName: string | undefined;

  @wire(getNavigationMenu, { navigationLinkSetDeveloperName: 'Customer_Portal' } as const)
  menu: NavigationMenuResult = {};

  /** Waits for ever where nobody is signed in. */
  @wire(getRecord, { recordId: '$userId', fields: [FIRST_NAME, LAST_NAME] } as const)
  user: RecordResult = {};

  @wire(CurrentPageReference)
  readPage(page: PageReference | undefined): void {
    this.path = window.location.pathname;
    this.pageName = page?.attributes.name;
    this.isOpen = false;
  }

  get isSignedIn(): boolean {
    return !isGuest;
  }

  get userName(): string {
    const { data } = this.user;
    return data ? personName(textOf(data, FIRST_NAME), textOf(data, LAST_NAME)) : '';
  }

  get signedInAs(): string {
    return filled(signedInAs, this.userName);
  }

  get expanded(): string {
    return String(this.isOpen);
  }

  get toggleIcon(): string {
    return this.isOpen ? 'utility:close' : 'utility:rows';
  }

  get toggleText(): string {
    return this.isOpen ? closeMenu : menu;
  }

  get menuClass(): string {
    return this.isOpen ? 'menu menu_open' : 'menu';
  }

  get ownClass(): string {
    return this.isOpen ? 'own own_open' : 'own';
  }

  get items() {
    const items: NavigationMenu['menuItems'] = this.menu.data?.menuItems ?? [];
    return items.map(({ actionValue, label }) => {
      const url = actionValue ?? '/';
      const href = `${basePath}${url}`;
      return { url, href, label: NAMES[url] ?? label, current: this.currentOf(url, href) };
    });
  }

  get ownItems() {
    const items = isGuest ? OF_GUESTS : OF_CUSTOMERS;
    return items.map((item) => ({ ...item, isCurrent: PAGES[item.page] === this.pageName }));
  }

  handleToggle(): void {
    this.isOpen = !this.isOpen;
  }

  handleKey(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || !this.isOpen) return;
    this.isOpen = false;
    this.refs.toggle.focus();
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

  /** `true`: the page belongs to it. */
  private currentOf(url: string, href: string): 'page' | 'true' | undefined {
    if (withoutSlash(href) === withoutSlash(this.path)) return 'page';
    return SECTIONS[this.pageName ?? ''] === url ? 'true' : undefined;
  }
}

function withoutSlash(path: string): string {
  return path.replace(/\/$/, '');
}
