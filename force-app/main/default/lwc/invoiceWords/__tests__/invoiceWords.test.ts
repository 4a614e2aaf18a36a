import { invoiceStatus } from 'c/invoiceWords';

describe('invoiceWords', () => {
  it('says the state in the customer’s words, and one it does not know as it is', () => {
    expect(invoiceStatus('Overdue')).toEqual({ label: 'Overdue', tone: 'bad' });
    expect(invoiceStatus('Draft')).toEqual({ label: 'Draft', tone: 'neutral' });
  });
});
