// Method calls: on this class, on an instance, on a type, on super; of the project and of the library.
import type {
  DotMethodCallContext,
  ExpressionContext,
  MethodCallContext,
  MethodCallExpressionContext,
} from '@apexdevtools/apex-parser';
import { findNative } from '../invoke.ts';
import type { NativeMember } from '../native.ts';
import { typeOf } from '../runtime-type.ts';
import { parents } from '../subtype.ts';
import type { Node, Optional } from '../syntax.ts';
import type { ApexType } from '../types.ts';
import type { Method } from '../user-class.ts';
import { ApexObject, type ApexValue } from '../values/values.ts';
import type { Frame, Vm } from '../vm.ts';
import { convert } from './convert.ts';
import { compileExpression } from './expressions.ts';
import type { Named } from './names.ts';
import { chooseOverload } from './overloads.ts';
import type { Expression, Scope } from './scope.ts';

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

/** `method(…)`: of this class, a class above it, or (static) a class around it. */
export function compileCall(node: MethodCallExpressionContext, scope: Scope): Expression {
  const call = node.methodCall();
  if (call.THIS() || call.SUPER())
    throw scope.wrong(node, 'A call of another constructor must be the first statement of a constructor');
  const name = call.id().getText();
  const args = compileArguments(call, scope);
  for (let cls = scope.cls as typeof scope.cls | undefined; cls; cls = cls.outer) {
    const method = pick(cls.findMethods(name), args, scope);
    if (!method) {
      const inherited = cls === scope.cls ? inheritedNative(cls.type, name, args, scope) : undefined;
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
  chooseOverload(
    candidates,
    parameterTypes,
    expressions.map(({ type }) => type),
    scope.types,
  );

export function noSuchMethod(name: string, { expressions }: Arguments, type: ApexType): string {
  const types = expressions.map((one) => one.type.name).join(', ');
  return `Method does not exist or incorrect signature: void ${name}(${types}) from the type ${type.name}`;
}

/** `left.method(…)` */
export function compileMethodCall(left: Named, call: DotMethodCallContext, isSafe: boolean, scope: Scope): Expression {
  const name = call.anyId().getText();
  const args = compileArguments(call, scope);
  if (left.kind === 'value') {
    const run = callOn(left.expression, name, args, scope, call);
    return isSafe ? safely(left.expression, (again) => callOn(again, name, args, scope, call), scope) : run;
  }
  const type = left.kind === 'type' ? left.type : undefined;
  const method = pick(
    (type?.user?.findMethods(name) ?? []).filter(({ isStatic }) => isStatic),
    args,
    scope,
  );
  if (method) return callStatic(method, args, scope, call);
  const native = type && pickNative(nativeCandidates(type, name, 'statics', scope), type, args, scope);
  if (native) return callNative(native, undefined, args, scope, call);
  throw scope.wrong(call, type ? noSuchMethod(name, args, type) : `Variable does not exist: ${namedText(left)}`);
}

const namedText = (left: Named): string => (left.kind === 'namespace' ? left.name : '');

/** `receiver?.…`: null goes past what follows. */
export function safely(receiver: Expression, use: (again: Expression) => Expression, scope: Scope): Expression {
  const kept = scope.hidden(receiver.type);
  const rest = use({ type: receiver.type, evaluate: (frame) => frame.locals[kept.slot] });
  return {
    type: rest.type,
    evaluate(frame) {
      frame.locals[kept.slot] = receiver.evaluate(frame);
      return frame.locals[kept.slot] === null ? null : rest.evaluate(frame);
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
  if (native) return callNative(native, receiver, args, scope, node);
  throw scope.wrong(node, noSuchMethod(name, args, type));
}

interface NativeChoice {
  readonly member: NativeMember;
  readonly parameters: readonly ApexType[];
  readonly returns: ApexType;
}

/** A method of the library that the type has of itself or from above. */
function inheritedNative(type: ApexType, name: string, args: Arguments, scope: Scope): NativeChoice | undefined {
  return pickNative(nativeCandidates(type, name, 'methods', scope), type, args, scope);
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
  return chooseOverload(
    candidates,
    ({ parameters }) => parameters,
    expressions.map(({ type }) => type),
    scope.types,
  );
}

function callStatic(method: Method, args: Arguments, scope: Scope, node: Node): Expression {
  const values = converted(args, parameterTypes(method), scope);
  const at = marker(node);
  return {
    type: method.returns,
    evaluate(frame) {
      const given = values(frame);
      at(frame);
      frame.vm.initialise(method.owner);
      return frame.vm.call(method, null, given);
    },
  };
}

/** A virtual call: the receiver's own class decides which method runs. */
function callInstance(method: Method, receiver: Expression, args: Arguments, scope: Scope, node: Node): Expression {
  const values = converted(args, parameterTypes(method), scope);
  const at = marker(node);
  const isSuper = (node as { parentCtx?: Node }).parentCtx?.getText().toLowerCase().startsWith('super.') === true;
  return {
    type: method.returns,
    evaluate(frame) {
      const self = frame.vm.notNull(receiver.evaluate(frame));
      const given = values(frame);
      at(frame);
      return callVirtual(frame.vm, method, self, given, isSuper);
    },
  };
}

function callVirtual(vm: Vm, method: Method, self: ApexValue, given: ApexValue[], isSuper: boolean): ApexValue {
  const cls = self instanceof ApexObject ? self.type.user : undefined;
  if (isSuper) return vm.call(method, self, given);
  const target = cls?.override(method) ?? cls?.implementations(method.name, given.length)[0];
  if (target) return vm.call(target, self, given);
  // A value of the library, or a method that the library brings for a class of the project.
  const native = findNative(vm, typeOf(self, vm.types), method.name, given.length);
  if (!native?.call) throw new Error(`apex: ${typeOf(self, vm.types).name} does not implement ${method.traceName}`);
  return (native.call as (...all: unknown[]) => ApexValue)(vm, self, ...given);
}

/** Sets the line that stack traces show: of the call, which may stand lines below the start of its statement. */
export function marker(node: Node): (frame: Frame) => void {
  const { line } = node.start;
  const column = node.start.column + 1;
  return (frame) => {
    frame.line = line;
    frame.column = column;
  };
}

function callNative(
  { member, parameters, returns }: NativeChoice,
  receiver: Expression | undefined,
  args: Arguments,
  scope: Scope,
  node: Node,
): Expression {
  const values = converted(args, parameters, scope);
  const call = member.call as ((...all: unknown[]) => ApexValue) | undefined;
  const at = marker(node);
  if (!receiver) {
    if (!call) throw scope.unsupported(node, member.name);
    return {
      type: returns,
      evaluate(frame) {
        const given = values(frame);
        at(frame);
        return call(frame.vm, ...given);
      },
    };
  }
  const { name } = member;
  const count = parameters.length;
  return {
    type: returns,
    evaluate(frame) {
      const self = frame.vm.notNull(receiver.evaluate(frame));
      const given = values(frame);
      at(frame);
      const own = self instanceof ApexObject ? self.type.user?.implementations(name, count)[0] : undefined;
      if (own) return frame.vm.call(own, self, given);
      // What is called may be more special than what was declared: toString of a Date in an Object variable.
      const special = findNative(frame.vm, typeOf(self, frame.vm.types), name, count);
      const run = (special?.call ?? call) as ((...all: unknown[]) => ApexValue) | undefined;
      if (!run) throw new Error(`apex: ${typeOf(self, frame.vm.types).name} has no ${name}`);
      return run(frame.vm, self, ...given);
    },
  };
}

export type { MethodCallContext };
