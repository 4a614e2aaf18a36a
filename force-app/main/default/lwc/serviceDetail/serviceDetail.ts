import { LightningElement, wire } from 'lwc';
import { refreshApex } from '@salesforce/apex';
import getService from '@salesforce/apex/ServiceController.getService';
import loading from '@salesforce/label/c.Common_Loading';
import quantityOf from '@salesforce/label/c.Order_Quantity_Of';
import orderTitle from '@salesforce/label/c.Orders_Order_Title';
import back from '@salesforce/label/c.Service_Back';
import cancel from '@salesforce/label/c.Service_Cancel';
import cancelHeading from '@salesforce/label/c.Service_Cancel_Heading';
import cancelText from '@salesforce/label/c.Service_Cancel_Text';
import equipment from '@salesforce/label/c.Service_Equipment';
import items from '@salesforce/label/c.Service_Items';
import kind from '@salesforce/label/c.Service_Kind';
import lastDay from '@salesforce/label/c.Service_Last_Day';
import monthlyTotal from '@salesforce/label/c.Service_Monthly_Total';
import noItems from '@salesforce/label/c.Service_No_Items';
import nextDue from '@salesforce/label/c.Service_Next_Due';
import nextDueNone from '@salesforce/label/c.Service_Next_Due_None';
import serviceNumber from '@salesforce/label/c.Service_Number';
import ordered from '@salesforce/label/c.Service_Order';
import since from '@salesforce/label/c.Service_Since';
import heading from '@salesforce/label/c.Services_Heading';
import { commodityWords } from 'c/commodityWords';
import type { Fact } from 'c/factList';
import { day, filled, money } from 'c/formats';
import { Freshness } from 'c/freshness';
import { invoiceStatus } from 'c/invoiceWords';
import { MONTHLY, price } from 'c/prices';
import { equipmentStatus, serviceName, serviceStatus } from 'c/serviceWords';
import { CurrentPageReference, type PageReference } from 'lightning/navigation';

/** One service: what runs, since when, what it costs; the way to its cancellation while it runs. */
export default class ServiceDetail extends LightningElement {
  label = { back, cancel, cancelHeading, cancelText, heading, items, loading, monthlyTotal, noItems };
  recordId: string | undefined;
  private readonly freshness = new Freshness('service');

  @wire(CurrentPageReference)
  readPage(page: PageReference | undefined): void {
    // An address that names none is answered by Apex: not found.
    if (page) this.recordId = page.state?.recordId ?? '';
  }

  @wire(getService, { serviceId: '$recordId' } as const)
  service: ApexResult<Apex.ServiceDetail> = {};

  renderedCallback(): void {
    this.freshness.check(this.service);
  }

  get isLoading(): boolean {
    return !this.service.data && !this.service.error;
  }

  get shown() {
    const { data } = this.service;
    return (
      data && {
        name: serviceName(data),
        status: serviceStatus(data.status),
        facts: factsOf(data),
        canCancel: data.canCancel,
        lines: data.lines.map((line, index) => ({
          key: index,
          name: line.quantity > 1 ? filled(quantityOf, line.name, line.quantity) : line.name,
          price: price(line.unitPrice * line.quantity, line.currencyCode, line.billingCycle),
        })),
        monthly: monthlyOf(data.lines),
      }
    );
  }

  handleRetry(): void {
    void refreshApex(this.service);
  }
}

function factsOf(service: Apex.ServiceDetail): readonly Fact[] {
  const { commodity, name } = service;
  return [
    { term: kind, value: commodity && commodity !== name ? commodityWords(commodity) : undefined },
    { term: since, value: day(service.runsSince) },
    { term: lastDay, value: day(service.runsUntil) },
    ...nextDueOf(service),
    { term: equipment, value: equipmentStatus(service.equipmentStatus) },
    { term: serviceNumber, value: service.serviceNumber },
    ...ordersOf(service.lines),
  ];
}

/** When the next payment is due, and for what; an ended service says nothing once all of it is paid. */
function nextDueOf({ nextInvoice, status }: Apex.ServiceDetail): readonly Fact[] {
  if (!nextInvoice) return status === 'Cancelled' ? [] : [{ term: nextDue, value: nextDueNone }];
  const { dueOn, invoiceId: recordId, status: state } = nextInvoice;
  // A day alone would not say that it has passed.
  const parts = [day(dueOn), dueOn && state === 'Unpaid' ? '' : invoiceStatus(state).label];
  return [{ term: nextDue, value: parts.filter(Boolean).join(' · '), page: 'invoice', recordId }];
}

/** The orders that the parts came from, each once. */
function ordersOf(lines: readonly Apex.ServiceLine[]): readonly Fact[] {
  const numbers = new Map(lines.map(({ orderId, orderNumber }) => [orderId, orderNumber]));
  return [...numbers].map(([recordId, number]) => ({
    term: ordered,
    value: filled(orderTitle, number),
    page: 'order',
    recordId,
  }));
}

/** '' for a service without monthly parts, and where the one part says it already. */
function monthlyOf(lines: readonly Apex.ServiceLine[]): string {
  const monthly = lines.filter(({ billingCycle }) => billingCycle === MONTHLY);
  if (monthly.length < 2) return '';
  return money(
    monthly.reduce((sum, { unitPrice, quantity }) => sum + unitPrice * quantity, 0),
    monthly[0]?.currencyCode,
  );
}
