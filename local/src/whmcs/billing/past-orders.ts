// What a client had before the installation was started: orders accepted and set up, and the invoices since. Written into
// the books as the calendar would have left them, so that its next run goes on from there.
import { offeredCycle, priceOf, setupFeeOf } from '../actions/pricing.ts';
import { CYCLES, cycleNamed } from '../model/cycles.ts';
import type { Client, Invoice, Service } from '../model/entities.ts';
import type { PastLine, PastOrder } from '../model/installation-config.ts';
import type { Installation } from '../model/installation.ts';
import { addDays, addMonths, NO_DATE } from '../model/server-clock.ts';
import { addInvoice, setInvoiceStatus, type NewItem } from './invoices.ts';

/** One invoice of the order: its first one, or what comes due by the month. */
interface Bill {
  readonly date: string;
  readonly dueDate: string;
  readonly items: readonly NewItem[];
}

/** @throws Error the order names a product that is not sold */
export function addPastOrder(whmcs: Installation, client: Client, order: PastOrder): void {
  const { books } = whmcs;
  const ordered = addDays(whmcs.clock.date(), -order.daysAgo);
  const orderId = books.orders.takeId();
  const services = order.lines.map((line) => serviceOf(whmcs, { client, order, orderId, ordered }, line));
  // Billing goes no further than the first invoice that is not paid.
  const bills = billsOf(whmcs, services, ordered, order.dueInDays).slice(0, order.paidInvoices + 1);
  const invoiceIds = bills.map(() => books.invoices.takeId());
  const amount = services.reduce((sum, { firstPayment }) => sum + firstPayment, 0);
  books.orders.add({
    id: orderId,
    number: whmcs.newOrderNumber(),
    clientId: client.id,
    date: `${ordered} 00:00:00`,
    amount,
    paymentMethod: order.paymentMethod,
    invoiceId: invoiceIds[0]!,
    status: 'Active',
    ipAddress: '',
    promoCode: '',
    notes: '',
  });
  for (const service of services) books.services.add(service);
  for (const [index, bill] of bills.entries()) {
    const { paymentMethod } = order;
    const about = { id: invoiceIds[index]!, clientId: client.id, orderId: index === 0 ? orderId : 0, paymentMethod };
    const invoice = addInvoice(whmcs, { ...about, ...bill });
    if (index < order.paidInvoices) payWhenDue(whmcs, invoice);
  }
  for (const service of services) moveOn(whmcs, service, order.paidInvoices);
}

interface About {
  readonly client: Client;
  readonly order: PastOrder;
  readonly orderId: number;
  readonly ordered: string;
}

function serviceOf(whmcs: Installation, { client, order, orderId, ordered }: About, line: PastLine): Service {
  const product = whmcs.product(line.pid);
  if (!product) throw new Error(`the past order of ${client.email} names product ${line.pid}, which is not sold`);
  const currency = whmcs.currencyOf(client).code;
  const cycle = offeredCycle(product, currency, cycleNamed(line.cycle));
  const price = priceOf(product, currency, cycle) * line.qty;
  const isRecurring = CYCLES[cycle].months > 0;
  return {
    id: whmcs.books.services.takeId(),
    orderId,
    clientId: client.id,
    pid: line.pid,
    qty: line.qty,
    domain: '',
    regDate: ordered,
    nextDueDate: isRecurring ? ordered : NO_DATE,
    cycle,
    firstPayment: price + setupFeeOf(product, currency, cycle) * line.qty,
    recurring: isRecurring ? price : 0,
    paymentMethod: order.paymentMethod,
    status: 'Active',
    username: '',
    password: '',
    serverId: 0,
    notes: '',
    suspendReason: '',
    subscriptionId: '',
    customFields: new Map(),
    configChoices: new Map(),
    extras: {},
    createRuns: product.module ? 1 : 0,
  };
}

function billsOf(whmcs: Installation, services: readonly Service[], ordered: string, dueInDays: number): Bill[] {
  const first = services.map((service) => itemOf(whmcs, service, ordered, service.firstPayment));
  const bills: Bill[] = [{ date: ordered, dueDate: addDays(ordered, dueInDays), items: first }];
  const { invoiceDaysBefore } = whmcs.config.automation;
  const until = addDays(whmcs.clock.date(), invoiceDaysBefore);
  for (let month = 1; addMonths(ordered, month) <= until; month++) {
    const dueDate = addMonths(ordered, month);
    const due = services.filter(({ cycle }) => CYCLES[cycle].months > 0 && month % CYCLES[cycle].months === 0);
    if (due.length === 0) continue;
    const items = due.map((service) => ({
      ...itemOf(whmcs, service, dueDate, service.recurring),
      renews: dueDate,
    }));
    bills.push({ date: addDays(dueDate, -invoiceDaysBefore), dueDate, items });
  }
  return bills;
}

function itemOf(whmcs: Installation, { id, pid, cycle }: Service, from: string, amount: number): NewItem {
  const { months } = CYCLES[cycle];
  const period = months === 0 ? '' : ` (${from} - ${addMonths(from, months)})`;
  return { type: 'Hosting', relId: id, description: whmcs.product(pid)!.name + period, amount, taxed: true };
}

function payWhenDue(whmcs: Installation, invoice: Invoice): void {
  const { books } = whmcs;
  const at = `${invoice.dueDate} 12:00:00`;
  books.transactions.add({
    id: books.transactions.takeId(),
    clientId: invoice.clientId,
    invoiceId: invoice.id,
    gateway: invoice.paymentMethod,
    date: at,
    description: 'Invoice Payment',
    amountIn: invoice.subtotal + invoice.tax,
    fees: 0,
    amountOut: 0,
    transId: `past-${invoice.id}`,
    refundId: 0,
  });
  books.invoices.change(setInvoiceStatus(whmcs, invoice, 'Paid'), { datePaid: at });
}

/** A service is due next on the day that nothing has been paid for yet. */
function moveOn(whmcs: Installation, service: Service, paidInvoices: number): void {
  const { months } = CYCLES[service.cycle];
  if (months > 0)
    whmcs.books.services.change(service, {
      nextDueDate: addMonths(service.regDate, months * Math.max(1, paidInvoices)),
    });
}
