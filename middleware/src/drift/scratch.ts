// Where the two sides lie side by side while they are compared: a SQLite file of its own that goes away afterwards, so that
// memory stays flat however large the two systems are. It holds what the rules ask for and nothing else.
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';

/** Table → columns. `w_` is what WHMCS says, `s_` what Salesforce says; ids of WHMCS are digits without leading zeroes. */
export const TABLES = {
  w_client: ['client_id', 'status'],
  /** `order_marker`: the Salesforce order that its notes name. */
  w_order: ['whmcs_order_id', 'client_id', 'status', 'is_dead', 'order_marker'],
  /** `status` in Salesforce's words; `marker`: the order item that its custom field names. */
  w_service: [
    'service_id',
    'whmcs_order_id',
    'client_id',
    'name',
    'whmcs_status',
    'status',
    'is_dead',
    'has_ended',
    'quantity',
    'amount',
    'first_amount',
    'marker',
  ],
  w_cancellation: ['service_id'],
  /** As Invoice__c should say it; `balance` is null while only the list was read of one that is still to be paid. */
  w_invoice: ['invoice_id', 'client_id', 'status', 'subtotal', 'tax', 'total', 'balance', 'currency'],
  s_account: ['account_id', 'name', 'client_id', 'whmcs_account'],
  s_order: ['order_id', 'number', 'account_id', 'opportunity_id', 'activation', 'whmcs_order_id', 'drift'],
  /** `price`: of the whole line, null where it cannot be told. */
  s_item: ['item_id', 'order_id', 'product', 'service_id', 'quantity', 'price', 'is_once'],
  s_opportunity: [
    'opportunity_id',
    'name',
    'account_id',
    'stage',
    'service_id',
    'service_status',
    'is_cancelling',
    'drift',
  ],
  s_invoice: [
    'invoice_record_id',
    'invoice_id',
    'account_id',
    'status',
    'subtotal',
    'tax',
    'total',
    'balance',
    'drift',
  ],
  /** What is being worked on or has just changed: left out this time. */
  busy_order: ['order_id'],
  busy_account: ['account_id'],
  busy_client: ['client_id'],
  /** Ids of WHMCS that billing has to read. */
  billing_invoice: ['id'],
  billing_service: ['id'],
} as const;

export type Table = keyof typeof TABLES;
export type ScratchRow = Readonly<Record<string, string | number | null>>;

const INDEXES = [
  'w_order (order_marker)',
  'w_service (marker)',
  'w_service (whmcs_order_id)',
  'w_service (client_id)',
  'w_invoice (client_id)',
  's_account (client_id)',
  's_order (account_id)',
  's_order (whmcs_order_id)',
  's_order (opportunity_id)',
  's_item (order_id)',
  's_item (service_id)',
  's_opportunity (service_id)',
  's_opportunity (account_id)',
  's_invoice (invoice_id)',
];

export interface Scratch {
  /** Adds rows in one go; a row of an id that is there already takes its place. */
  add(table: Table, rows: readonly ScratchRow[]): void;
  /** Runs a statement that changes rows. */
  change(sql: string): void;
  /** The rows of a query, one at a time; `?` takes the values in turn. */
  rows(sql: string, ...values: readonly string[]): Iterable<ScratchRow>;
  close(): void;
}

/** A new, empty one: a temporary file that SQLite removes when it is closed or the process dies. */
export function openScratch(): Scratch {
  const database = new DatabaseSync('');
  // Nothing in it outlives a crash, so nothing is kept safe from one.
  database.exec('pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -8192');
  for (const [table, [key, ...columns]] of Object.entries(TABLES)) {
    database.exec(`create table ${table} (${[`${key} primary key`, ...columns].join(', ')}) without rowid`);
  }
  INDEXES.forEach((index, n) => database.exec(`create index scratch_${n} on ${index}`));
  const inserts = new Map<Table, StatementSync>();
  const insertInto = (table: Table): StatementSync => {
    const known = inserts.get(table);
    if (known) return known;
    const columns = TABLES[table];
    const made = database.prepare(
      `insert or replace into ${table} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`,
    );
    inserts.set(table, made);
    return made;
  };
  return {
    add: (table, rows) => {
      if (rows.length === 0) return;
      const insert = insertInto(table);
      database.exec('begin');
      for (const row of rows) insert.run(...TABLES[table].map((column): SQLInputValue => row[column] ?? null));
      database.exec('commit');
    },
    change: (sql) => database.exec(sql),
    rows: (sql, ...values) => database.prepare(sql).iterate(...values) as Iterable<ScratchRow>,
    close: () => database.close(),
  };
}
