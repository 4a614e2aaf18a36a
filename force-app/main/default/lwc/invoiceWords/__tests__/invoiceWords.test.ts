import { invoiceStatus, paymentMethod } from 'c/invoiceWords';

describe('invoiceWords', () => {
  it('says the state in the customer’s words, and one it does not know as it is', () => {
    expect(invoiceStatus('Overdue')).toEqual({ label: 'Overdue', tone: 'bad' });
    expect(invoiceStatus('Draft')).toEqual({ label: 'Draft', tone: 'neutral' });
  });

  it('names how an invoice is paid, not the module of WHMCS that does it', () => {
    expect(['banktransfer', 'stripe', 'carrier_pigeon', undefined].map(paymentMethod)).toEqual([
      'Bank transfer',
      'Card',
      'carrier_pigeon',
      undefined,
    ]);
  });
});
