// Every action of WHMCS's API that this service calls, by the credential that calls it, and what for. The API roles in WHMCS need
// these and no others: docs/whmcs.md lists them, and the compiler lets nothing else be called.

/** Of WHMCS_API_IDENTIFIER. */
export const MIDDLEWARE_ACTIONS = {
  AcceptOrder: 'runs an order: its services are set up',
  AddClient: 'makes the client of a customer who has none',
  AddOrder: 'makes the order',
  GetCancelledPackages: 'lists requested cancellations, to compare them with Salesforce',
  GetClients: 'lists clients, to compare them with accounts',
  GetClientsDetails: 'finds the client of an account; an invoice’s currency',
  GetClientsProducts: 'reads services: their state, and the marker by which an order is found again',
  GetCurrencies: 'tells the currency of a web shop payment',
  GetInvoice: 'reads an invoice with its lines and payments',
  GetInvoices: 'lists invoices, for what no hook announced',
  GetModuleQueue: 'says why a service was not set up',
  GetOrders: 'reads an order’s state; lists orders, to compare them with Salesforce',
  GetPaymentMethods: 'checks WHMCS_PAYMENT_METHOD at start',
  GetProducts: 'checks product mapping and marker fields; reads stock',
  GetTransactions: 'finds the payment of a web shop order',
  ModuleCreate: 'sets up a service that its order left Pending',
  WhmcsDetails: 'reads the version, as the first sign of life',
} as const;

/** Of WHMCS_SSO_IDENTIFIER: whoever has it can sign on as any client. */
export const SIGN_ON_ACTIONS = {
  CreateSsoToken: 'signs a customer on to pay one invoice',
} as const;

export type WhmcsAction = keyof typeof MIDDLEWARE_ACTIONS | keyof typeof SIGN_ON_ACTIONS;
