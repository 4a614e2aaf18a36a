// The machine that runs compiled Apex: one per transaction. Holds the call stack, the statics of the transaction,
// the step budget that stands for CPU time, and the doors to the org.
import type { BuiltOrg } from '../build-org.ts';
import type { Transaction } from '../dml/transaction.ts';
import { recalled, type OrgTransaction } from '../dml/transactions.ts';
import type { RunningUser } from '../security/running-user.ts';
import { Execution } from './async/execution.ts';
import type { TestContext } from './async/test-context.ts';
import { initialiseClass } from './compile/construction.ts';
import { ApexThrow } from './errors.ts';
import { checkHeap, LOOK_EACH_STEPS } from './heap.ts';
import type { Program } from './program.ts';
import type { ApexType } from './types.ts';
import type { Method, UserClass } from './user-class.ts';
import { ApexObject, type ApexValue, type DmlFailure } from './values/values.ts';

/** Statements that stand for one millisecond of CPU time; the limit of 10,000 ms thus allows 20 million statements. */
const STEPS_PER_MS = 2_000;
/** Source: Apex Developer Guide, "Execution Governors and Limits": synchronous CPU time in milliseconds. */
export const CPU_LIMIT_MS = 10_000;
/** Source: the same page: maximum stack depth of Apex calls. */
const MAX_DEPTH = 1_000;

/** What getMessage says of an exception that code made without a message. */
export const NO_MESSAGE = 'Script-thrown exception';

/** The org as Apex sees it. */
export type ApexOrg = Omit<BuiltOrg, 'apex' | 'eventTriggers'>;

/** One call of a method on the stack. */
export class Frame {
  readonly vm: Vm;
  readonly method: Method;
  readonly self: ApexValue;
  readonly locals: ApexValue[];
  readonly caller: Frame | null;
  readonly depth: number;
  line: number;
  /** What `return` gave. */
  result: ApexValue;

  constructor(vm: Vm, method: Method, self: ApexValue, locals: ApexValue[], caller: Frame | null) {
    this.vm = vm;
    this.method = method;
    this.self = self;
    this.locals = locals;
    this.caller = caller;
    this.depth = caller ? caller.depth + 1 : 0;
    this.line = method.line;
    this.result = null;
  }
}

export class Vm {
  readonly program: Program;
  readonly org: ApexOrg;
  tx: OrgTransaction;
  /** Changes inside System.runAs. */
  user: RunningUser;
  frame: Frame | null = null;
  steps = 0;
  /** What started the code that runs, and what it has used up beside queries and DML. */
  execution = new Execution('synchronous');
  /** What began this transaction, as Quiddity names it. */
  quiddity = 'SYNCHRONOUS';
  /** The test that runs; undefined outside tests. */
  test: TestContext | undefined;
  /** The machine of another transaction of the org. */
  readonly machineOf: (tx: Transaction) => Vm;
  stepLimit = CPU_LIMIT_MS * STEPS_PER_MS;
  /** What a class without a sharing keyword does when nothing called it: pages enforce sharing, tests and triggers do not. */
  entrySharing: 'with' | 'without' = 'without';
  /** Static fields of each class that has been initialised in this transaction. */
  readonly statics = new Map<UserClass, ApexValue[]>();
  /** What System.debug wrote, in order. */
  readonly debugLog: string[] = [];
  /** State that one part of the library keeps for a transaction, by a key of its own (see `keep`). */
  readonly #kept = new Map<unknown, unknown>();

  constructor(program: Program, org: ApexOrg, tx: OrgTransaction, machineOf: (tx: Transaction) => Vm) {
    this.program = program;
    const { journal } = tx;
    // Code that is run again reads the same clock until it comes to where it waited.
    this.org = journal
      ? Object.assign(Object.create(org) as ApexOrg, { clock: () => journal.recall('clock', org.clock) })
      : org;
    this.tx = tx;
    this.machineOf = machineOf;
    this.user = tx.user;
  }

  /** A value by chance or from outside: code that is run again gets the one that it had. */
  recall<T>(kind: string, make: () => T): T {
    return recalled(this.tx, kind, make);
  }

  /** State of one transaction that belongs to `key` (usually the function `make` itself); made when first asked for. */
  keep<T>(key: unknown, make: () => T): T {
    if (!this.#kept.has(key)) this.#kept.set(key, make());
    return this.#kept.get(key) as T;
  }

  get types() {
    return this.program.types;
  }

  /** Counts one statement. @throws ApexThrow System.LimitException when the budget is used up */
  step(): void {
    if (++this.steps > this.stepLimit) this.raiseFinal('System.LimitException', 'Apex CPU time limit exceeded');
    if (this.steps % LOOK_EACH_STEPS === 0) checkHeap(this);
  }

  set cpuLimitMs(milliseconds: number) {
    this.stepLimit = milliseconds * STEPS_PER_MS;
  }

  /** CPU time that the steps stand for. */
  get cpuMs(): number {
    return Math.floor(this.steps / STEPS_PER_MS);
  }

  /** Runs a compiled method with its arguments already converted. */
  call(method: Method, self: ApexValue, args: ApexValue[]): ApexValue {
    const caller = this.frame;
    if (caller && caller.depth >= MAX_DEPTH)
      this.raiseFinal('System.LimitException', `Maximum stack depth reached: ${MAX_DEPTH + 1}`);
    const frame = new Frame(this, method, self, args, caller);
    this.frame = frame;
    try {
      method.body(frame);
      return frame.result;
    } catch (error) {
      // JavaScript's own stack may end before Apex's.
      if (!caller && error instanceof RangeError && /call stack/.test(error.message))
        this.raiseFinal('System.LimitException', `Maximum stack depth reached: ${MAX_DEPTH + 1}`);
      throw error;
    } finally {
      this.frame = caller;
    }
  }

  /** Runs the static initialisation of a class unless this transaction has. @returns its statics */
  initialise(cls: UserClass): ApexValue[] {
    return this.statics.get(cls) ?? initialiseClass(cls, this);
  }

  /** Throws a library exception: `vm.raise('System.NullPointerException', 'Attempt to de-reference a null object')`. */
  raise(typeName: string, message: string, dml?: readonly DmlFailure[]): never {
    throw new ApexThrow(this.exception(this.types.native(typeName), message, dml));
  }

  /** Throws an exception that no Apex catches. */
  raiseFinal(typeName: string, message: string): never {
    throw new ApexThrow(this.exception(this.types.native(typeName), message), true);
  }

  /** Makes an exception of a library type at the place that is running. */
  exception(type: ApexType, message: string | null, dml?: readonly DmlFailure[]): ApexObject {
    const exception = new ApexObject(type, []);
    exception.facts = {
      message: message ?? NO_MESSAGE,
      cause: null,
      trace: this.trace(),
      line: this.frame?.line ?? 0,
      ...(dml ? { dml } : {}),
    };
    return exception;
  }

  /** The call stack as Apex prints it, innermost first; every statement in column 1. */
  trace(): string[] {
    const lines: string[] = [];
    for (let frame = this.frame; frame; frame = frame.method.owner.unit.isTrigger ? null : frame.caller)
      lines.push(`${frame.method.traceName}: line ${frame.line}, column 1`);
    return lines;
  }

  /** @throws ApexThrow System.NullPointerException for null */
  notNull<T>(value: T | null): T {
    if (value == null) this.raise('System.NullPointerException', 'Attempt to de-reference a null object');
    return value;
  }
}
