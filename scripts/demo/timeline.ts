// Prints what becomes of one approved order, step by step as it happens, from what each system itself reports.
import type { Connection } from 'jsforce';
import { PORTS, type Ports } from '../stack/ports.ts';
import type { DemoOrder } from './approve.ts';

export interface TimelineSources {
  readonly salesforce: Connection;
  readonly ports: Ports;
  readonly operatorToken: string;
  readonly order: DemoOrder;
  /** Epoch milliseconds. */
  readonly approvedAt: number;
}

interface Step {
  readonly at: number;
  readonly step: string;
  readonly what: string;
}
/** What the middleware's operator API tells of one order. */
interface LedgerEntry {
  readonly order: LedgerOrder;
  readonly history: readonly { readonly at: string; readonly to: string | null }[];
}
interface WhmcsFacts {
  readonly clientId?: string;
  readonly whmcsOrderId?: string;
  readonly serviceIds?: readonly string[];
}
interface LedgerOrder {
  readonly state: string;
  readonly reason: { readonly code: string; readonly text: string } | null;
  readonly facts: { readonly whmcs?: WhmcsFacts };
}
interface PublishedEvent {
  readonly uuid: string;
  readonly publishedAt: string;
  readonly payload: { readonly OrderId__c: string };
}

const POLL_MS = 25;
const PATIENCE_MS = 30_000;
const ENDED = ['written_back', 'failed', 'needs_human'];

/** What the ledger's moves mean to a reader, one line a step. */
const MOVES: Readonly<Record<string, (order: LedgerOrder) => readonly [step: string, what: string][]>> = {
  received: () => [['received', 'the middleware has it in its ledger']],
  submitting: () => [['submitting', 'committed to the ledger before anything is sent to WHMCS']],
  created: ({ facts }) => [
    ['client', `WHMCS client ${facts.whmcs?.clientId}`],
    ['order', `WHMCS order ${facts.whmcs?.whmcsOrderId}`],
  ],
  accepting: () => [['accepted', 'WHMCS is asked to run it']],
  active: ({ facts }) => [['service active', `services ${facts.whmcs?.serviceIds?.join(', ')}`]],
  retrying: ({ reason }) => [['retrying', reason?.text ?? '']],
  failed: ({ reason }) => [['failed', reason?.text ?? '']],
  needs_human: ({ reason }) => [['needs a person', reason?.text ?? '']],
  written_back: () => [['written back', 'Salesforce has the result']],
};

/** @throws Error the order has not ended in time */
export async function printTimeline(sources: TimelineSources): Promise<void> {
  const { order, approvedAt } = sources;
  const printed = new Set<string>();
  const print = ({ at, step, what }: Step): void => {
    if (printed.has(step)) return;
    printed.add(step);
    console.log(`  ${`+${Math.max(0, at - approvedAt)} ms`.padStart(9)}   ${step.padEnd(16)} ${what}`);
  };
  print({ at: approvedAt, step: 'approved', what: 'the agent sets Status to Approved; the flow stamps Activating' });
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const event = await eventOf(sources);
    if (event)
      print({ at: Date.parse(event.publishedAt), step: 'event', what: `OrderProvisionRequested__e ${event.uuid}` });
    const entry = await ledgerEntry(sources);
    if (entry) stepsOf(entry).forEach(print);
    if (entry && ENDED.includes(entry.order.state)) break;
    if (Date.now() > deadline) throw new Error(`Order ${order.number} has not ended within ${PATIENCE_MS / 1000} s.`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  await printRecord(sources);
}

function stepsOf({ order, history }: LedgerEntry): Step[] {
  return history.flatMap((move) => {
    const lines = MOVES[move.to ?? '']?.(order) ?? [];
    return lines.map(([step, what]) => ({ at: Date.parse(move.at), step, what }));
  });
}

async function eventOf({ ports, order }: TimelineSources): Promise<PublishedEvent | undefined> {
  const reply = await fetch(`http://127.0.0.1:${ports.org}/local/events?type=OrderProvisionRequested__e`);
  const events = (await reply.json()) as PublishedEvent[];
  return events.find((event) => event.payload.OrderId__c === order.id);
}

async function ledgerEntry({ ports, operatorToken, order }: TimelineSources): Promise<LedgerEntry | undefined> {
  const reply = await fetch(`http://127.0.0.1:${ports.middleware}/operator/api/orders/${order.id}`, {
    headers: { authorization: `Bearer ${operatorToken}` },
  });
  if (reply.status === 404) return undefined;
  if (!reply.ok) throw new Error(`${PORTS.middleware.what} answered HTTP ${reply.status} about the order.`);
  return (await reply.json()) as LedgerEntry;
}

async function printRecord({ salesforce, order }: TimelineSources): Promise<void> {
  const record = await salesforce
    .sobject('Order')
    .findOne({ Id: order.id }, ['Status', 'Activation_Status__c', 'WHMCS_Order_Id__c', 'Activation_Error__c']);
  const {
    Status,
    Activation_Status__c: activation,
    WHMCS_Order_Id__c: whmcsOrderId,
    Activation_Error__c: error,
  } = record as Record<string, string | number | null>;
  console.log(
    `\n  The order in Salesforce: ${Status}, ${activation}, WHMCS order ${whmcsOrderId ?? 'none'}${error ? `, ${error}` : ''}`,
  );
}
