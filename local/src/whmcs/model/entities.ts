// What an installation holds. Rows are read-only: every change goes through books.ts, which tells the listeners.
// Dates are server-time texts (see server-clock.ts), money is in hundredths.
import type { Cycle } from './cycles.ts';
import type { ModuleAction } from './installation-config.ts';
import type { Cents } from './money.ts';

/** Custom field id → value. */
export type FieldValues = ReadonlyMap<number, string>;

export interface User {
  readonly id: number;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
}

export type ClientStatus = 'Active' | 'Inactive' | 'Closed';

export interface Client {
  readonly id: number;
  readonly ownerUserId: number;
  readonly uuid: string;
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
  readonly taxId: string;
  readonly currencyId: number;
  readonly groupId: number;
  readonly language: string;
  readonly notes: string;
  readonly status: ClientStatus;
  readonly defaultGateway: string;
  readonly dateCreated: string;
  readonly emailPreferences: Readonly<Record<string, '0' | '1'>>;
  /** marketingoptin, taxexempt, … as sent. */
  readonly flags: Readonly<Record<string, boolean>>;
  /** Money of the client's that belongs to no invoice yet. */
  readonly credit: Cents;
  readonly customFields: FieldValues;
}

/** Admins may add statuses, so any text; these four exist everywhere. */
export type OrderStatus = 'Pending' | 'Active' | 'Cancelled' | 'Fraud';

export interface Upgrade {
  readonly serviceId: number;
  readonly newPid: number;
  readonly newCycle: Cycle;
  readonly newRecurring: Cents;
  readonly newConfigChoices?: ConfigChoices;
  readonly done: boolean;
}

export interface Order {
  readonly id: number;
  /** Ten digits; above 2³¹, so a text. */
  readonly number: string;
  readonly clientId: number;
  readonly date: string;
  readonly amount: Cents;
  readonly paymentMethod: string;
  /** 0 = no invoice. */
  readonly invoiceId: number;
  readonly status: OrderStatus;
  readonly ipAddress: string;
  readonly promoCode: string;
  readonly notes: string;
  readonly upgrade?: Upgrade;
}

export type ServiceStatus = 'Pending' | 'Active' | 'Completed' | 'Suspended' | 'Terminated' | 'Cancelled' | 'Fraud';

/** Config option id → chosen sub-option id, quantity, or 0/1 for yes/no. */
export type ConfigChoices = ReadonlyMap<number, number>;

export interface Service {
  readonly id: number;
  readonly orderId: number;
  readonly clientId: number;
  readonly pid: number;
  readonly qty: number;
  readonly domain: string;
  readonly regDate: string;
  readonly nextDueDate: string;
  readonly cycle: Cycle;
  readonly firstPayment: Cents;
  readonly recurring: Cents;
  readonly paymentMethod: string;
  readonly status: ServiceStatus;
  readonly username: string;
  readonly password: string;
  readonly serverId: number;
  readonly notes: string;
  readonly suspendReason: string;
  readonly subscriptionId: string;
  readonly customFields: FieldValues;
  readonly configChoices: ConfigChoices;
  /** Values only UpdateClientProduct sets (ns1, dedicatedip, …), as sent. */
  readonly extras: Readonly<Record<string, string>>;
  /** How often the module's CreateAccount ran for this service: the proof that nothing was set up twice. */
  readonly createRuns: number;
}

export interface ServiceAddon {
  readonly id: number;
  readonly orderId: number;
  readonly clientId: number;
  readonly serviceId: number;
  readonly addonId: number;
  readonly qty: number;
  readonly setupFee: Cents;
  readonly recurring: Cents;
  readonly cycle: Cycle;
  readonly status: ServiceStatus;
  readonly regDate: string;
  readonly nextDueDate: string;
  readonly paymentMethod: string;
}

export type InvoiceStatus = 'Draft' | 'Unpaid' | 'Paid' | 'Cancelled' | 'Refunded' | 'Collections' | 'Payment Pending';

export interface InvoiceItem {
  readonly id: number;
  readonly type: 'Hosting' | 'Addon' | 'Upgrade' | '';
  readonly relId: number;
  readonly description: string;
  readonly amount: Cents;
  readonly taxed: boolean;
  /** The due date of the service or addon that this pays for; undefined on first invoices. */
  readonly renews?: string;
}

export interface Invoice {
  readonly id: number;
  readonly clientId: number;
  /** 0 = not made by an order. */
  readonly orderId: number;
  readonly date: string;
  readonly dueDate: string;
  readonly datePaid: string;
  readonly dateCancelled: string;
  readonly dateRefunded: string;
  readonly subtotal: Cents;
  /** Percent. */
  readonly taxRate: number;
  readonly tax: Cents;
  /** Of the client's credit, what was put towards this. */
  readonly credit: Cents;
  readonly status: InvoiceStatus;
  readonly paymentMethod: string;
  readonly notes: string;
  readonly items: readonly InvoiceItem[];
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface Transaction {
  readonly id: number;
  readonly clientId: number;
  readonly invoiceId: number;
  readonly gateway: string;
  readonly date: string;
  readonly description: string;
  readonly amountIn: Cents;
  readonly fees: Cents;
  readonly amountOut: Cents;
  readonly transId: string;
  /** The transaction that this one pays back; 0 = none. */
  readonly refundId: number;
}

/** A line of a client's credit log. */
export interface CreditEntry {
  readonly id: number;
  readonly clientId: number;
  readonly date: string;
  readonly description: string;
  /** Negative when credit was used. */
  readonly amount: Cents;
  readonly invoiceId: number;
}

export interface CancelRequest {
  readonly id: number;
  readonly serviceId: number;
  readonly date: string;
  readonly type: 'Immediate' | 'End of Billing Period';
  readonly reason: string;
}

export interface QueueItem {
  readonly id: number;
  readonly serviceId: number;
  readonly moduleName: string;
  readonly action: ModuleAction;
  readonly lastAttempt: string;
  readonly lastError: string;
  readonly retries: number;
  readonly completed: boolean;
  readonly createdAt: string;
}

export interface ActivityEntry {
  readonly id: number;
  readonly clientId: number;
  readonly date: string;
  readonly description: string;
  readonly username: string;
  readonly ipAddress: string;
}
