// What names mean at one place of a method: its locals, its class, the program.
import { ApexCompileError, UnsupportedApex, type ApexPosition } from '../errors.ts';
import type { Program } from '../program.ts';
import { positionIn, type Node } from '../syntax.ts';
import type { ApexType } from '../types.ts';
import type { Types } from '../type-table.ts';
import type { Method, UserClass } from '../user-class.ts';
import type { ApexValue } from '../values/values.ts';
import type { Frame } from '../vm.ts';

/** An expression, compiled: its static type and what works it out. */
export interface Expression {
  readonly type: ApexType;
  readonly evaluate: (frame: Frame) => ApexValue;
  /** `super`: what is called on it is not overridden. */
  readonly isSuper?: boolean;
  /** A SOQL literal: a list that may also stand for its only record. */
  readonly isQuery?: boolean;
  /**
   * Part of a chain with `?.` in it: as `evaluate`, but SKIPPED where the rest of the chain must not run.
   * Source: Apex Developer Guide, "Safe Navigation Operator".
   */
  readonly chain?: (frame: Frame) => ApexValue;
  /** A parent record reached by its relationship: reading on through one that is null gives null. */
  readonly isRelationship?: boolean;
  /** A field of a record, so that `record.Name.addError(…)` knows whose. */
  readonly fieldOf?: { readonly record: Expression; readonly field: string };
}

/** An expression that can be assigned to. `prepare` works out receiver and index once, so that `a[i++] += 1` counts once. */
export interface Target {
  readonly type: ApexType;
  readonly prepare: (frame: Frame) => Place;
}

export interface Place {
  get(): ApexValue;
  set(value: ApexValue): void;
}

/** What the rest of a chain sees of a `?.` whose left side is null. */
export const SKIPPED: unique symbol = Symbol('skipped');

/** How a statement ended. */
export const NORMAL = 0;
export const BREAK = 1;
export const CONTINUE = 2;
export const RETURN = 3;
export type Completion = typeof NORMAL | typeof BREAK | typeof CONTINUE | typeof RETURN;
export type Statement = (frame: Frame) => Completion;

export interface Local {
  readonly slot: number;
  readonly type: ApexType;
}

/** Slots are counted over the whole method, so that a block that ends frees names but no slots. */
interface Slots {
  next: number;
}

export class Scope {
  readonly program: Program;
  readonly method: Method;
  readonly #outer: Scope | undefined;
  readonly #locals = new Map<string, Local>();
  readonly #slots: Slots;

  constructor(program: Program, method: Method, outer?: Scope) {
    this.program = program;
    this.method = method;
    this.#outer = outer;
    this.#slots = outer ? outer.#slots : { next: 0 };
  }

  /** A scope for the variables of a block. */
  inner(): Scope {
    return new Scope(this.program, this.method, this);
  }

  get types(): Types {
    return this.program.types;
  }

  get cls(): UserClass {
    return this.method.owner;
  }

  declare(name: string, type: ApexType, node: Node): Local {
    if (this.findLocal(name)) throw this.wrong(node, `Duplicate variable: ${name}`);
    const local = { slot: this.#slots.next++, type };
    this.#locals.set(name.toLowerCase(), local);
    return local;
  }

  /** A slot that no name leads to. */
  hidden(type: ApexType): Local {
    return { slot: this.#slots.next++, type };
  }

  findLocal(name: string): Local | undefined {
    return this.#locals.get(name.toLowerCase()) ?? this.#outer?.findLocal(name);
  }

  at(node: Node): ApexPosition {
    return positionIn(this.cls.unit, node);
  }

  /** The code is wrong. */
  wrong(node: Node, what: string): ApexCompileError {
    return new ApexCompileError(this.at(node), what);
  }

  /** The construct is not supported here. */
  unsupported(node: Node, construct: string): UnsupportedApex {
    return new UnsupportedApex(this.at(node), `${construct} is not supported by the local org`);
  }
}
/** Sets the line that stack traces show: of the call, which may stand lines below the start of its statement. */
export function marker(node: Node): (frame: Frame) => void {
  const { line } = node.start;
  return (frame) => void (frame.line = line);
}
