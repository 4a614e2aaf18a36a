// Method calls: on this class, on an instance, on a type, on super; of the project and of the library.
import type { DotMethodCallContext, ExpressionContext, MethodCallExpressionContext } from '@apexdevtools/apex-parser';
import { callLater } from '../async/future.ts';
import { findNative, invoke } from '../invoke.ts';
import { refuseSiloed } from '../library/connect-api.ts';
import { isRefusedNamespace } from '../library/refused.ts';
import type { NativeMember } from '../native.ts';
import { typeOf } from '../runtime-type.ts';
import { refuseUnsupported } from '../program.ts';
import { parents } from '../subtype.ts';
import type { Node, Optional } from '../syntax.ts';
import { addError } from '../sobject/errors.ts';
import type { SObjectValue } from '../sobject/sobject-value.ts';
import { NULL, VOID, type ApexType } from '../types.ts';
import { annotation, type Method } from '../user-class.ts';
import { ApexObject, type ApexValue } from '../values/values.ts';
import type { Frame, Vm } from '../vm.ts';
import { convert } from './convert.ts';
import { compileExpression } from './expressions.ts';
import { compileEnumCall } from './enums.ts';
import { withSight } from './dynamic-soql.ts';
import { ofNothing } from './members.ts';
import type { Named } from './names.ts';
import { compileSObjectStatic } from './sobject-statics.ts';
import { onlyRow } from './soql.ts';
import { chooseOverload } from './overloads.ts';
import { SKIPPED, type Expression, type Scope } from './scope.ts';

/** Arguments of a call as written, with the list that ANTLR leaves out when there are none. */
export interface Arguments {
  readonly nodes: readonly ExpressionContext[];
  readonly expressions: readonly Expression[];
}

interface HasArguments {
  expressionList(): { expression_list(): ExpressionContext[] };
}

export function compileArguments(node: HasArguments, scope: Scope): Arguments {
  const list = node.expressionList() as Optional<ReturnType<HasArguments['expressionList']>>;
  const nodes = list?.expression_list() ?? [];
  return { nodes, expressions: nodes.map((one) => compileExpression(one, scope)) };
}

/** Arguments converted to the parameters, worked out left to right. */
export function converted(
  { nodes, expressions }: Arguments,
  parameters: readonly ApexType[],
  scope: Scope,
): (frame: Frame) => ApexValue[] {
  const all = expressions.map((one, index) => convert(one, parameters[index]!, scope, nodes[index]!).evaluate);
  switch (all.length) {
    case 0:
      return () => [];
    case 1:
      return (frame) => [all[0]!(frame)];
    case 2:
      return (frame) => [all[0]!(frame), all[1]!(frame)];
    default:
      return (frame) => all.map((evaluate) => evaluate(frame));
  }
}

const parameterTypes = ({ parameters }: Method): ApexType[] => parameters.map(({ type }) => type);

/** The types of a method that a call means. @throws what is wrong with a type that this runtime does not know */
function signatureOf(method: Method): ApexType[] {
  const types = parameterTypes(method);
  const refused = [method.returns, ...types].find(({ problem }) => problem);
  if (refused) throw refused.problem!;
  return types;
}

/** `method(…)`: of this class, a class above it, or (static) a class around it. */
export function compileCall(node: MethodCallExpressionContext, scope: Scope): Expression {
  const call = node.methodCall();
  if (call.THIS() || call.SUPER())
    throw scope.wrong(node, 'A call of another constructor must be the first statement of a constructor');
  const name = call.id().getText();
  const args = compileArguments(call, scope);
  for (let cls = scope.cls as typeof scope.cls | undefined; cls; cls = cls.outer) {
    const hasInstance = cls === scope.cls && !scope.method.isStatic;
    const candidates = cls.findMethods(name).filter(({ isStatic }) => isStatic || hasInstance);
    const method = pick(candidates, args, scope);
    if (!method) {
      const inherited = hasInstance ? inheritedNative(cls.type, name, args, scope) : undefined;
      if (inherited)
        return callNative(inherited, { type: cls.type, evaluate: (frame) => frame.self }, args, scope, call);
      continue;
    }
    if (method.isStatic) return callStatic(method, args, scope, call);
    if (cls === scope.cls)
      return callInstance(method, { type: cls.type, evaluate: (frame) => frame.self }, args, scope, call);
  }
  throw scope.wrong(node, noSuchMethod(name, args, scope.cls.type));
}

