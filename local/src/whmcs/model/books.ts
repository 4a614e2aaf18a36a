// Everything an installation holds, and the one place where it changes.
// Promise: each addition, change and module run is announced on `changes`, synchronously and in order; the activity log
// listens there, and so can anything else that must learn of changes (WHMCS's hooks, say).
import { EventEmitter } from 'node:events';
import type {
  ActivityEntry,
  CancelRequest,
  Client,
  CreditEntry,
  Invoice,
  Order,
  QueueItem,
  Service,
  ServiceAddon,
  Transaction,
  User,
} from './entities.ts';
import type { ModuleAction } from './installation-config.ts';
import { Table, type IndexKeys, type RowChange } from './table.ts';

interface Rows {
  user: User;
  client: Client;
  order: Order;
  service: Service;
  addon: ServiceAddon;
  invoice: Invoice;
  transaction: Transaction;
  credit: CreditEntry;
  cancelRequest: CancelRequest;
  queueItem: QueueItem;
}

type EntityChange = { [E in keyof Rows]: RowChange<Rows[E]> & { readonly entity: E } }[keyof Rows];

/** A provisioning module was run; `error` is its own text, undefined = it succeeded. */
export interface ModuleRun {
  readonly type: 'module';
  readonly action: ModuleAction;
  readonly service: Service;
  readonly error?: string;
}

/** Someone edited a service, by API or by hand: no module ran, whatever its status is now. */
export interface ServiceEdit {
  readonly type: 'edit';
  readonly service: Service;
}

export type DomainEvent = EntityChange | ModuleRun | ServiceEdit;

// Each kind counts from its own thousand, so that mixing two kinds of id up cannot go unnoticed in a test.
const FIRST_IDS = { user: 51, client: 301, order: 9001, service: 4401, addon: 601, invoice: 7701 } as const;
const MAX_ACTIVITY_ENTRIES = 20_000;

export class Books {
  readonly changes = new EventEmitter<{ change: [DomainEvent] }>();

  readonly users = this.#table('user', FIRST_IDS.user, { email: (user) => user.email.toLowerCase() });
  readonly clients = this.#table('client', FIRST_IDS.client, { email: (client) => client.email.toLowerCase() });
  readonly orders = this.#table('order', FIRST_IDS.order, { clientId: (order) => order.clientId });
  readonly services = this.#table('service', FIRST_IDS.service, {
    clientId: (service) => service.clientId,
    orderId: (service) => service.orderId,
    pid: (service) => service.pid,
    domain: (service) => service.domain,
  });
  readonly addons = this.#table('addon', FIRST_IDS.addon, {
    clientId: (addon) => addon.clientId,
    orderId: (addon) => addon.orderId,
    serviceId: (addon) => addon.serviceId,
  });
  readonly invoices = this.#table('invoice', FIRST_IDS.invoice, { clientId: (invoice) => invoice.clientId });
  readonly transactions = this.#table('transaction', 1, {
    clientId: (transaction) => transaction.clientId,
    invoiceId: (transaction) => transaction.invoiceId,
    transId: (transaction) => transaction.transId,
  });
  readonly credits = this.#table('credit', 1, { clientId: (entry) => entry.clientId });
  readonly cancelRequests = this.#table('cancelRequest', 1, { serviceId: (request) => request.serviceId });
  readonly queue = this.#table('queueItem', 1, { serviceId: (item) => item.serviceId });
  /** Not announced: it is itself written from the announcements. */
  readonly activity = new Table<ActivityEntry, Record<never, never>>(1, {}, () => undefined);

  /** Announces that a module ran. Its effect on the service is a change of its own. */
  announceModuleRun(action: ModuleAction, service: Service, error?: string): void {
    this.#announce({ type: 'module', action, service, ...(error === undefined ? {} : { error }) });
  }

  /** Announces that a service was edited. What it changed is a change of its own. */
  announceServiceEdit(service: Service): void {
    this.#announce({ type: 'edit', service });
  }

  /** Appends to the activity log; the oldest entries go when it is full. */
  log(entry: Omit<ActivityEntry, 'id'>): void {
    const { id } = this.activity.add({ ...entry, id: this.activity.takeId() });
    const oldest = this.activity.get(id - MAX_ACTIVITY_ENTRIES);
    if (oldest) this.activity.remove(oldest);
  }

  #announce(event: DomainEvent): void {
    this.changes.emit('change', event);
  }

  #table<E extends keyof Rows, Indexes extends IndexKeys<Rows[E]>>(entity: E, firstId: number, indexes: Indexes) {
    // The listener pairs the entity's name with its own change; TypeScript cannot follow that through the type parameter.
    return new Table<Rows[E], Indexes>(firstId, indexes, (change) =>
      this.#announce({ ...change, entity } as unknown as EntityChange),
    );
  }
}
