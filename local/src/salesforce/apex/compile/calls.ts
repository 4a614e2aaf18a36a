// Method calls: on this class, on an instance, on a type, on super. Whose method is meant; how it is called is for method-calls.ts
// (of the project) and native-calls.ts (of the library).
import type { DotMethodCallContext, MethodCallExpressionContext } from '@apexdevtools/apex-parser';
import { refuseSiloed } from '../library/connect-api.ts';
import { isRefusedNamespace } from '../library/refused.ts';
import { refuseUnsupported } from '../program.ts';
import type { Node } from '../syntax.ts';
import { addError } from '../sobject/errors.ts';
import type { SObjectValue } from '../sobject/sobject-value.ts';
import { NULL, VOID, type ApexType } from '../types.ts';
import { compileArguments, type Arguments } from './arguments.ts';
import { inChain } from './chains.ts';
import { compileEnumCall } from './enums.ts';
import { withSight } from './dynamic-soql.ts';
import { ofNothing } from './members.ts';
import { callInstance, callStatic, pick } from './method-calls.ts';
import type { Named } from './names.ts';
import { callNative, inheritedNative, nativeCandidates, pickNative } from './native-calls.ts';
import { compileSObjectStatic } from './sobject-statics.ts';
import { onlyRow } from './soql.ts';
import type { Expression, Scope } from './scope.ts';

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
  const native = type && pickNative(nativeCandidates(type, name, 'statics', scope), args, scope);
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