const pick = (candidates: readonly Method[], { expressions }: Arguments, scope: Scope): Method | undefined =>
  chooseOverload(candidates, parameterTypes, expressions, scope.types);

export function noSuchMethod(name: string, { expressions }: Arguments, type: ApexType): string {
  const types = expressions.map((one) => one.type.name).join(', ');
  return `Method does not exist or incorrect signature: void ${name}(${types}) from the type ${type.name}`;
}

/** `left.method(…)` */
export function compileMethodCall(left: Named, call: DotMethodCallContext, isSafe: boolean, scope: Scope): Expression {
  const name = call.anyId().getText();
  const args = compileArguments(call, scope);
  const fieldError = left.kind === 'value' ? compileFieldError(left.expression, name, args, scope) : undefined;
  if (fieldError) return fieldError;
  if (left.kind === 'value')
    return inChain(left.expression, isSafe, (receiver) => callOn(receiver, name, args, scope, call), scope);
  const named = left.kind === 'type' ? left.type : undefined;
  const beside = named?.kind === 'sobject' ? scope.types.classBeside(named) : undefined;
  const type = beside?.native?.statics.has(name.toLowerCase()) ? beside : named;
  if (type?.kind === 'sobject') return compileSObjectStatic(type, name, args, scope, call);
  const method = pick(
    (type?.user?.findMethods(name) ?? []).filter(({ isStatic }) => isStatic),
    args,
    scope,
  );
  if (method) return callStatic(method, args, scope, call);
  const ofEnum = type && compileEnumCall(type, name, args, scope);
  if (ofEnum) return ofEnum;
  const native = type && pickNative(nativeCandidates(type, name, 'statics', scope), type, args, scope);
  if (native) return withSight(type.name, name, callNative(native, undefined, args, scope, call), scope);
  if (type && /^ConnectApi\./i.test(type.name)) return callSiloed(type, name, scope, call);
  if (type) refuseUnsupported(type, scope.cls.unit, call);
  if (left.kind === 'namespace' && isRefusedNamespace(left.name)) throw scope.unsupported(call, `${left.name}.${name}`);
  throw scope.wrong(call, type ? noSuchMethod(name, args, type) : `Variable does not exist: ${namedText(left)}`);
}

/** Without SeeAllData every call of ConnectApi fails in tests, and tests count on it; elsewhere it is refused. */
function callSiloed(type: ApexType, name: string, scope: Scope, node: Node): Expression {
  const { line } = node.start;
  return {
    type: NULL,
    evaluate(frame) {
      frame.line = line;
      refuseSiloed(frame.vm);
      throw scope.unsupported(node, `${type.name}.${name}`);
    },
  };
}

const namedText = (left: Named): string => (left.kind === 'namespace' ? left.name : '');

/** `record.Name.addError('…')`: of the record, although the value is what is named. */
function compileFieldError(
  { fieldOf }: Expression,
  name: string,
  { expressions }: Arguments,
  scope: Scope,
): Expression | undefined {
  const [message] = expressions;
  if (!fieldOf || !message || name.toLowerCase() !== 'adderror' || scope.types.string !== message.type)
    return undefined;
  return {
    type: VOID,
    evaluate(frame) {
      const record = frame.vm.notNull(fieldOf.record.evaluate(frame) as SObjectValue | null);
      addError(record, message.evaluate(frame) as string | null, fieldOf.field);
      return null;
    },
  };
}

/**
 * A step of a chain, `receiver.…` or `receiver?.…`. After a `?.` on null the rest of the chain does not run and the whole is null.
 * @param use makes the step, on a receiver that is worked out already
 */
export function inChain(
  receiver: Expression,
  isSafe: boolean,
  use: (receiver: Expression) => Expression,
  scope: Scope,
): Expression {
  if (!isSafe && !receiver.chain) return use(receiver);
  const { slot } = scope.hidden(receiver.type);
  const { chain: before = receiver.evaluate, ...known } = receiver;
  const step = use({ ...known, evaluate: (frame) => frame.locals[slot] });
  const chain = (frame: Frame): ApexValue => {
    const value = before(frame);
    if (value === SKIPPED || (isSafe && value === null)) return SKIPPED;
    frame.locals[slot] = value;
    return step.evaluate(frame);
  };
  return {
    ...step,
    chain,
    evaluate(frame) {
      const value = chain(frame);
      return value === SKIPPED ? null : value;
    },
  };
}

