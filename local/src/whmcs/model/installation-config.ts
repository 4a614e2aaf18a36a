// The shape of an installation's set-up file (config/whmcs-sample.json): who may call, what is sold, and first clients.
// Reading and checking it: read-config.ts.
import type { RecurringCycle, SetupFee } from './cycles.ts';

/** Decimal strings; a cycle left out is not offered (`-1.00`). One-time products carry their price under `monthly`. */
export type Pricing = Readonly<Partial<Record<RecurringCycle | SetupFee, string>>>;
/** By currency code. */
export type PricingByCurrency = Readonly<Record<string, Pricing>>;

export interface Currency {
  readonly id: number;
  readonly code: string;
  readonly prefix: string;
  readonly suffix: string;
  /** 1 = 1234.56, 2 = 1,234.56, 3 = 1.234,56, 4 = 1,234 */
  readonly format: 1 | 2 | 3 | 4;
  readonly rate: string;
}

export interface CustomFieldConfig {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  readonly adminOnly: boolean;
  /** "Show on Order Form": GetProducts lists no other fields. */
  readonly showOrder: boolean;
}

export type ConfigOptionType = 'dropdown' | 'radio' | 'yesno' | 'quantity';

export interface SubOptionConfig {
  readonly id: number;
  readonly name: string;
  readonly pricing: PricingByCurrency;
}

export interface ConfigOptionConfig {
  readonly id: number;
  readonly name: string;
  readonly type: ConfigOptionType;
  readonly minQty: number;
  readonly maxQty: number;
  readonly options: readonly SubOptionConfig[];
}

export type ModuleAction =
  'CreateAccount' | 'SuspendAccount' | 'UnsuspendAccount' | 'TerminateAccount' | 'ChangePackage';

/** What a provisioning module does when run. */
export interface ModuleScript {
  /** Undefined = success; otherwise the module's own error text. */
  readonly error?: string;
  /** How long the module keeps the request waiting, in milliseconds. */
  readonly hangMs?: number;
}

export interface ModuleConfig {
  readonly name: string;
  readonly scripts: Readonly<Partial<Record<ModuleAction, ModuleScript>>>;
}

export interface ProductConfig {
  readonly pid: number;
  readonly gid: number;
  readonly type: 'hostingaccount' | 'reselleraccount' | 'server' | 'other';
  readonly name: string;
  readonly slug: string;
  readonly description: string;
  readonly payType: 'free' | 'onetime' | 'recurring';
  /** What a quantity above 1 does (8.12+): nothing, N services, or one service of quantity N. */
  readonly quantities: 'no' | 'services' | 'scaling';
  /** Undefined: stock is not controlled. */
  readonly stock?: number;
  readonly retired: boolean;
  readonly hidden: boolean;
  readonly module?: ModuleConfig;
  /** When the module runs by itself; `accept` = when a pending order is accepted by hand. */
  readonly autoSetup: 'accept' | 'payment' | 'off';
  readonly pricing: PricingByCurrency;
  readonly customFields: readonly CustomFieldConfig[];
  readonly configOptions: readonly ConfigOptionConfig[];
}

export interface AddonConfig {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly payType: 'free' | 'onetime' | 'recurring';
  readonly pricing: PricingByCurrency;
}

export interface ApiCredential {
  readonly identifier: string;
  readonly secret: string;
  /** Names from `roles`. */
  readonly roles: readonly string[];
}

/** A log-in of the older kind: the request carries the MD5 of the password. */
export interface AdminConfig {
  readonly username: string;
  readonly passwordMd5: string;
  readonly disabled: boolean;
  readonly apiAccess: boolean;
}

export interface ClientSeed {
  readonly firstName: string;
  readonly lastName: string;
  readonly companyName: string;
  readonly email: string;
  readonly address1: string;
  readonly address2: string;
  readonly city: string;
  readonly state: string;
  readonly postcode: string;
  readonly country: string;
  readonly phoneNumber: string;
  readonly customFields: Readonly<Record<string, string>>;
  readonly orders: readonly PastOrder[];
}

/** An order of the time before the installation was started: accepted, set up, and billed since. */
export interface PastOrder {
  readonly daysAgo: number;
  /** When its first invoice is due, in days after the order; a renewal is due when it begins. */
  readonly dueInDays: number;
  /** Of its invoices, the oldest so many are paid, each when it was due. */
  readonly paidInvoices: number;
  readonly paymentMethod: string;
  readonly lines: readonly PastLine[];
}

export interface PastLine {
  readonly pid: number;
  readonly qty: number;
  /** As `AddOrder` takes it; a product's own first cycle when left out. */
  readonly cycle: string;
}

/** What the daily run does by itself. Days are counted from a due date; undefined = never. */
export interface Automation {
  readonly invoiceDaysBefore: number;
  readonly suspendDaysAfter?: number;
  readonly terminateDaysAfter?: number;
  /** New invoices of the calendar use up the client's credit. */
  readonly usesCredit: boolean;
}

export interface InstallationConfig {
  readonly companyName: string;
  readonly timezone: string;
  /** Addresses that may call; one address each, no ranges, as in WHMCS. */
  readonly allowedIps: readonly string[];
  readonly accessKey?: string;
  readonly credentials: readonly ApiCredential[];
  readonly admins: readonly AdminConfig[];
  /** Role name → allowed actions; `["*"]` = all. */
  readonly roles: Readonly<Record<string, readonly string[]>>;
  readonly currencies: readonly Currency[];
  readonly paymentMethods: readonly { readonly module: string; readonly displayName: string }[];
  readonly productGroups: readonly { readonly gid: number; readonly name: string }[];
  readonly clientCustomFields: readonly CustomFieldConfig[];
  readonly products: readonly ProductConfig[];
  readonly addons: readonly AddonConfig[];
  readonly clients: readonly ClientSeed[];
  /** Percent added to every invoice of a client who is not exempt; 0 = prices are all there is. */
  readonly taxRate: number;
  readonly automation: Automation;
  /** Name of the product custom field that carries the caller's marker; read by /local/markers only. */
  readonly markerField: string;
}
