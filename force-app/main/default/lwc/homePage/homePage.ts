import { LightningElement, wire } from 'lwc';
import { refreshApex } from '@salesforce/apex';
import getSummary from '@salesforce/apex/HomeController.getSummary';
import loading from '@salesforce/label/c.Common_Loading';
import allCases from '@salesforce/label/c.Home_All_Cases';
import allInvoices from '@salesforce/label/c.Home_All_Invoices';
import allOrders from '@salesforce/label/c.Home_All_Orders';
import allServices from '@salesforce/label/c.Home_All_Services';
import attention from '@salesforce/label/c.Home_Attention';
import casesHeading from '@salesforce/label/c.Home_Cases';
import casesNone from '@salesforce/label/c.Home_Cases_None';
import customerNumber from '@salesforce/label/c.Home_Customer_Number';
import dueOn from '@salesforce/label/c.Home_Due_On';
import invoicesHeading from '@salesforce/label/c.Home_Invoices';
import invoicesNone from '@salesforce/label/c.Home_Invoices_None';
import openedOn from '@salesforce/label/c.Home_Opened_On';
import ordersHeading from '@salesforce/label/c.Home_Orders';
import ordersNone from '@salesforce/label/c.Home_Orders_None';
import servicesHeading from '@salesforce/label/c.Home_Services';
import servicesNone from '@salesforce/label/c.Home_Services_None';
import start from '@salesforce/label/c.Home_Start';
import startCheck from '@salesforce/label/c.Home_Start_Check';
import startCheckText from '@salesforce/label/c.Home_Start_Check_Text';
import startChoose from '@salesforce/label/c.Home_Start_Choose';
import startChooseText from '@salesforce/label/c.Home_Start_Choose_Text';
import startIdentity from '@salesforce/label/c.Home_Start_Identity';
import startIdentityText from '@salesforce/label/c.Home_Start_Identity_Text';
import startShop from '@salesforce/label/c.Home_Start_Shop';
import startText from '@salesforce/label/c.Home_Start_Text';
import welcome from '@salesforce/label/c.Home_Welcome';
import orderTitle from '@salesforce/label/c.Orders_Order_Title';
import placedOn from '@salesforce/label/c.Orders_Placed_On';
import runsSince from '@salesforce/label/c.Service_Runs_Since';
import runsUntil from '@salesforce/label/c.Service_Runs_Until';
import { caseStatus, caseTitle } from 'c/caseWords';
import { commodityWords } from 'c/commodityWords';
import { day, dayOf, filled, money, personName } from 'c/formats';
import { Freshness } from 'c/freshness';
import type { PanelContent, PanelRow } from 'c/homePanel';
import { matterOf, type Matter } from 'c/homeWords';
import { invoiceStatus } from 'c/invoiceWords';
import { orderStatus } from 'c/orderWords';
import { serviceName, serviceStatus } from 'c/serviceWords';

const STEPS = [
  { key: 1, heading: startCheck, text: startCheckText },
  { key: 2, heading: startChoose, text: startChooseText },
  { key: 3, heading: startIdentity, text: startIdentityText },
];

/** The customer's first page: what waits for them, what they have, what is under way. One call tells it all. */
export default class HomePage extends LightningElement {
  label = { attention, loading, start, startCheck, startShop, startText };
  steps = STEPS;
  private readonly freshness = new Freshness('home');

  @wire(getSummary)
  summary: ApexResult<Apex.HomeSummary> = {};

  renderedCallback(): void {
    this.freshness.check(this.summary);
  }

  get isLoading(): boolean {
    return !this.summary.data && !this.summary.error;
  }

  get greeting() {
    const { data } = this.summary;
    return (
      data && {
        heading: filled(welcome, personName(data.firstName, data.lastName)),
        subtitle: data.customerNumber ? filled(customerNumber, data.customerNumber) : '',
      }
    );
  }

  get matters(): readonly Matter[] {
    return (this.summary.data?.attention ?? []).flatMap((matter) => matterOf(matter) ?? []);
  }

  /** Nothing runs and nothing is ordered: the way there, unless it is known that they can order, which the matters say. */
  get isNew(): boolean {
    const { data } = this.summary;
    return (
      data !== undefined &&
      data.serviceCount + data.openOrderCount === 0 &&
      !data.attention.some(({ kind }) => kind === 'EligibleToOrder')
    );
  }

  /** Four times “nothing” helps nobody who has just come. */
  get panels(): readonly (PanelContent & { key: string })[] {
    const { data } = this.summary;
    if (!data) return [];
    const count = data.serviceCount + data.openOrderCount + data.unpaidInvoiceCount + data.openCaseCount;
    if (count === 0 && this.isNew) return [];
    return [
      {
        key: 'services',
        heading: servicesHeading,
        none: servicesNone,
        count: data.serviceCount,
        rows: data.services.map(serviceRow),
        page: 'service',
        allPage: 'services',
        allLabel: allServices,
      },
      {
        key: 'orders',
        heading: ordersHeading,
        none: ordersNone,
        count: data.openOrderCount,
        rows: data.openOrders.map(orderRow),
        page: 'order',
        allPage: 'orders',
        allLabel: allOrders,
      },
      {
        key: 'invoices',
        heading: invoicesHeading,
        none: invoicesNone,
        count: data.unpaidInvoiceCount,
        rows: data.unpaidInvoices.map(invoiceRow),
        page: 'invoice',
        allPage: 'invoices',
        allLabel: allInvoices,
      },
      {
        key: 'cases',
        heading: casesHeading,
        none: casesNone,
        count: data.openCaseCount,
        rows: data.openCases.map(caseRow),
        page: 'case',
        allPage: 'cases',
        allLabel: allCases,
      },
    ];
  }

  handleRetry(): void {
    // A failure is told by the wire itself.
    void refreshApex(this.summary).catch(() => undefined);
  }
}

function serviceRow(service: Apex.ServiceSummary): PanelRow {
  const until = service.runsUntil && filled(runsUntil, day(service.runsUntil));
  const since = service.runsSince && filled(runsSince, day(service.runsSince));
  return {
    recordId: service.serviceId,
    title: serviceName(service),
    detail: until || since || '',
    status: serviceStatus(service.status),
  };
}

function orderRow(order: Apex.OrderSummary): PanelRow {
  const products = order.lines.map(({ name }) => name).join(', ') || commodityWords(order.commodity ?? '');
  return {
    recordId: order.orderId,
    title: filled(orderTitle, order.orderNumber),
    detail: [products, filled(placedOn, dayOf(order.placedAt))].filter(Boolean).join(' · '),
    status: orderStatus(order.status),
  };
}

function invoiceRow(invoice: Apex.InvoiceSummary): PanelRow {
  return {
    recordId: invoice.invoiceId,
    title: invoice.invoiceNumber,
    detail: [money(invoice.balance, invoice.currencyCode), invoice.dueOn && filled(dueOn, day(invoice.dueOn))]
      .filter(Boolean)
      .join(' · '),
    status: invoiceStatus(invoice.status),
  };
}

function caseRow(each: Apex.CaseRow): PanelRow {
  return {
    recordId: each.caseId,
    title: caseTitle(each.subject),
    detail: [each.caseNumber, filled(openedOn, dayOf(each.createdAt))].join(' · '),
    status: caseStatus(each.status),
  };
}
