// The daily run: what falls due by the calendar. For every day that the clock has passed, once and in order:
// invoices for what is due soon, services suspended or ended for not being paid, cancellations that were asked for.
// The order of these is inferred; that they happen, and the settings, are documented ("Automation Settings").
import { CYCLES } from '../model/cycles.ts';
import type { Client, Service, ServiceAddon } from '../model/entities.ts';
import type { Installation } from '../model/installation.ts';
import { addDays, addMonths, NO_DATE } from '../model/server-clock.ts';
import { addInvoice, isOverdue, outstandingOf, useCredit, type NewItem } from './invoices.ts';
import { OVERDUE_REASON, suspendService, terminateService } from './service-state.ts';

/** A clock moved by more than this is more likely a slip than a wish. */
const MAX_DAYS = 3_700;

/** Remembers the last day that was run. One per installation. */
export class Calendar {
  readonly #whmcs: Installation;
  #lastDay: string;
  #running: Promise<void> | undefined;

  constructor(whmcs: Installation) {
    this.#whmcs = whmcs;
    this.#lastDay = whmcs.clock.date();
  }

  get isBehind(): boolean {
    return this.#lastDay < this.#whmcs.clock.date();
  }

  /** Runs the days that have passed since the last time; a clock set back runs nothing. */
  catchUp(): Promise<void> {
    this.#running ??= this.#catchUp().finally(() => (this.#running = undefined));
    return this.#running;
  }

  async #catchUp(): Promise<void> {
    const today = this.#whmcs.clock.date();
    if (addDays(this.#lastDay, MAX_DAYS) < today) {
      this.#lastDay = today;
      throw new Error(`the clock moved by more than ${MAX_DAYS} days: nothing fell due on any of them`);
    }
    while (this.isBehind) {
      this.#lastDay = addDays(this.#lastDay, 1);
      await this.#whmcs.clock.on(this.#lastDay, () => runDay(this.#whmcs, this.#lastDay));
    }
  }
}

async function runDay(whmcs: Installation, today: string): Promise<void> {
  for (const client of [...whmcs.books.clients.all()]) await invoiceWhatIsDue(whmcs, client, today);
  await chaseOverdue(whmcs, today);
  await endWhatWasCancelled(whmcs, today);
}

interface DueItem {
  readonly dueDate: string;
  readonly paymentMethod: string;
  readonly item: NewItem;
}

/** One invoice per due date and payment method. */
async function invoiceWhatIsDue(whmcs: Installation, client: Client, today: string): Promise<void> {
  const until = addDays(today, whmcs.config.automation.invoiceDaysBefore);
  const due = dueItems(whmcs, client, until);
  const groups = Map.groupBy(due, ({ dueDate, paymentMethod }) => `${dueDate} ${paymentMethod}`);
  for (const group of groups.values()) {
    const { dueDate, paymentMethod } = group[0]!;
    const invoice = addInvoice(whmcs, {
      id: whmcs.books.invoices.takeId(),
      clientId: client.id,
      orderId: 0,
      paymentMethod,
      dueDate,
      items: group.map(({ item }) => item),
    });
    const credit = whmcs.books.clients.get(client.id)!.credit;
    const usable = Math.min(credit, outstandingOf(whmcs, invoice));
    if (whmcs.config.automation.usesCredit && usable > 0) await useCredit(whmcs, invoice, usable);
  }
}

function dueItems(whmcs: Installation, client: Client, until: string): DueItem[] {
  const { services, addons } = whmcs.books;
  const isDue = (row: Service | ServiceAddon) =>
    (row.status === 'Active' || row.status === 'Suspended') &&
    row.nextDueDate !== NO_DATE &&
    row.nextDueDate <= until &&
    CYCLES[row.cycle].months > 0;
  const found = [
    ...services
      .by('clientId', client.id)
      .filter(isDue)
      .map((service) => serviceItem(whmcs, service)),
    ...addons
      .by('clientId', client.id)
      .filter(isDue)
      .map((addon) => addonItem(whmcs, addon)),
  ];
  if (found.length === 0) return [];
  // WHMCS's setting "Continuous Invoice Generation" is off when installed: no second invoice before the first is paid.
  const invoiced = new Set(
    whmcs.books.invoices
      .by('clientId', client.id)
      .flatMap(({ items }) => items.map(({ type, relId, renews }) => `${type} ${relId} ${renews}`)),
  );
  return found.filter(({ item }) => !invoiced.has(`${item.type} ${item.relId} ${item.renews}`));
}

function serviceItem(whmcs: Installation, service: Service): DueItem {
  const { nextDueDate: dueDate, paymentMethod, id: relId, recurring: amount } = service;
  const name = whmcs.product(service.pid)?.name ?? '';
  const label = service.domain === '' ? name : `${name} - ${service.domain}`;
  const description = `${label} (${dueDate} - ${addMonths(dueDate, CYCLES[service.cycle].months)})`;
  return {
    dueDate,
    paymentMethod,
    item: { type: 'Hosting', relId, description, amount, taxed: true, renews: dueDate },
  };
}

function addonItem(whmcs: Installation, addon: ServiceAddon): DueItem {
  const { nextDueDate: dueDate, paymentMethod, id: relId, recurring: amount } = addon;
  const name = whmcs.config.addons.find((each) => each.id === addon.addonId)?.name ?? '';
  const description = `(Addon) ${name} (${dueDate} - ${addMonths(dueDate, CYCLES[addon.cycle].months)})`;
  return { dueDate, paymentMethod, item: { type: 'Addon', relId, description, amount, taxed: true, renews: dueDate } };
}

async function chaseOverdue(whmcs: Installation, today: string): Promise<void> {
  const { suspendDaysAfter, terminateDaysAfter } = whmcs.config.automation;
  if (suspendDaysAfter === undefined && terminateDaysAfter === undefined) return;
  for (const invoice of [...whmcs.books.invoices.all()]) {
    if (!isOverdue(whmcs, invoice)) continue;
    for (const { type, relId } of invoice.items) {
      const service = type === 'Hosting' ? whmcs.books.services.get(relId) : undefined;
      if (!service) continue;
      const isPast = (days: number | undefined) => days !== undefined && addDays(invoice.dueDate, days) <= today;
      const runs = service.status === 'Active' || service.status === 'Suspended';
      if (runs && isPast(terminateDaysAfter)) await terminateService(whmcs, service);
      else if (service.status === 'Active' && isPast(suspendDaysAfter)) {
        await suspendService(whmcs, service, OVERDUE_REASON);
      }
    }
  }
}

const ENDED: ReadonlySet<string> = new Set(['Terminated', 'Cancelled', 'Fraud']);

async function endWhatWasCancelled(whmcs: Installation, today: string): Promise<void> {
  for (const request of [...whmcs.books.cancelRequests.all()]) {
    const service = whmcs.books.services.get(request.serviceId);
    if (!service || ENDED.has(service.status)) continue;
    const isTime = request.type === 'Immediate' || service.nextDueDate <= today;
    if (isTime) await terminateService(whmcs, service);
  }
}