function callOn(receiver: Expression, name: string, args: Arguments, scope: Scope, node: Node): Expression {
  const { type } = receiver;
  const method = pick(
    (type.user?.findMethods(name) ?? []).filter(({ isStatic }) => !isStatic),
    args,
    scope,
  );
  if (method) return callInstance(method, receiver, args, scope, node);
  const native = inheritedNative(type, name, args, scope);
  if (native) {
    const call = callNative(native, receiver, args, scope, node);
    // A clone is of the record's own type.
    return type.kind === 'sobject' && native.member.name === 'clone' ? { ...call, type } : call;
  }
  // `[SELECT …].getSObjectType()`: of the only record.
  if (receiver.isQuery && type.is('List')) return callOn(onlyRow(receiver, type.args[0]!), name, args, scope, node);
  if (type === NULL) return ofNothing(receiver);
  refuseUnsupported(type, scope.cls.unit, node);
  throw scope.wrong(node, noSuchMethod(name, args, type));
}

interface NativeChoice {
  readonly member: NativeMember;
  readonly parameters: readonly ApexType[];
  readonly returns: ApexType;
}

/** A method of the library that the type has of itself or from above. */
function inheritedNative(type: ApexType, name: string, args: Arguments, scope: Scope): NativeChoice | undefined {
  const found = pickNative(nativeCandidates(type, name, 'methods', scope), type, args, scope);
  // A clone of an instance is of the class that the expression has.
  return found && type.user && found.member.name === 'clone' ? { ...found, returns: type } : found;
}

/** Own members first, then those of the types above, Object last. */
function nativeCandidates(type: ApexType, name: string, table: 'methods' | 'statics', scope: Scope): NativeChoice[] {
  const own = (type.native?.[table].get(name.toLowerCase()) ?? []).map((member) => ({
    member,
    parameters: member.parameters.map((written) => scope.types.ofSignature(written, type)),
    returns: scope.types.ofSignature(member.returns, type),
  }));
  const above = parents(type, scope.types);
  if (!above.length && table === 'methods' && type !== scope.types.object) above.push(scope.types.object);
  return [...own, ...above.flatMap((parent) => nativeCandidates(parent, name, table, scope))];
}

function pickNative(
  candidates: readonly NativeChoice[],
  _type: ApexType,
  { expressions }: Arguments,
  scope: Scope,
): NativeChoice | undefined {
  return chooseOverload(candidates, ({ parameters }) => parameters, expressions, scope.types);
}

function callStatic(method: Method, args: Arguments, scope: Scope, node: Node): Expression {
  const values = converted(args, signatureOf(method), scope);
  const { line } = node.start;
  const { owner } = method;
  const isReady = owner === scope.cls;
  if (annotation(method.modifiers, 'future'))
    return {
      type: method.returns,
      evaluate(frame) {
        const given = values(frame);
        frame.line = line;
        return callLater(frame.vm, method, given);
      },
    };
  return {
    type: method.returns,
    evaluate(frame) {
      const given = values(frame);
      frame.line = line;
      if (!isReady) frame.vm.initialise(owner);
      return frame.vm.call(method, null, given);
    },
  };
}

/** A virtual call: the receiver's own class decides which method runs. Remembers the class that it met last. */
function callInstance(method: Method, receiver: Expression, args: Arguments, scope: Scope, node: Node): Expression {
  const values = converted(args, signatureOf(method), scope);
  const { line } = node.start;
  const { evaluate } = receiver;
  if (receiver.isSuper) {
    return {
      type: method.returns,
      evaluate(frame) {
        const given = values(frame);
        frame.line = line;
        return frame.vm.call(method, frame.self, given);
      },
    };
  }
  let lastType: ApexType | undefined;
  let lastTarget: Method | undefined;
  return {
    type: method.returns,
    evaluate(frame) {
      const self = evaluate(frame) as ApexObject | null;
      const given = values(frame);
      frame.line = line;
      // Arguments are worked out before the receiver is found to be null, as public code that runs on the platform relies on.
      if (self === null) return frame.vm.notNull(self);
      if (self.type === lastType) return frame.vm.call(lastTarget!, self, given);
      const cls = self instanceof ApexObject ? self.type.user : undefined;
      const target = cls?.override(method) ?? cls?.implementations(method.name, given.length)[0];
      if (!target) return callBrought(frame.vm, method, self, given);
      [lastType, lastTarget] = [self.type, target];
      return frame.vm.call(target, self, given);
    },
  };
}

