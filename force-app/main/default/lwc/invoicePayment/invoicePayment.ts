import { LightningElement, api } from 'lwc';
import getPaymentPage from '@salesforce/apex/InvoiceController.getPaymentPage';
import balance from '@salesforce/label/c.Invoice_Balance';
import dueOn from '@salesforce/label/c.Invoice_Due_On';
import heading from '@salesforce/label/c.Payment_Heading';
import leadsAway from '@salesforce/label/c.Payment_Leads_Away';
import opening from '@salesforce/label/c.Payment_Opening';
import pay from '@salesforce/label/c.Payment_Pay';
import waiting from '@salesforce/label/c.Payment_Waiting';
import { day, filled, money } from 'c/formats';
import { leaveTo } from 'c/leave';
import { setOut } from 'c/paymentTrip';

/**
 * What is still to be paid of an invoice, and the way to where it is paid: an address of WHMCS that signs the customer in, once.
 * It is asked for when the button is pressed and kept nowhere. Event `refused` when the invoice shown may be out of date.
 */
export default class InvoicePayment extends LightningElement {
  declare refs: { readonly problem?: HTMLElement };
  label = { balance, heading, leadsAway, waiting };

  @api invoice: Apex.InvoiceSummary | undefined;
  /** The customer was there already, and news of the payment may be on its way. */
  @api isAwaited = false;
  isOpening = false;
  problem: unknown;
  private isRefused = false;
  /** The browser brought the page back as it was left: it is not on its way out any more. */
  private readonly onPageShow = (event: PageTransitionEvent): void => {
    if (event.persisted) this.isOpening = false;
  };

  connectedCallback(): void {
    window.addEventListener('pageshow', this.onPageShow);
  }

  disconnectedCallback(): void {
    window.removeEventListener('pageshow', this.onPageShow);
  }

  renderedCallback(): void {
    if (!this.isRefused) return;
    this.isRefused = false;
    this.refs.problem?.focus();
  }

  get amount(): string {
    return money(this.invoice?.balance, this.invoice?.currencyCode);
  }

  get due(): string {
    return this.invoice?.dueOn ? filled(dueOn, day(this.invoice.dueOn)) : '';
  }

  get payLabel(): string {
    return this.isOpening ? opening : filled(pay, this.amount);
  }

  async handlePay(): Promise<void> {
    const { invoice } = this;
    if (this.isOpening || !invoice) return;
    this.isOpening = true;
    this.problem = undefined;
    try {
      const address = await getPaymentPage({ invoiceId: invoice.invoiceId });
      setOut(invoice.invoiceId, Date.now());
      // The button stays as it is until the browser is gone.
      leaveTo(address);
    } catch (error) {
      this.isOpening = false;
      this.problem = error;
      this.isRefused = true;
      this.dispatchEvent(new CustomEvent('refused'));
    }
  }
}
