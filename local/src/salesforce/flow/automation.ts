// Record-triggered flows as automation of saves: which flows run for a chunk, in what order, and what their failures become.
import { follow } from '../dml/steps.ts';
import type { Automation, SaveChunk, SavingRecord } from '../dml/save.ts';
import type { Transaction } from '../dml/transaction.ts';
import type { Row, Value } from '../schema/schema.ts';
import { changedToMeet } from './elements.ts';
import {
  Frame,
  newInterview,
  type Flow,
  type FlowBody,
  type FlowMoment,
  type FlowRun,
  type FlowServices,
  type Interview,
  type Trigger,
} from './flow.ts';
import { runInterviews, type Failure } from './interviews.ts';
import { newRecord, type FlowRecord } from './values.ts';

type TriggeredFlow = FlowBody & { readonly trigger: Trigger };

/**
 * The automation that executes a project's record-triggered flows.
 * @see Apex Developer Guide, "Triggers and Order of Execution": steps 3 (before save) and 14 (after save)
 */
export function flowAutomation(flows: readonly Flow[], services: FlowServices): Automation {
  const byMoment = Map.groupBy(
    flows.flatMap((flow): TriggeredFlow[] =>
      flow.kind === 'executable' && flow.trigger ? [{ ...flow, trigger: flow.trigger }] : [],
    ),
    ({ trigger }) => `${trigger.moment} ${trigger.object.name}`,
  );
  // Stable: flows of equal order keep the project's.
  for (const list of byMoment.values()) list.sort((a, b) => a.trigger.order - b.trigger.order || 0);
  const runAll = (moment: FlowMoment, chunk: SaveChunk): void => {
    for (const flow of byMoment.get(`${moment} ${chunk.type.name}`) ?? []) runFlow(flow, chunk, services);
  };
  return {
    beforeSaveFlows: (chunk) => runAll(chunk.operation === 'delete' ? 'beforeDelete' : 'beforeSave', chunk),
    afterSaveFlows: (chunk) => {
      if (chunk.operation !== 'delete') runAll('afterSave', chunk);
    },
  };
}

function runsOn({ moment, onInsert, onUpdate }: Trigger, operation: SaveChunk['operation']): boolean {
  if (moment === 'beforeDelete') return operation === 'delete';
  return operation === 'insert' ? onInsert : operation === 'update' && onUpdate;
}

function runFlow(flow: TriggeredFlow, chunk: SaveChunk, services: FlowServices): void {
  const { trigger } = flow;
  if (!runsOn(trigger, chunk.operation)) return;
  const run: FlowRun = { flow, services, tx: chunk.tx };
  const met = trigger.onlyWhenChangedToMeet ? changedToMeet(trigger.meets) : trigger.meets;
  const interviews = chunk.records
    .filter(({ errors }) => errors.length === 0)
    .map((saving) => interviewOf(run, trigger.moment, saving))
    .filter((interview) => met(new Frame(flow, interview)));
  if (interviews.length === 0) return;
  const failures = runInterviews(run, interviews, flow.start);
  for (const failure of failures) refuseRecord(failure);
  for (const start of trigger.asynchronous)
    chunk.tx.afterCommit(() => runAsynchronously(flow, start, interviews, services, chunk.tx));
}

/** Before a save `$Record` is the record under way itself; after it, a copy that only Update Records writes back. */
function interviewOf(run: FlowRun, moment: FlowMoment, saving: SavingRecord): Interview {
  const { type, values, prior, id } = saving;
  const now: Record<string, Value> =
    moment === 'beforeSave' ? values : id === null ? { ...values } : { ...values, Id: id };
  return newInterview(run, {
    record: newRecord(type, now),
    prior: prior && moment !== 'beforeDelete' ? newRecord(type, prior) : undefined,
    saving,
  });
}

/** Wording of the frame and the error id: recorded from a real org (restforce #624). */
function refuseRecord({ interview, message }: Failure): void {
  const { label } = interview.run.flow;
  interview.saving!.errors.push({
    statusCode: 'CANNOT_EXECUTE_FLOW_TRIGGER',
    message: `We can't save this record because the “${label}” process failed. Give your Salesforce admin these details. ${message} Error ID: ${nextErrorId(message)}`,
    fields: [],
  });
}

let errorsSoFar = 0;

/** Looks like Salesforce's: a number, its part, and a hash of what went wrong. */
function nextErrorId(message: string): string {
  errorsSoFar += 1;
  let hash = 0;
  for (const char of message) hash = (Math.imul(hash, 31) + char.codePointAt(0)!) | 0;
  return `${1_000_000_000 + errorsSoFar}-${errorsSoFar} (${hash})`;
}

/** After commit, in a transaction of its own; the record is read again, the prior values are those of the save. */
function runAsynchronously(
  flow: FlowBody,
  start: FlowBody['start'],
  triggered: readonly Interview[],
  services: FlowServices,
  { user }: Transaction,
): void {
  const fault = (message: string) => services.reportFault(`Flow “${flow.label}”, asynchronous path: ${message}`);
  const tell = (error: unknown) => {
    if (error instanceof AsynchronousFailure) for (const { message } of error.failures) fault(message);
    else fault((error as Error).message);
  };
  try {
    const steps = services.inSteps(user, (tx) => {
      const run: FlowRun = { flow, services, tx };
      const interviews = triggered.flatMap(({ record, prior }) => {
        const stored = currentRow(services, record!);
        return stored
          ? newInterview(run, { record: newRecord(record!.object, { ...stored }), prior, saving: undefined })
          : [];
      });
      const failures = runInterviews(run, interviews, start);
      // One interview's failure rolls back the transaction that it shares with the others.
      if (failures.length > 0) throw new AsynchronousFailure(failures);
    });
    // An action of the path may call another system; the path then goes on when the answer is there.
    const running = follow(steps);
    if (running instanceof Promise) running.catch(tell);
  } catch (error) {
    tell(error);
  }
}

function currentRow({ world }: FlowServices, { object, values }: FlowRecord): Row | undefined {
  const row = world.find(object.name, values['Id'] as string);
  return row?.['IsDeleted'] === true ? undefined : row;
}

class AsynchronousFailure extends Error {
  readonly failures: readonly Failure[];
  constructor(failures: readonly Failure[]) {
    super('an asynchronous path failed');
    this.failures = failures;
  }
}