/** A method of a project's interface that the receiver has from the library. */
function callBrought(vm: Vm, method: Method, self: ApexValue, given: ApexValue[]): ApexValue {
  const type = typeOf(self, vm.types);
  const native = findNative(vm, type, method.name, given.length);
  if (!native?.call) throw new Error(`apex: ${type.name} does not implement ${method.traceName}`);
  return (native.call as NativeCall)(vm, self, ...given);
}

type NativeCall = (vm: Vm, ...values: ApexValue[]) => ApexValue;

/** Sets the line that stack traces show: of the call, which may stand lines below the start of its statement. */
export function marker(node: Node): (frame: Frame) => void {
  const { line } = node.start;
  return (frame) => void (frame.line = line);
}

function callNative(
  { member, parameters, returns }: NativeChoice,
  receiver: Expression | undefined,
  args: Arguments,
  scope: Scope,
  node: Node,
): Expression {
  const values = converted(args, parameters, scope);
  const call = member.call as NativeCall | undefined;
  const { line } = node.start;
  if (!receiver) {
    if (!call) throw scope.unsupported(node, member.name);
    return {
      type: returns,
      evaluate(frame) {
        const given = values(frame);
        frame.line = line;
        return call(frame.vm, ...given);
      },
    };
  }
  const evaluate = receiver.type.is('Blob') ? givenBlob(receiver) : receiver.evaluate;
  if (call && (receiver.isSuper || scope.types.isClosed(receiver.type)))
    return { type: returns, evaluate: directCall(call, evaluate, values, parameters.length, line) };
  const dispatch = dispatcher(member, call);
  return {
    type: returns,
    evaluate(frame) {
      const self = evaluate(frame);
      const given = values(frame);
      frame.line = line;
      if (self === null) return frame.vm.notNull(self);
      return dispatch(frame.vm, self, given);
    },
  };
}

/** Blob alone tells of null in these words, as public tests of `requestBody.toString()` have recorded. */
const givenBlob =
  ({ evaluate }: Expression) =>
  (frame: Frame): ApexValue =>
    evaluate(frame) ?? frame.vm.raise('System.NullPointerException', 'Argument cannot be null.');

/** A call whose function is known when it is compiled. */
function directCall(
  call: NativeCall,
  receiver: (frame: Frame) => ApexValue,
  values: (frame: Frame) => ApexValue[],
  count: number,
  line: number,
): (frame: Frame) => ApexValue {
  if (count === 0)
    return (frame) => {
      const self = receiver(frame);
      frame.line = line;
      return call(frame.vm, self === null ? frame.vm.notNull(self) : self);
    };
  return (frame) => {
    const self = receiver(frame);
    const given = values(frame);
    frame.line = line;
    if (self === null) frame.vm.notNull(self);
    return count === 1 ? call(frame.vm, self, given[0]) : call(frame.vm, self, ...given);
  };
}

/**
 * What is called may be more special than what was declared: toString of a Date in an Object variable, a method of the
 * library's interface that a class of the project implements. Remembers what it found for each type.
 */
function dispatcher({ name, parameters }: NativeMember, declared: NativeCall | undefined) {
  const count = parameters.length;
  const isMeant = (other: NativeMember): boolean => other.parameters.join() === parameters.join();
  const known = new Map<ApexType, NativeCall>();
  return (vm: Vm, self: ApexValue, given: ApexValue[]): ApexValue => {
    const type = typeOf(self, vm.types);
    const found = known.get(type);
    if (found) return found(vm, self, ...given);
    const own = self instanceof ApexObject ? (self.type.user?.implementations(name, count) ?? []) : [];
    if (own.length > 1) return invoke(vm, self, name, given);
    const [only] = own;
    const special = (only ? undefined : findNative(vm, type, name, count, isMeant)?.call) as NativeCall | undefined;
    const run: NativeCall | undefined = only
      ? (machine, instance, ...values) => machine.call(only, instance, values)
      : (special ?? declared);
    if (!run) throw new Error(`apex: ${type.name} has no ${name}`);
    known.set(type, run);
    return run(vm, self, ...given);
  };
}
