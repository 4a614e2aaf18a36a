import { LightningElement, wire } from 'lwc';
import { refreshApex } from '@salesforce/apex';
import getInvoice from '@salesforce/apex/InvoiceController.getInvoice';
import loading from '@salesforce/label/c.Common_Loading';
import amount from '@salesforce/label/c.Invoice_Amount';
import back from '@salesforce/label/c.Invoice_Back';
import balance from '@salesforce/label/c.Invoice_Balance';
import description from '@salesforce/label/c.Invoice_Description';
import due from '@salesforce/label/c.Invoice_Due';
import issued from '@salesforce/label/c.Invoice_Issued';
import lines from '@salesforce/label/c.Invoice_Lines';
import method from '@salesforce/label/c.Invoice_Method';
import order from '@salesforce/label/c.Invoice_Order';
import paidAt from '@salesforce/label/c.Invoice_Paid_At';
import subtotal from '@salesforce/label/c.Invoice_Subtotal';
import tax from '@salesforce/label/c.Invoice_Tax';
import invoiceTitle from '@salesforce/label/c.Invoice_Title';
import unnamedLine from '@salesforce/label/c.Invoice_Unnamed_Line';
import heading from '@salesforce/label/c.Invoices_Heading';
import total from '@salesforce/label/c.Order_Total';
import orderTitle from '@salesforce/label/c.Orders_Order_Title';
import paymentHere from '@salesforce/label/c.Payment_Here';
import type { Fact } from 'c/factList';
import { day, filled, moment, money } from 'c/formats';
import { Freshness } from 'c/freshness';
import { invoiceStatus, paymentMethod } from 'c/invoiceWords';
import { arrive, isAwaited } from 'c/paymentTrip';
import { Poller } from 'c/poller';
import { CurrentPageReference, type PageReference } from 'lightning/navigation';

/** As InvoicePayment in Apex: what is not among these needs no payment. */
const PAYABLE: Readonly<Partial<Record<string, true>>> = {
  Unpaid: true,
  Overdue: true,
  InCollections: true,
} satisfies Partial<Record<Apex.InvoiceWordsWord, true>>;

/** One invoice: what it charges, where it stands, and the way to pay it. Follows a payment until it has arrived. */
export default class InvoiceDetail extends LightningElement {
  label = { amount, back, description, heading, lines, loading };
  recordId: string | undefined;
  invoice: Apex.InvoiceDetail | undefined;
  error: unknown;
  /** Said when the payment arrives while somebody waits for it. */
  thanks = '';
  /** Somebody went to pay it, and news of the payment may be on its way. */
  isAwaited = false;
  private wired: ApexResult<Apex.InvoiceDetail> = {};
  private readonly freshness = new Freshness('invoice');
  private readonly poller = new Poller({
    refresh: () => refreshApex(this.wired),
    isPending: () => this.canPay && this.isOnItsWay,
  });
  /** The browser brought the page back as it was left, and does not load it: somebody comes back from paying. */
  private readonly onPageShow = (event: PageTransitionEvent): void => {
    if (!event.persisted) return;
    this.isAwaited = this.isOnItsWay;
    this.refresh();
    this.poller.start();
  };

  @wire(CurrentPageReference)
  readPage(page: PageReference | undefined): void {
    if (!page) return;
    const recordId = page.state?.recordId ?? '';
    if (recordId !== this.recordId) this.invoice = undefined;
    this.recordId = recordId;
  }

  @wire(getInvoice, { invoiceId: '$recordId' } as const)
  readInvoice(wired: ApexResult<Apex.InvoiceDetail>): void {
    this.wired = wired;
    this.error = wired.error;
    if (!wired.data) return;
    this.invoice = wired.data;
    this.isAwaited = this.isOnItsWay;
    if (!this.isAwaited || this.canPay) return;
    arrive();
    if (wired.data.status === 'Paid') this.thanks = paymentHere;
  }

  connectedCallback(): void {
    window.addEventListener('pageshow', this.onPageShow);
  }

  renderedCallback(): void {
    this.poller.start();
    this.freshness.check(this.wired);
  }

  disconnectedCallback(): void {
    this.poller.stop();
    window.removeEventListener('pageshow', this.onPageShow);
  }

  get isLoading(): boolean {
    return !this.invoice && !this.error;
  }

  /** An error and no invoice: the page is named by what it would show. */
  get hasNothing(): boolean {
    return Boolean(this.error) && !this.invoice;
  }

  get canPay(): boolean {
    return this.invoice !== undefined && canPay(this.invoice);
  }

  get shown() {
    const { invoice } = this;
    if (!invoice) return undefined;
    const inMoney = (sum: number): string => money(sum, invoice.currencyCode);
    return {
      title: filled(invoiceTitle, invoice.invoiceNumber),
      status: invoiceStatus(invoice.status),
      facts: factsOf(invoice),
      lines: invoice.lines.map((line, key) => ({
        key,
        description: line.description ?? unnamedLine,
        amount: inMoney(line.amount),
      })),
      sums: sumsOf(invoice).map(([term, sum]) => ({ term, amount: inMoney(sum) })),
      total: { term: total, amount: inMoney(invoice.total) },
      balance: this.canPay && invoice.balance !== invoice.total && { term: balance, amount: inMoney(invoice.balance) },
    };
  }

  handleRetry(): void {
    this.refresh();
  }

  /** The invoice may have been paid meanwhile. */
  handleRefused(): void {
    this.refresh();
  }

  private refresh(): void {
    // A failure is told by the wire itself.
    void refreshApex(this.wired).catch(() => undefined);
  }

  private get isOnItsWay(): boolean {
    return this.invoice !== undefined && isAwaited(this.invoice.invoiceId, Date.now());
  }
}

function canPay({ status, balance: left }: Apex.InvoiceDetail): boolean {
  return PAYABLE[status] === true && left > 0;
}

function factsOf(invoice: Apex.InvoiceDetail): readonly Fact[] {
  const { orderId, orderNumber } = invoice;
  return [
    { term: issued, value: day(invoice.issuedOn) },
    // What is still to be paid says it beside the button.
    { term: due, value: canPay(invoice) ? '' : day(invoice.dueOn) },
    { term: paidAt, value: moment(invoice.paidAt) },
    { term: method, value: paymentMethod(invoice.paymentMethod) },
    { term: order, value: orderNumber && filled(orderTitle, orderNumber), page: 'order', recordId: orderId },
  ];
}

/** What leads up to the total, where it is not the total itself. */
function sumsOf(invoice: Apex.InvoiceDetail): readonly (readonly [string, number])[] {
  if (invoice.tax === 0) return [];
  return [
    [subtotal, invoice.subtotal],
    [tax, invoice.tax],
  ];
}
