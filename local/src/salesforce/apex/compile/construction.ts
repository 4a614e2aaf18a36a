// How classes and instances come to be: static initialisation at first use, constructors, field initialisers.
// Source: Apex Developer Guide, "Using Initialization Code": statics run once, in the order of the source.
import type { MethodCallExpressionContext, StatementContext } from '@apexdevtools/apex-parser';
import {
  ExpressionStatementContext as ExpressionStatement,
  MethodCallExpressionContext as MethodCall,
} from '@apexdevtools/apex-parser';
import type { Program } from '../program.ts';
import type { Node } from '../syntax.ts';
import { VOID, type ApexType } from '../types.ts';
import type { Initialiser, Method, UserClass } from '../user-class.ts';
import { ApexObject, type ApexValue } from '../values/values.ts';
import type { Frame, Vm } from '../vm.ts';
import { compileArguments, converted, type Arguments } from './arguments.ts';
import { noSuchMethod } from './calls.ts';
import { convert } from './convert.ts';
import { compileExpression } from './expressions.ts';
import { chooseOverload } from './overloads.ts';
import { Scope } from './scope.ts';
import { compileBlock } from './statements.ts';

/** Statics of a class in this transaction; initialises the class when it is first touched. */
export function staticsOf(cls: UserClass, vm: Vm): ApexValue[] {
  return vm.statics.get(cls) ?? vm.initialise(cls);
}

const initialisers = new WeakMap<UserClass, { readonly statics?: Method; readonly instance?: Method }>();

/** A method that runs initialisers in order. */
function initialiserMethod(cls: UserClass, parts: readonly Initialiser[], isStatic: boolean, vm: Vm): Method {
  const { program } = vm;
  const method: Method = {
    ...program.declarer.makeMethod(cls, isStatic ? '<clinit>' : '<init>', cls.tree as unknown as Node, cls.modifiers, {
      parameters: [],
      returns: VOID,
      block: undefined,
      isConstructor: false,
    }),
    isStatic,
    body(frame) {
      const scope = new Scope(program, method);
      const runs = parts.map((part) => compileInitialiser(part, scope));
      method.body = (inner) => {
        for (const run of runs) run(inner);
      };
      method.body(frame);
    },
  };
  return method;
}

function compileInitialiser({ field, block }: Initialiser, scope: Scope): (frame: Frame) => void {
  if (block) return compileBlock(block.statement_list(), scope.inner());
  const node = field.initialiser!;
  const { evaluate } = convert(compileExpression(node, scope), field.type, scope, node);
  const { line } = node.start;
  const counter = scope.cls.unit.lines.counter(line);
  const { slot, owner } = field;
  return (frame) => {
    frame.line = line;
    counter.hits++;
    const store = field.isStatic ? frame.vm.statics.get(owner)! : (frame.self as ApexObject).fields;
    store[slot] = evaluate(frame);
  };
}

/** Compiles the initialisers of a class without running them. @throws ApexCompileError */
export function checkInitialiser(part: Initialiser, cls: UserClass, program: Program, isStatic: boolean): void {
  const method = program.declarer.makeMethod(cls, '<init>', cls.tree as unknown as Node, cls.modifiers, {
    parameters: [],
    returns: VOID,
    block: undefined,
    isConstructor: false,
  });
  compileInitialiser(part, new Scope(program, { ...method, isStatic }));
}

function initialiserOf(cls: UserClass, side: 'statics' | 'instance', vm: Vm): Method | undefined {
  const parts = side === 'statics' ? cls.members.staticInitialisers : cls.members.instanceInitialisers;
  if (!parts.length) return undefined;
  const known = initialisers.get(cls) ?? {};
  const method = known[side] ?? initialiserMethod(cls, parts, side === 'statics', vm);
  initialisers.set(cls, { ...known, [side]: method });
  return method;
}

/** Fills the statics of a class; classes above it come first. */
export function initialiseClass(cls: UserClass, vm: Vm): ApexValue[] {
  const known = vm.statics.get(cls);
  if (known) return known;
  const above = cls.superclass?.user;
  if (above) initialiseClass(above, vm);
  const statics = new Array<ApexValue>(cls.members.staticSlots).fill(null);
  vm.statics.set(cls, statics);
  const method = initialiserOf(cls, 'statics', vm);
  if (method) vm.call(method, null, []);
  return statics;
}

/** A new instance of a class of the project by its constructor; `constructor` undefined: it declares none. */
export function instantiate(vm: Vm, cls: UserClass, constructor: Method | undefined, args: ApexValue[]): ApexObject {
  vm.initialise(cls);
  const { slots, isThrowable, initialisers: ready } = planOf(cls, vm);
  const made = new ApexObject(cls.type, new Array<ApexValue>(slots).fill(null));
  if (isThrowable) made.facts = vm.exception(cls.type, null).facts;
  // Fields of the whole lineage have their values before any constructor runs, as public code of the platform relies on.
  for (const initialiser of ready) vm.call(initialiser, made, []);
  construct(vm, cls, constructor, made, args);
  return made;
}

interface Plan {
  readonly slots: number;
  readonly isThrowable: boolean;
  /** Of the classes above first. */
  readonly initialisers: readonly Method[];
}

