// Two systems to compare, of as many orders as are wished for: each order is a client with one service, one invoice and one opportunity.
// Rows are made when they are asked for, so that a hundred thousand of them take no memory here.
import { toRecordId } from '../../src/events/record-id.ts';
import type { System } from '../../src/provisioning/system.ts';
import type { Catalogue } from '../../src/provisioning/whmcs/catalogue.ts';
import type { SalesforceApi } from '../../src/salesforce/api.ts';
import type { WhmcsCall } from '../../src/whmcs/call.ts';
import type { FormFields } from '../../src/whmcs/form.ts';

export type Row = Record<string, unknown>;

/** Changes a row as it is given out; undefined: it is not there. */
export type Twist = (row: Row) => Row | undefined;

export interface ComparedSystems {
  readonly api: SalesforceApi;
  readonly whmcs: WhmcsCall;
  /** By list: `GetOrders`, `Order`, … */
  readonly twists: Partial<Record<string, Twist>>;
  /** Told of each call, before it is answered. */
  onCall: (name: string, fields: FormFields) => void;
  calls: number;
  /** Records written to Salesforce, newest last. */
  readonly written: Row[];
}

const SOQL_PAGE = 2000;

const idOf = (prefix: string, n: number): string => toRecordId(`${prefix}${n.toString(36).padStart(12, '0')}`)!;
export const orderIdOf = (n: number): string => idOf('801', n);
export const itemIdOf = (n: number): string => idOf('802', n);

/** @param orders how many; n runs from 1, and is the number of everything of one order */
export function comparedSystems(orders: number): ComparedSystems {
  const systems: ComparedSystems = {
    twists: {},
    onCall: () => undefined,
    calls: 0,
    written: [],
    whmcs: (action, fields, { read }) => {
      systems.calls++;
      systems.onCall(action, fields);
      return Promise.resolve(read(replyTo(systems, orders, action, fields)));
    },
    api: {
      basePath: '',
      session: () => Promise.reject(new Error('no session')),
      renewSession: () => Promise.reject(new Error('no session')),
      usage: () => null,
      request: <T>(_kind: string, _method: string, path: string, body?: unknown) => {
        systems.calls++;
        systems.onCall(path, {});
        return Promise.resolve((body ? write(systems, body) : select(systems, orders, path)) as T);
      },
    },
  };
  return systems;
}

const LISTS: Readonly<Record<string, readonly [wrapper: string, item: string, row: (n: number) => Row]>> = {
  GetOrders: [
    'orders',
    'order',
    (n) => ({ id: n, userid: n, status: 'Active', date: '2026-01-10 10:00:00', notes: `sf:o=${orderIdOf(n)}` }),
  ],
  GetClientsProducts: [
    'products',
    'product',
    (n) => ({
      id: n,
      clientid: n,
      orderid: n,
      pid: 1,
      qty: 1,
      name: 'Fibre',
      status: 'Active',
      recurringamount: '1000.00',
      firstpaymentamount: '1000.00',
      customfields: { customfield: [{ id: 31, value: itemIdOf(n) }] },
    }),
  ],
  GetInvoices: [
    'invoices',
    'invoice',
    (n) => ({
      id: n,
      userid: n,
      status: 'Paid',
      date: '2026-01-10',
      duedate: '2026-01-24',
      datepaid: '2026-01-12 10:00:00',
      subtotal: '1000.00',
      tax: '100.00',
      total: '1100.00',
      currencycode: 'JPY',
      updated_at: '2026-01-12 10:00:00',
    }),
  ],
  GetClients: ['clients', 'client', (n) => ({ id: n, status: 'Active' })],
  GetCancelledPackages: ['packages', 'package', (n) => ({ id: n, relid: n })],
};

function replyTo(systems: ComparedSystems, orders: number, action: string, fields: FormFields): Row {
  if (action === 'GetClientsDetails') return { client: { id: fields.clientid, status: 'Active' } };
  if (action === 'GetInvoice') {
    const row = twisted(systems, 'GetInvoices', LISTS.GetInvoices![2](Number(fields.invoiceid)))[0]!;
    return { ...row, invoiceid: row.id, balance: row.status === 'Unpaid' ? row.total : '0.00' };
  }
  const [wrapper, item, rowOf] = LISTS[action] ?? [];
  if (!rowOf) throw new Error(`no ${action}`);
  const only = Number(fields.userid ?? fields.clientid ?? 0);
  const total = only ? 1 : orders;
  const [start, size] = [Number(fields.limitstart), Number(fields.limitnum)];
  const numbers = numbersOf(start, Math.min(size, total - start)).map((n) => only || n);
  const rows = numbers.flatMap((n) => twisted(systems, action, rowOf(n)));
  return { totalresults: total, [wrapper!]: { [item!]: rows } };
}

