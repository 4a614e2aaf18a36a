// Triggers of platform events: after insert only, in a transaction of their own. The platform runs them as the Automated
// Process user; here the org's administrator stands for it.
// Source: Platform Events Developer Guide, "Subscribe to Platform Event Notifications with Apex Triggers".
import type { BuiltOrg } from '../build-org.ts';
import { SalesforceError, type SavingRecord } from '../dml/save.ts';
import type { HeldEvent } from '../dml/transactions.ts';
import type { Row, SObjectType, Value } from '../schema/schema.ts';
import type { PublishedEvent } from '../events/event-log.ts';
import { ApexThrow } from './errors.ts';
import type { ApexTriggers } from './sobject/triggers.ts';
import type { Vm } from './vm.ts';

/** Source: the same guide: a batch holds at most 2,000 events. */
const BATCH = 2_000;
/** Source: "Retry Event Triggers with EventBus.RetryableException": after nine retries the trigger is stopped. */
const MAX_RETRIES = 9;

const triggersOf = new WeakMap<object, ApexTriggers>();

/** What EventBus.TriggerContext tells while an event's trigger runs. */
export interface EventTriggerState {
  retries: number;
  lastError: string | null;
  checkpoint: string | null;
}

const noTrigger = (): { current: EventTriggerState | null } => ({ current: null });
export const eventTriggerState = (vm: Vm): { current: EventTriggerState | null } => vm.keep(noTrigger, noTrigger);

type TriggeringOrg = Omit<BuiltOrg, 'eventTriggers'>;

/** Runs the triggers of events as they reach the event log. */
export class EventTriggers {
  readonly #org: TriggeringOrg;
  readonly #streams: readonly EventStream[];

  constructor(org: TriggeringOrg, triggers: ApexTriggers) {
    this.#org = org;
    triggersOf.set(org.store, triggers);
    this.#streams = [...org.schema.types.values()]
      .filter((type) => type.kind === 'platformEvent' && triggers.handlesInsert(type.name))
      .map((type) => new EventStream(this.#org, type));
  }

  /** Runs all that waits, now. */
  deliver(): void {
    for (const stream of this.#streams) stream.deliver();
  }

  /** Later events are for another org. */
  stop(): void {
    for (const stream of this.#streams) stream.stop();
  }
}

interface Batch {
  readonly events: readonly PublishedEvent[];
  readonly retries: number;
}

class EventStream {
  readonly #org: TriggeringOrg;
  readonly #type: SObjectType;
  readonly #unsubscribe: () => void;
  #seen: bigint;
  #again: Batch | undefined;
  #isWaiting = false;

  constructor(org: TriggeringOrg, type: SObjectType) {
    this.#org = org;
    this.#type = type;
    this.#seen = org.events.latest(type.name);
    this.#unsubscribe = org.events.onAppend(type.name, () => this.#wake());
  }

  stop(): void {
    this.#unsubscribe();
  }

  deliver(): void {
    for (let batch = this.#next(); batch; batch = this.#next()) this.#run(batch);
  }

  /** The publisher's transaction may still run: events are delivered when it is over, batch by batch. */
  #wake(): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    setImmediate(() => {
      this.#isWaiting = false;
      const batch = this.#next();
      if (!batch) return;
      this.#run(batch);
      if (this.#again || batch.events.length === BATCH) this.#wake();
    });
  }

  #next(): Batch | undefined {
    const again = this.#again;
    this.#again = undefined;
    if (again) return again;
    const events = this.#org.events.after(this.#type.name, this.#seen, BATCH);
    if (events.length === 0) return undefined;
    this.#seen = events.at(-1)!.replayId;
    return { events, retries: 0 };
  }

  #run({ events, retries }: Batch): void {
    const org = this.#org;
    const type = this.#type;
    try {
      const wantsRetry = org.transact(org.userByName(org.admin), (tx) => {
        const held = events.map(({ payload, uuid, replayId }) => ({
          payload: { ...payload, ReplayId: String(replayId) },
          uuid,
        }));
        return fire(org.apex.machine(tx), type, held, retries);
      });
      if (wantsRetry && retries < MAX_RETRIES) this.#again = { events, retries: retries + 1 };
    } catch (error) {
      org.reportFault(`triggers of ${type.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

/** Runs the triggers of events that a test published. @returns whether a trigger asked to be run again */
export function runEventTriggers(
  vm: Vm,
  batch: { readonly type: string; readonly events: readonly HeldEvent[]; readonly retries: number },
): boolean {
  const type = vm.org.schema.type(batch.type)!;
  try {
    return fire(vm, type, batch.events, batch.retries);
  } catch (error) {
    if (!(error instanceof ApexThrow) || error.isFinal) throw error;
    // The platform loses the batch and goes on; the test sees what its triggers did not do.
    vm.debugLog.push(`${error.message}\n${error.exception.facts?.trace.join('\n') ?? ''}`);
    return false;
  }
}

function fire(
  vm: Vm,
  type: SObjectType,
  events: readonly { readonly payload: Readonly<Record<string, Value>>; readonly uuid: string }[],
  retries: number,
): boolean {
  const triggers = triggersOf.get(vm.org.store);
  if (!triggers) return false;
  const state = eventTriggerState(vm);
  const before = state.current;
  const savepoint = vm.tx.savepoint();
  state.current = { retries, lastError: null, checkpoint: null };
  try {
    triggers.afterTriggers({
      type,
      operation: 'insert',
      tx: vm.tx,
      records: events.map(({ payload, uuid }, index) => recordOf(vm, type, payload, uuid, index)),
    });
    return false;
  } catch (error) {
    vm.tx.rollback(savepoint);
    const thrown = error instanceof SalesforceError && error.cause instanceof ApexThrow ? error.cause : error;
    if (thrown instanceof ApexThrow && thrown.exception.type.name === 'EventBus.RetryableException') return true;
    throw thrown;
  } finally {
    state.current = before;
  }
}

function recordOf(
  vm: Vm,
  type: SObjectType,
  payload: Readonly<Record<string, Value>>,
  uuid: string,
  index: number,
): SavingRecord {
  const system: Row = {
    EventUuid: uuid,
    ReplayId: String(index + 1),
    CreatedById: vm.user.userId,
    CreatedDate: vm.tx.now,
  };
  const values: Record<string, Value> = {};
  for (const name of type.fields.keys()) values[name] = payload[name] ?? system[name] ?? null;
  return { index, type, id: null, values, prior: null, sent: new Set(), errors: [] };
}
