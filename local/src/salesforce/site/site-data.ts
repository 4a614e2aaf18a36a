// What the server tells a page about itself: written into the page as JSON, read by the runtime in the browser.

export interface SiteData {
  /** `/customer`, with the language where it is not the default: `/customer/ja`. No slash at its end. */
  readonly basePath: string;
  /** `/customer`: where the site's services are, whatever the language. */
  readonly servicePath: string;
  readonly site: {
    readonly Id: string;
    readonly communityId: string;
    /** `code` as in addresses: `en-US`, `ja`. */
    readonly activeLanguages: readonly { readonly label: string; readonly code: string; readonly default: boolean }[];
  };
  readonly user: {
    readonly Id: string | undefined;
    readonly isGuest: boolean;
    /** What lightning/uiRecordApi gives of the visitor's own user; nothing of a guest's. */
    readonly record: Readonly<Record<string, string>>;
  };
  readonly formFactor: 'Large' | 'Medium' | 'Small';
  /** `@salesforce/i18n/<name>` */
  readonly i18n: Readonly<Record<string, unknown>>;
  /** Texts of base components where the language is not English. */
  readonly baseLabels: Readonly<Record<string, string>>;
  readonly permissions: readonly string[];
  /** Static resource → address. */
  readonly resources: Readonly<Record<string, string>>;
  /** Methods that may be cached: `OrderController.getOrder`. */
  readonly cacheable: readonly string[];
  readonly routes: readonly RouteData[];
  /** View → files, the first of which exports the component. */
  readonly views: Readonly<Record<string, string>>;
  readonly layouts: Readonly<Record<string, string>>;
  /** Navigation menus by developer name. */
  readonly menus: Readonly<Record<string, readonly MenuItem[]>>;
  /** Pages are reloaded when the sources change. */
  readonly isLive: boolean;
}

export interface RouteData {
  readonly name: string;
  readonly type: string;
  readonly path: readonly string[];
  readonly view: string;
  readonly layout: string;
  readonly isPublic: boolean;
  readonly title: string;
  readonly description: string;
  /** Of the pages of an object. */
  readonly object?: { readonly apiName: string; readonly keyPrefix: string };
}

/** As Connect REST answers it. @see Connect REST API Developer Guide, "Navigation Menu Item" */
export interface MenuItem {
  readonly actionType: string;
  readonly actionValue: string | null;
  readonly imageUrl: string | null;
  readonly label: string;
  readonly subMenu: readonly MenuItem[];
  readonly target: 'CurrentWindow' | 'NewWindow';
}
