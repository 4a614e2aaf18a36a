// Modules of the platform that @salesforce/lightning-types does not declare, as far as our components use them.
// Source: Lightning Web Components Developer Guide, "Navigate to Pages", "@salesforce Modules".

declare module 'lightning/navigation' {
  import type { LightningElement, WireAdapterConstructor } from 'lwc';

  export interface PageReference {
    readonly type: string;
    readonly attributes: Readonly<Record<string, string>>;
    readonly state?: Readonly<Record<string, string>>;
  }

  interface Navigating {
    [NavigationMixin.Navigate](page: PageReference, replace?: boolean): void;
    [NavigationMixin.GenerateUrl](page: PageReference): Promise<string>;
  }

  // TypeScript takes a mixin only with these very arguments.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  type Constructor<T> = new (...args: any[]) => T;

  export const NavigationMixin: {
    <Base extends Constructor<LightningElement>>(base: Base): Base & Constructor<Navigating>;
    readonly Navigate: unique symbol;
    readonly GenerateUrl: unique symbol;
  };

  /** The page that is shown; wired. */
  export const CurrentPageReference: WireAdapterConstructor<Record<never, never>, PageReference, Record<string, never>>;
}

declare module '@salesforce/i18n/lang' {
  /** Of the user, such as `ja` or `en-US`. */
  const lang: string;
  export default lang;
}
declare module '@salesforce/i18n/locale' {
  const locale: string;
  export default locale;
}
declare module '@salesforce/i18n/timeZone' {
  const timeZone: string;
  export default timeZone;
}

declare module 'experience/navigationMenuApi' {
  import type { WireAdapterConstructor } from 'lwc';

  /** An item of a navigation menu. Connect REST API Developer Guide, "Navigation Menu Item". */
  export interface NavigationMenuItem {
    readonly label: string;
    readonly actionType: string;
    /** Where an internal link leads, below the site: `/orders`. */
    readonly actionValue: string | null;
    readonly subMenu: readonly NavigationMenuItem[];
  }
  export interface NavigationMenu {
    readonly menuItems: readonly NavigationMenuItem[];
  }
  export interface NavigationMenuResult {
    readonly data?: NavigationMenu | undefined;
    readonly error?: unknown;
  }

  /** A navigation menu of the site by its developer name. */
  export const getNavigationMenu: WireAdapterConstructor<
    { readonly navigationLinkSetDeveloperName: string },
    NavigationMenuResult,
    Record<string, never>
  >;
}

declare module '@salesforce/schema/User.FirstName' {
  const field: import('lightning/uiRecordApi').FieldToken;
  export default field;
}

declare module '@salesforce/schema/User.LastName' {
  const field: import('lightning/uiRecordApi').FieldToken;
  export default field;
}

declare module 'lightning/uiRecordApi' {
  import type { WireAdapterConstructor } from 'lwc';

  export interface FieldToken {
    readonly fieldApiName: string;
    readonly objectApiName: string;
  }
  export interface RecordRepresentation {
    readonly apiName: string;
    readonly id: string;
    readonly fields: Readonly<Record<string, { readonly value: unknown; readonly displayValue: string | null }>>;
  }
  export interface RecordResult {
    readonly data?: RecordRepresentation | undefined;
    readonly error?: unknown;
  }

  /** A record with some fields. Waits while the id is undefined. */
  export const getRecord: WireAdapterConstructor<
    { readonly recordId: string | undefined; readonly fields: readonly FieldToken[] },
    RecordResult,
    Record<string, never>
  >;
  export function getFieldValue(record: RecordRepresentation, field: FieldToken): unknown;
}
