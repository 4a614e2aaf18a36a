// Which of WHMCS's hook points fire for a change of the books, and what our hook file makes of them.
// The contract, and the hook file itself: config/whmcs/. Hook points: developers.whmcs.com/hooks-reference.
import type { DomainEvent } from '../model/books.ts';
import type { Invoice, InvoiceStatus } from '../model/entities.ts';
import type { ModuleAction } from '../model/installation-config.ts';
import type { RowChange } from '../model/table.ts';

/** Hook point → type of the event, and the name of the id it carries. A test holds it against portway.php's table. */
export const EVENTS = {
  InvoiceCreated: ['invoice.created', 'invoiceid'],
  InvoicePaid: ['invoice.paid', 'invoiceid'],
  InvoiceUnpaid: ['invoice.unpaid', 'invoiceid'],
  InvoiceRefunded: ['invoice.refunded', 'invoiceid'],
  InvoiceCancelled: ['invoice.cancelled', 'invoiceid'],
  AddInvoicePayment: ['invoice.payment_changed', 'invoiceid'],
  AddTransaction: ['invoice.payment_changed', 'invoiceid'],
  AfterModuleCreate: ['service.created', 'serviceid'],
  AfterModuleSuspend: ['service.suspended', 'serviceid'],
  AfterModuleUnsuspend: ['service.unsuspended', 'serviceid'],
  AfterModuleTerminate: ['service.terminated', 'serviceid'],
  AfterModuleChangePackage: ['service.changed', 'serviceid'],
  ServiceEdit: ['service.changed', 'serviceid'],
  CancellationRequest: ['cancellation.requested', 'serviceid'],
} as const;

export type HookPoint = keyof typeof EVENTS;
export type EventType = (typeof EVENTS)[HookPoint][0];

export const EVENT_TYPES: readonly EventType[] = [...new Set(Object.values(EVENTS).map(([type]) => type))];

export interface Fired {
  readonly point: HookPoint;
  /** Of the invoice or the service. */
  readonly id: number;
}

const AFTER_MODULE: Readonly<Record<ModuleAction, HookPoint>> = {
  CreateAccount: 'AfterModuleCreate',
  SuspendAccount: 'AfterModuleSuspend',
  UnsuspendAccount: 'AfterModuleUnsuspend',
  TerminateAccount: 'AfterModuleTerminate',
  ChangePackage: 'AfterModuleChangePackage',
};

/** Collections, Payment Pending and Draft have no hook point. */
const ON_STATUS: Readonly<Partial<Record<InvoiceStatus, HookPoint>>> = {
  Paid: 'InvoicePaid',
  Unpaid: 'InvoiceUnpaid',
  Refunded: 'InvoiceRefunded',
  Cancelled: 'InvoiceCancelled',
};

/** Credit put towards a part of an invoice, edited lines and passed due dates fire nothing that is documented. */
export function firedBy(event: DomainEvent): readonly Fired[] {
  if (event.type === 'module') {
    return event.error === undefined ? [{ point: AFTER_MODULE[event.action], id: event.service.id }] : [];
  }
  if (event.type === 'edit') return [{ point: 'ServiceEdit', id: event.service.id }];
  if (event.entity === 'invoice') return firedByInvoice(event);
  if (event.type !== 'added') return [];
  if (event.entity === 'cancelRequest') return [{ point: 'CancellationRequest', id: event.row.serviceId }];
  if (event.entity !== 'transaction') return [];
  const { invoiceId: id, amountIn } = event.row;
  const payment: readonly Fired[] = amountIn > 0 ? [{ point: 'AddInvoicePayment', id }] : [];
  return [{ point: 'AddTransaction', id }, ...payment];
}

function firedByInvoice(event: RowChange<Invoice>): readonly Fired[] {
  const { id, status } = event.row;
  const before = event.type === 'changed' ? event.before.status : 'Draft';
  if (status === before) return [];
  const reached = ON_STATUS[status];
  const created: readonly Fired[] = before === 'Draft' && status !== 'Draft' ? [{ point: 'InvoiceCreated', id }] : [];
  // Leaving Draft for Unpaid is being created, not being set back.
  const isSaid = reached !== undefined && !(before === 'Draft' && reached === 'InvoiceUnpaid');
  return isSaid ? [...created, { point: reached, id }] : created;
}
