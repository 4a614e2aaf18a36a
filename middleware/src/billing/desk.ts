// What every kind of billing work is done with.
import { isPortwayError, textOf } from '../errors.ts';
import type { DueWork, WorkOutcome } from '../ledger/billing-work.ts';
import type { Ledger } from '../ledger/open-ledger.ts';
import type { System } from '../provisioning/system.ts';
import type { SalesforceApi } from '../salesforce/api.ts';
import { writeRecords, type RecordWrite } from '../salesforce/upsert.ts';
import type { WhmcsCall } from '../whmcs/call.ts';
import type { Outcomes } from './outcomes.ts';
import { reason, type Reason } from './reasons.ts';

export interface DeskOptions {
  readonly ledger: Ledger;
  readonly whmcs: WhmcsCall;
  readonly salesforce: System;
  readonly api: SalesforceApi;
  /** WHMCS products whose stock is counted, so that 0 means sold out. */
  readonly countedProducts: ReadonlySet<string>;
  readonly outcomes: Outcomes;
  readonly now: () => Date;
  readonly salesforceNow: () => Date;
  /** Told of records written, by type. */
  readonly onWritten?: ((type: string) => void) | undefined;
}

export interface Desk extends DeskOptions {
  /** Writes to Salesforce. @returns what it refuses, in words, by record. @throws PortwayError as writeRecords */
  write(sections: readonly (readonly RecordWrite[])[]): Promise<Map<RecordWrite, string>>;
  /** Runs one piece of work: a fault of its own becomes its outcome. @throws PortwayError of a pause code: it concerns everything */
  judged(work: DueWork, run: () => Promise<WorkOutcome>): Promise<WorkOutcome>;
  /**
   * Runs all of `due` at once; when Salesforce calls an id none, each half of it, so that one holds nothing up.
   */
  together(due: readonly DueWork[], run: (due: readonly DueWork[]) => Promise<WorkOutcome[]>): Promise<WorkOutcome[]>;
  /** Nothing more can be done, and the operator may want to know why; looked at again tomorrow. */
  noted(work: DueWork, why: Reason): WorkOutcome;
  /** Salesforce has no such record: told for a day, then forgotten. */
  unknown(work: DueWork, what: string): WorkOutcome;
}

const DAY_MS = 86_400_000;

export function createDesk(options: DeskOptions): Desk {
  const { api, salesforce, outcomes, now } = options;
  const noted = (work: DueWork, why: Reason): WorkOutcome => ({
    work,
    dueAt: new Date(now().getTime() + DAY_MS),
    reason: why,
    isFailure: true,
  });
  const together: Desk['together'] = async (due, run) => {
    try {
      return await run(due);
    } catch (error) {
      if (!isPortwayError(error, 'ORDER_ID_INVALID')) throw error;
      if (due.length === 1) return [unknown(due[0]!, due[0]!.recordId)];
      const half = Math.ceil(due.length / 2);
      return [...(await together(due.slice(0, half), run)), ...(await together(due.slice(half), run))];
    }
  };
  const unknown = (work: DueWork, what: string): WorkOutcome =>
    work.attempts > 0 ? outcomes.done(work, null) : noted(work, reason('RECORD_UNKNOWN', what));
  return {
    ...options,
    together,
    write: async (sections) => {
      const filled = sections.filter((section) => section.length > 0);
      if (filled.length === 0) return new Map();
      const faults = new Map<RecordWrite, string>();
      for (const [record, fault] of await salesforce.run(() => writeRecords(api, 'billing-write', filled))) {
        if (fault) faults.set(record, `${record.type}: ${fault.code}: ${fault.message.slice(0, 300)}`);
        else options.onWritten?.(record.type);
      }
      return faults;
    },
    judged: async (work, run) => {
      try {
        return await run();
      } catch (error) {
        if (!isPortwayError(error) || error.handling === 'pause') throw error;
        return outcomes.failed(work, reason('WHMCS_FAILED', textOf(error).slice(0, 300)));
      }
    },
    noted,
    unknown,
  };
}
