// A flow once compiled, and what exists while it runs: interviews, their frames, the nodes they stand at.
import { randomUUID } from 'node:crypto';
import { recalled } from '../dml/transactions.ts';
import type { Steps } from '../dml/steps.ts';
import type { Transaction } from '../dml/transaction.ts';
import type { SaveRequest, SaveResult, SavingRecord } from '../dml/save.ts';
import { FormulaError } from '../formula/formula-error.ts';
import type { FormulaWorld, RecordScope } from '../formula/record-scope.ts';
import type { SourcePosition } from '../metadata/source-error.ts';
import type { QueryResult } from '../soql/result.ts';
import type { RunningUser } from '../security/running-user.ts';
import type { SObjectType, Value } from '../schema/schema.ts';
import type { FlowRecord, FlowType, FlowValue } from './values.ts';

/** What flows need of the org. All of it runs in system mode, as record-triggered flows do. */
export interface FlowServices {
  readonly world: FormulaWorld;
  query(tx: Transaction, soql: string, options: { access: 'system' }): QueryResult;
  save(tx: Transaction, request: SaveRequest): SaveResult[];
  /** For paths that run asynchronously after commit. */
  inSteps(user: RunningUser, work: (tx: Transaction) => void): Steps<void>;
  /** A failure that no caller sees: an asynchronous path. Salesforce mails it to an admin. */
  reportFault(message: string): void;
}

/** An action that Apex (or another engine) offers to flows; called once for all interviews at the element. */
export interface InvocableAction {
  readonly inputs: Readonly<Record<string, FlowType>>;
  readonly outputs: Readonly<Record<string, FlowType>>;
  run(tx: Transaction, calls: readonly Readonly<Record<string, FlowValue>>[]): readonly ActionOutcome[];
}
export type ActionOutcome = { readonly outputs: Readonly<Record<string, FlowValue>> } | { readonly fault: string };

/** Finds an action by its metadata type (`apex`, `emailSimple`, …) and name. */
export type FindAction = (actionType: string, actionName: string) => InvocableAction | undefined;

export type FlowMoment = 'beforeSave' | 'afterSave' | 'beforeDelete';

/** Where a connector leads; `node` is set once the whole flow is compiled, and stays undefined at an end. */
export interface Target {
  node: Node | undefined;
}

interface NodeBase {
  readonly name: string;
  readonly label: string;
  readonly position: SourcePosition;
  /** Rank from the start: where several nodes wait, the lowest rank goes first so that late interviews catch up. */
  rank: number;
  /** Everything it may lead to, faults included. */
  readonly targets: readonly Target[];
}

/** A node that an interview passes alone: assignment, decision, loop, subflow… Answers where to go on. */
export interface PlainNode extends NodeBase {
  readonly kind: 'plain';
  pass(this: void, frame: Frame): Target;
}

/** A node where interviews wait for each other and act together: data elements and actions. */
export interface BulkNode extends NodeBase {
  readonly kind: 'bulk';
  /** Acts for all frames: sets `frame.next`, or `frame.fault` with the text of $Flow.FaultMessage. */
  act(this: void, frames: readonly Frame[], run: FlowRun): void;
  readonly next: Target;
  readonly fault: Target | undefined;
}

export type Node = PlainNode | BulkNode;

/** A variable that comes in or goes out of a flow. */
export interface FlowVariable {
  readonly name: string;
  readonly type: FlowType;
  readonly isInput: boolean;
  readonly isOutput: boolean;
  initial(this: void, frame: Frame): FlowValue;
}

/** An active flow that can be executed: triggered by records, or started by other flows. */
export interface FlowBody {
  readonly name: string;
  readonly label: string;
  readonly position: SourcePosition;
  readonly start: Target;
  readonly variables: ReadonlyMap<string, FlowVariable>;
}

/** When a record-triggered flow runs. */
export interface Trigger {
  readonly object: SObjectType;
  readonly moment: FlowMoment;
  readonly onInsert: boolean;
  readonly onUpdate: boolean;
  /** `triggerOrder`; flows without one come last. */
  readonly order: number;
  /** Entry conditions over `$Record` and `$Record__Prior`. */
  meets(this: void, frame: Frame): boolean;
  /** Runs only when the record meets the conditions and did not before. */
  readonly onlyWhenChangedToMeet: boolean;
  /** Paths that run after commit, in a transaction of their own. */
  readonly asynchronous: readonly Target[];
}