const CHANGED = {
  LastModifiedDate: '2026-01-15T00:00:00.000Z',
  LastModifiedBy: { Username: 'agent@example.test' },
  WHMCS_Drift__c: null,
};

const OBJECTS: Readonly<Record<string, (n: number) => Row>> = {
  Account: (n) => ({ Id: idOf('001', n), Name: `Customer ${n}`, WH_Account__c: String(n) }),
  Order: (n) => ({
    Id: orderIdOf(n),
    OrderNumber: String(n).padStart(8, '0'),
    AccountId: idOf('001', n),
    OpportunityId: idOf('006', n),
    Activation_Status__c: 'Provisioned',
    WHMCS_Order_Id__c: n,
    ...CHANGED,
  }),
  OrderItem: (n) => ({
    Id: itemIdOf(n),
    OrderId: orderIdOf(n),
    Quantity: 1,
    UnitPrice: 1000,
    WHMCS_Service_ID__c: n,
    Product2Id: idOf('01t', 1),
    Product2: {
      Name: 'Fibre',
      WHMCS_Product_Id__c: '1',
      Billing_Cycle__c: 'Monthly',
      Item_Class__c: 'Service',
      Portal_ConfigOptions_JSON__c: null,
    },
  }),
  Opportunity: (n) => ({
    Id: idOf('006', n),
    Name: `Fibre ${n}`,
    AccountId: idOf('001', n),
    StageName: 'Active',
    WHMCS_Service_ID__c: n,
    Service_Status__c: 'Active',
    ScheduledCancellationDateAndTime__c: null,
    ...CHANGED,
  }),
  Invoice__c: (n) => ({
    Id: idOf('a00', n),
    WHMCS_Invoice_Id__c: n,
    Account__c: idOf('001', n),
    Status__c: 'Paid',
    Subtotal__c: 1000,
    Tax__c: 100,
    Total__c: 1100,
    Balance__c: 0,
    WHMCS_Drift__c: null,
  }),
};

/** All rows of the object, whatever the query narrows them to: the rules are to stand that. */
function select(systems: ComparedSystems, orders: number, path: string): object {
  const asked = /^\/query\?q=(.+)$/.exec(path);
  const [, type = '', from = '0'] = asked
    ? (/ FROM (\w+) WHERE/.exec(decodeURIComponent(asked[1]!)) ?? [])
    : (/^\/next\/(\w+)\/(\d+)$/.exec(path) ?? []);
  const start = Number(from);
  const rowOf = OBJECTS[type];
  if (!rowOf) throw new Error(`no ${path}`);
  const records = numbersOf(start, Math.min(SOQL_PAGE, orders - start)).flatMap((n) =>
    twisted(systems, type, rowOf(n)),
  );
  const next = start + SOQL_PAGE;
  return { records, done: next >= orders, ...(next < orders && { nextRecordsUrl: `/next/${type}/${next}` }) };
}

function twisted(systems: ComparedSystems, name: string, row: Row): Row[] {
  const twist = systems.twists[name];
  const given = twist ? twist(row) : row;
  return given ? [given] : [];
}

function numbersOf(start: number, count: number): number[] {
  return Array.from({ length: Math.max(0, count) }, (_, index) => start + index + 1);
}

function write(systems: ComparedSystems, body: unknown): object {
  const { compositeRequest } = body as { compositeRequest: { body: { records: Row[] } }[] };
  return {
    compositeResponse: compositeRequest.map(({ body: { records } }) => {
      systems.written.push(...records);
      return { httpStatusCode: 200, body: records.map(() => ({ success: true })) };
    }),
  };
}

export const CATALOGUE: Catalogue = {
  traitsOf: () => Promise.resolve(new Map([['1', { markerFieldId: '31', takesQuantity: true }]])),
  examine: () => Promise.resolve([]),
};

/** A system that is always usable. */
export function usable(name: string): System {
  return {
    name,
    run: (work) => work(),
    pause: () => undefined,
    isUsable: () => true,
    trouble: () => null,
    breaker: () => 'closed',
    onUsable: () => undefined,
    start: () => undefined,
    stop: () => Promise.resolve(),
  };
}
