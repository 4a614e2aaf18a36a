// The pages of the site by name, as components link to them. The names are API names of routes; what an address looks like is
// the site's business.
import type { PageReference } from 'lightning/navigation';

export const PAGES = {
  home: 'Home',
  login: 'Login',
  signUp: 'Register',
  forgotPassword: 'Forgot_Password',
  checkMail: 'Check_Password',
  eligibility: 'Eligibility__c',
  identity: 'Identity__c',
  shop: 'Shop__c',
  orders: 'Orders__c',
  order: 'Order_Detail__c',
  services: 'Services__c',
  service: 'Service_Detail__c',
  cancellation: 'Cancellation__c',
  invoices: 'Invoices__c',
  invoice: 'Invoice_Detail__c',
  cases: 'Cases__c',
  case: 'Case_Detail__c',
  newCase: 'New_Case__c',
  knowledge: 'Knowledge__c',
  article: 'Article__c',
  profile: 'Profile__c',
  notifications: 'Notifications__c',
  contactUs: 'Contact_Us__c',
} as const;

export type PageName = keyof typeof PAGES;

/** @param state what the page is about, such as `{ recordId }`; it stands in the address */
export function pageReference(page: PageName, state: Readonly<Record<string, string>> = {}): PageReference {
  return { type: 'comm__namedPage', attributes: { name: PAGES[page] }, state };
}

/** @param name what an address says, such as its `returnTo`: a page of ours or nothing, never somewhere else */
export function pageNamed(name: string | undefined): PageName | undefined {
  return name !== undefined && Object.hasOwn(PAGES, name) ? (name as PageName) : undefined;
}