/**
 * executable: triggered by records when it has a `trigger`, else only as a subflow.
 * carried: part of the project, but not executed here; `why` says so.
 */
export type Flow =
  | (FlowBody & { readonly kind: 'executable'; readonly trigger: Trigger | undefined })
  | { readonly kind: 'carried'; readonly name: string; readonly position: SourcePosition; readonly why: string };

/** One chunk's run of one flow. */
export interface FlowRun {
  readonly flow: FlowBody;
  readonly services: FlowServices;
  readonly tx: Transaction;
}

/** One record's way through a flow. */
export interface Interview {
  readonly run: FlowRun;
  readonly guid: string;
  /** Undefined in flows that no record triggers. */
  readonly record: FlowRecord | undefined;
  readonly prior: FlowRecord | undefined;
  /** The save that triggered it; undefined in asynchronous paths. */
  readonly saving: SavingRecord | undefined;
  /** What it starts with, by variable. */
  readonly inputs?: ReadonlyMap<string, FlowValue> | undefined;
  faultMessage: string;
  /** The outermost frame, once the interview has ended well. */
  ended: Frame | undefined;
  /** The innermost running frame; undefined when the interview has ended. */
  frame: Frame | undefined;
}

export function newInterview(
  run: FlowRun,
  { record, prior, saving, inputs }: Pick<Interview, 'record' | 'prior' | 'saving' | 'inputs'>,
): Interview {
  return {
    run,
    guid: recalled(run.tx, 'uuid', randomUUID),
    record,
    prior,
    saving,
    inputs,
    faultMessage: '',
    ended: undefined,
    frame: undefined,
  };
}

/** Variables and position of one flow within an interview; subflows add frames. Also the scope of the flow's formulas. */
export class Frame implements RecordScope {
  readonly flow: FlowBody;
  readonly interview: Interview;
  readonly parent: Frame | undefined;
  /** By resource name: variables, stored element outputs, loop items. Unset reads as null. */
  readonly variables = new Map<string, FlowValue>();
  /** Position of each loop under way, by element name. */
  readonly loops = new Map<string, { readonly items: readonly FlowValue[]; next: number }>();
  at: Node | undefined;
  /** Outcome of the bulk node it stands at: where to go on, or what went wrong. */
  next: Target | undefined;
  fault: string | undefined;
  /** `$Record` is looked at as it was before the save: for "changed to meet the conditions". */
  looksBack = false;
  /** What a subflow's caller does when it ends. */
  readonly onEnd: ((ended: Frame) => Target) | undefined;

  constructor(flow: FlowBody, interview: Interview, caller?: { frame: Frame; onEnd: (ended: Frame) => Target }) {
    this.flow = flow;
    this.interview = interview;
    this.parent = caller?.frame;
    this.onEnd = caller?.onEnd;
    this.at = flow.start.node;
    for (const variable of flow.variables.values()) this.variables.set(variable.name, variable.initial(this));
  }

  get record(): FlowRecord | undefined {
    return this.looksBack ? this.interview.prior : this.interview.record;
  }
  get prior(): Readonly<Record<string, Value>> | null {
    return this.interview.prior?.values ?? null;
  }
  get values(): Readonly<Record<string, Value>> {
    return this.record?.values ?? {};
  }
  get world(): FormulaWorld {
    return this.interview.run.services.world;
  }
  get user(): RunningUser {
    return this.interview.run.tx.user;
  }
  get now(): number {
    return Date.parse(this.interview.run.tx.now);
  }
  get timeZone(): string {
    return this.user.timeZone;
  }
  get isNew(): boolean {
    return this.interview.prior === undefined;
  }
  get isClone(): boolean {
    return false;
  }
  get depth(): number {
    return this.parent ? this.parent.depth + 1 : 1;
  }
}

/** An element failed and has no fault path: the interview ends and the save fails. The message is that of $Flow.FaultMessage. */
export class FlowFault extends Error {
  override readonly name = 'FlowFault';
}

/** A value could not be worked out: a fault of the element, not of the engine. */
export function isEvaluationFault(error: unknown): error is Error {
  return error instanceof FlowFault || error instanceof FormulaError;
}

/** Reading a field of a record that is not there. Wording as recorded from real orgs. */
export function unset(reference: string): FlowFault {
  return new FlowFault(`The flow failed to access the value for ${reference} because it hasn't been set or assigned.`);
}
