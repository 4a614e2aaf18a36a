// Invoices: WHMCS's own, against the copies in Salesforce; and the clients that both are about.
import type { Rule } from '../rule.ts';

const COPIES = `
  select s.invoice_record_id as key, s.invoice_record_id, s.invoice_id, s.account_id, w.client_id, s.status, w.status as whmcs_status,
    s.total, w.total as whmcs_total, s.balance, w.balance as whmcs_balance, s.subtotal, w.subtotal as whmcs_subtotal, s.tax,
    w.tax as whmcs_tax
  from s_invoice s join w_invoice w on w.invoice_id = s.invoice_id and w.status is not null`;

const READ_ANEW =
  'Run it with --mend: billing reads the invoice anew. If it comes back, see what billing says under billing/unfinished.';

export const INVOICE_RULES = {
  InvoiceMissing: {
    topic: 'invoices',
    compares: 'Invoices of a client that an account names with those in Salesforce',
    differs:
      'WHMCS invoice {invoice_id} ({whmcs_status}, {whmcs_total} {currency}) of client {client_id} is not in Salesforce',
    todo: READ_ANEW,
    mend: 'read-again',
    marks: null,
    sql: `
      select w.invoice_id as key, w.invoice_id, w.client_id, min(a.account_id) as account_id, w.status as whmcs_status,
        w.total as whmcs_total, w.currency
      from w_invoice w join s_account a on a.client_id = w.client_id
      where w.status is not null and not exists (select 1 from s_invoice s where s.invoice_id = w.invoice_id)
      group by w.invoice_id having count(*) = 1`,
  },
  InvoicePaidInOneOnly: {
    topic: 'invoices',
    compares: 'Whether an invoice is paid',
    differs: 'Invoice {invoice_id} is {status} in Salesforce, {whmcs_status} in WHMCS',
    todo: READ_ANEW,
    mend: 'read-again',
    marks: 'Invoice__c',
    sql: `${COPIES} where (s.status is 'Paid') <> (w.status = 'Paid')`,
  },
  InvoiceStatusDiffers: {
    topic: 'invoices',
    compares: 'Status of an invoice, other than paid',
    differs: 'Invoice {invoice_id} is {status} in Salesforce, {whmcs_status} in WHMCS',
    todo: READ_ANEW,
    mend: 'read-again',
    marks: 'Invoice__c',
    sql: `${COPIES} where s.status is not w.status and (s.status is not 'Paid' and w.status <> 'Paid')`,
  },
  InvoiceAmountDiffers: {
    topic: 'invoices',
    compares: 'Subtotal, tax and total of an invoice',
    differs: 'Invoice {invoice_id}: total {total} in Salesforce, {whmcs_total} in WHMCS (tax {tax} and {whmcs_tax})',
    todo: READ_ANEW,
    mend: 'read-again',
    marks: 'Invoice__c',
    sql: `${COPIES} where s.total is not w.total or s.subtotal is not w.subtotal or s.tax is not w.tax`,
  },
  InvoiceBalanceDiffers: {
    topic: 'invoices',
    compares: 'Balance of an invoice that is still to be paid',
    differs: 'Invoice {invoice_id}: {balance} is to be paid in Salesforce, {whmcs_balance} in WHMCS',
    todo: READ_ANEW,
    mend: 'read-again',
    marks: 'Invoice__c',
    sql: `${COPIES} where w.balance is not null and s.balance is not w.balance and s.status is not 'Paid'`,
  },
  InvoiceGone: {
    topic: 'invoices',
    compares: 'Invoices in Salesforce with those of WHMCS',
    differs: 'WHMCS no longer has invoice {invoice_id} ({status} in Salesforce)',
    todo: 'Find out who deleted it in WHMCS; delete the copy in Salesforce if that was right.',
    mend: null,
    marks: 'Invoice__c',
    sql: `
      select s.invoice_record_id as key, s.invoice_record_id, s.invoice_id, s.account_id, a.client_id, s.status
      from s_invoice s left join s_account a on a.account_id = s.account_id
      where not exists (select 1 from w_invoice w where w.invoice_id = s.invoice_id)`,
  },
  InvoiceOfOtherAccount: {
    topic: 'invoices',
    compares: 'Client of an invoice with the client of the account that shows it',
    differs: 'Invoice {invoice_id} of client {other_client_id} is shown to an account that is client {client_id}',
    todo: 'Correct WHMCS Account ID on the account: one customer may see another’s invoice. Billing then moves it.',
    mend: null,
    marks: 'Invoice__c',
    sql: `
      select s.invoice_record_id as key, s.invoice_record_id, s.invoice_id, s.account_id, a.client_id, w.client_id as other_client_id
      from s_invoice s join w_invoice w on w.invoice_id = s.invoice_id join s_account a on a.account_id = s.account_id
      where w.client_id <> a.client_id`,
  },
  InvoiceClientUnknown: {
    topic: 'invoices',
    compares: 'Clients that have invoices with the accounts of Salesforce',
    differs:
      'WHMCS client {client_id} has {invoices} invoices of {whmcs_total} {currency} in all, but no account in Salesforce',
    todo: 'Set WHMCS Account ID on the account it belongs to; if it is no customer of Salesforce’s, nothing.',
    mend: null,
    marks: null,
    sql: `
      select w.client_id || ' ' || w.currency as key, w.client_id, count(*) as invoices, round(sum(w.total), 2) as whmcs_total,
        w.currency
      from w_invoice w where not exists (select 1 from s_account a where a.client_id = w.client_id)
      group by w.client_id, w.currency`,
  },
} as const satisfies Record<string, Rule>;

export const CLIENT_RULES = {
  AccountClientGone: {
    topic: 'clients',
    compares: 'WHMCS Account ID of an account with the clients of WHMCS',
    differs: 'Account “{name}” is WHMCS client {whmcs_account}, whom WHMCS does not have',
    todo: 'Correct WHMCS Account ID on the account; blank it if the client was deleted, and the next order makes a new one.',
    mend: null,
    marks: null,
    sql: `
      select a.account_id as key, a.account_id, a.client_id, a.name, a.whmcs_account
      from s_account a where not exists (select 1 from w_client w where w.client_id = a.client_id)`,
  },
  AccountClientShared: {
    topic: 'clients',
    compares: 'WHMCS Account IDs of the accounts with each other',
    differs: 'WHMCS client {client_id} is on {accounts} accounts: {names}',
    todo: 'Leave WHMCS Account ID on the account whose client it is: two customers share services and invoices.',
    mend: null,
    marks: null,
    sql: `
      select client_id as key, client_id, min(account_id) as account_id, max(account_id) as other_account_id,
        count(*) as accounts, group_concat(name, ', ') as names
      from s_account group by client_id having count(*) > 1`,
  },
} as const satisfies Record<string, Rule>;
