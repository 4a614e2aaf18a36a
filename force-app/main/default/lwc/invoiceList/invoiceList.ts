import { LightningElement, wire } from 'lwc';
import { refreshApex } from '@salesforce/apex';
import getInvoices from '@salesforce/apex/InvoiceController.getInvoices';
import loading from '@salesforce/label/c.Common_Loading';
import dueOn from '@salesforce/label/c.Invoice_Due_On';
import issuedOn from '@salesforce/label/c.Invoice_Issued_On';
import paidOn from '@salesforce/label/c.Invoice_Paid_On';
import invoiceTitle from '@salesforce/label/c.Invoice_Title';
import all from '@salesforce/label/c.Invoices_All';
import empty from '@salesforce/label/c.Invoices_Empty';
import emptyText from '@salesforce/label/c.Invoices_Empty_Text';
import heading from '@salesforce/label/c.Invoices_Heading';
import noneToPay from '@salesforce/label/c.Invoices_None_To_Pay';
import noneToPayText from '@salesforce/label/c.Invoices_None_To_Pay_Text';
import show from '@salesforce/label/c.Invoices_Show';
import toPay from '@salesforce/label/c.Invoices_To_Pay';
import { day, filled, moment, money } from 'c/formats';
import { Freshness } from 'c/freshness';
import { invoiceStatus } from 'c/invoiceWords';

type Filter = Apex.CustomerInvoicesWord;

/** Whoever comes back from an invoice finds the list as they left it. */
const choice: { filter: Filter; pageNumber: number } = { filter: 'All', pageNumber: 1 };

/** The customer's invoices, colleagues' too, the newest first: all, or those that are still to be paid. */
export default class InvoiceList extends LightningElement {
  label = { heading, loading, show };
  filters: readonly { readonly label: string; readonly value: Filter }[] = [
    { label: all, value: 'All' },
    { label: toPay, value: 'ToPay' },
  ];
  filter = choice.filter;
  pageNumber = choice.pageNumber;
  private readonly freshness = new Freshness('invoices');

  @wire(getInvoices, { filter: '$filter', pageNumber: '$pageNumber' } as const)
  invoices: ApexResult<Apex.InvoicePage> = {};

  renderedCallback(): void {
    this.freshness.check(this.invoices);
  }

  get isLoading(): boolean {
    return !this.invoices.data && !this.invoices.error;
  }

  /** What to say instead of a list. */
  get nothing() {
    if (this.invoices.data?.rows.length !== 0) return undefined;
    return this.filter === 'ToPay' ? { heading: noneToPay, text: noneToPayText } : { heading: empty, text: emptyText };
  }

  get hasNext(): boolean {
    return this.invoices.data?.hasNext ?? false;
  }

  get rows() {
    return (this.invoices.data?.rows ?? []).map((invoice) => ({
      invoiceId: invoice.invoiceId,
      title: filled(invoiceTitle, invoice.invoiceNumber),
      issued: invoice.issuedOn ? filled(issuedOn, day(invoice.issuedOn)) : '',
      settle: settleText(invoice),
      status: invoiceStatus(invoice.status),
      total: money(invoice.total, invoice.currencyCode),
    }));
  }

  handleFilter({ detail }: CustomEvent<{ value: Filter }>): void {
    this.choose(detail.value, 1);
  }

  handlePage({ detail }: CustomEvent<number>): void {
    this.choose(this.filter, detail);
  }

  handleRetry(): void {
    void refreshApex(this.invoices);
  }

  private choose(filter: Filter, pageNumber: number): void {
    Object.assign(choice, { filter, pageNumber });
    Object.assign(this, choice);
  }
}

/** Until when it is to be paid, or when it was. */
function settleText({ balance, dueOn: due, paidAt }: Apex.InvoiceSummary): string {
  if (paidAt) return filled(paidOn, moment(paidAt));
  return balance > 0 && due ? filled(dueOn, day(due)) : '';
}
