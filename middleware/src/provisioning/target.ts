// A fulfilment target: a system outside Salesforce in which an approved order becomes something real. The worker takes an
// order through every target that serves it, one after another; the order is Provisioned when all of them are done.
// A new target is a folder beside this one's `whmcs/` and a line in main.ts; the ledger keeps its facts under its name.
import type { Log } from '../log.ts';
import type { Json } from '../ledger/tables.ts';
import type { SalesforceOrder } from '../salesforce/orders.ts';
import type { RecordUpdate } from '../salesforce/update.ts';
import type { PortwayError } from '../errors.ts';

export interface FulfilmentTarget {
  /** Key of its facts in the ledger. */
  readonly name: string;
  serves(order: SalesforceOrder): boolean;
  /**
   * Whether something was sent whose outcome is not known yet. Such an order keeps its place and its account until the
   * target has found out.
   * @param facts this target's own; null before the first
   */
  hasOpenOutcome(facts: Json): boolean;
  /**
   * Takes the order as far as it goes, resuming from the job's facts; finished steps are not repeated.
   * @returns what Salesforce should know of it
   * @throws PortwayError its code's handling decides what happens next
   * @throws ComeBack nothing is wrong, but there is nothing to do before a given time
   */
  fulfil(job: Job): Promise<readonly RecordUpdate[]>;
}

/** How far a target has come with an order, in the ledger's words. */
export type Stage = 'submitting' | 'created' | 'accepting';

/** One order in a target's hands. */
export interface Job {
  readonly order: SalesforceOrder;
  readonly log: Log;
  /** This target's facts as last committed or remembered; null before the first. */
  readonly facts: Json;
  /** The order may have been done by an earlier ledger: look before sending anything. */
  readonly mustLookUp: boolean;
  now(): Date;
  /**
   * Commits facts and stage before the next step outside is taken. Entering `submitting` holds the account: no other
   * order of it is submitted until this one has moved on.
   * @throws LeaseLost, GroupBusy: let them pass
   */
  commit(stage: Stage, facts: Json, note?: string): Promise<void>;
  /** Facts for whatever is committed next, be it the order's failure. */
  remember(facts: Json): void;
}

/** Come back to the order later; it stays where it is. */
export class ComeBack extends Error {
  readonly at: Date;
  readonly reason: PortwayError;
  constructor(at: Date, reason: PortwayError) {
    super(reason.message);
    this.name = 'ComeBack';
    this.at = at;
    this.reason = reason;
  }
}