const plans = new WeakMap<UserClass, Plan>();

function planOf(cls: UserClass, vm: Vm): Plan {
  let plan = plans.get(cls);
  if (!plan) {
    plan = {
      slots: cls.members.instanceSlots,
      isThrowable: isException(cls.type, vm),
      initialisers: [...cls.lineage()].reverse().flatMap((one) => initialiserOf(one, 'instance', vm) ?? []),
    };
    plans.set(cls, plan);
  }
  return plan;
}

export function isException(type: ApexType, vm: Vm): boolean {
  for (const cls of type.user!.lineage()) {
    const above = cls.superclass;
    if (above?.native) return above === vm.types.native('Exception') || above.name.endsWith('Exception');
  }
  return false;
}

function construct(vm: Vm, cls: UserClass, constructor: Method | undefined, self: ApexObject, args: ApexValue[]): void {
  if (constructor) {
    vm.call(constructor, self, args);
    return;
  }
  const above = cls.superclass?.user;
  if (above && !args.length) construct(vm, above, plainConstructor(above), self, []);
  else if (args.length) constructBase(self, args);
}

/** Exceptions of the project take `(message)`, `(cause)` and `(message, cause)` without declaring it. */
function constructBase(self: ApexObject, args: readonly ApexValue[]): void {
  const facts = self.facts;
  if (!facts) throw new Error(`apex: ${self.type.name} has no constructor with ${args.length} arguments`);
  for (const arg of args) {
    if (arg instanceof ApexObject) facts.cause = arg;
    else if (typeof arg === 'string') facts.message = arg;
  }
}

const plainConstructor = (cls: UserClass): Method | undefined =>
  cls.members.constructors.find(({ parameters }) => parameters.length === 0);

/** The constructor that these arguments mean; undefined when the class leaves construction to the platform. */
export function chooseConstructor(cls: UserClass, args: Arguments, scope: Scope, node: Node): Method | undefined {
  const { constructors } = cls.members;
  const found = chooseOverload(
    constructors,
    ({ parameters }) => parameters.map(({ type }) => type),
    args.expressions,
    scope.types,
  );
  if (found) return found;
  const implied = !constructors.length && args.expressions.length === 0;
  if (implied || implicitExceptionConstructor(cls, args, scope)) return undefined;
  throw scope.wrong(node, noSuchMethod('<Constructor>', args, cls.type));
}

function implicitExceptionConstructor(cls: UserClass, args: Arguments, scope: Scope): boolean {
  const exception = scope.types.native('Exception');
  let root: ApexType | undefined = cls.type;
  while (root?.user) root = root.user.superclass;
  if (root !== exception) return false;
  return (
    chooseOverload(
      [[], [scope.types.string], [exception], [scope.types.string, exception]],
      (one) => one,
      args.expressions,
      scope.types,
    ) !== undefined
  );
}

/** What a constructor does before its own statements, and those statements. */
export function compileConstructorStart(
  method: Method,
  scope: Scope,
): { readonly run: (frame: Frame) => void; readonly rest: readonly StatementContext[] } {
  const cls = method.owner;
  const statements = method.block!.statement_list();
  const call = explicitCall(statements[0]);
  const rest = call ? statements.slice(1) : statements;
  if (call?.methodCall().THIS()) {
    const args = compileArguments(call.methodCall(), scope);
    const other = chooseConstructor(cls, args, scope, call);
    const values = converted(
      args,
      other?.parameters.map(({ type }) => type) ?? args.expressions.map(({ type }) => type),
      scope,
    );
    return {
      rest,
      run: (frame) => construct(frame.vm, cls, other, frame.self as ApexObject, values(frame)),
    };
  }
  const above = cls.superclass?.user;
  return { rest, run: above ? compileSuper(above, call, scope) : compileBase(call, scope) };
}

function compileSuper(above: UserClass, call: MethodCallExpressionContext | undefined, scope: Scope) {
  const args = call ? compileArguments(call.methodCall(), scope) : { nodes: [], expressions: [] };
  const constructor = call ? chooseConstructor(above, args, scope, call) : plainConstructor(above);
  const values = converted(
    args,
    constructor?.parameters.map(({ type }) => type) ?? args.expressions.map((one) => one.type),
    scope,
  );
  return (frame: Frame) => construct(frame.vm, above, constructor, frame.self as ApexObject, values(frame));
}

/** `super(message)` where the class above is the library's. */
function compileBase(call: MethodCallExpressionContext | undefined, scope: Scope) {
  const args = call ? compileArguments(call.methodCall(), scope) : { nodes: [], expressions: [] };
  const values = converted(
    args,
    args.expressions.map((one) => one.type),
    scope,
  );
  return (frame: Frame) => {
    const given = values(frame);
    if (given.length) constructBase(frame.self as ApexObject, given);
  };
}

/** `this(…)` or `super(…)` as the first statement. */
function explicitCall(statement: StatementContext | undefined): MethodCallExpressionContext | undefined {
  const node = statement?.getChild(0);
  if (!(node instanceof ExpressionStatement)) return undefined;
  const expression = node.expression();
  if (!(expression instanceof MethodCall)) return undefined;
  const call = expression.methodCall();
  return call.THIS() || call.SUPER() ? expression : undefined;
}
