// Calls of methods of the project: static ones, virtual ones, those that only wait to be called later.
import { callLater } from '../async/future.ts';
import { findNative } from '../invoke.ts';
import { typeOf } from '../runtime-type.ts';
import type { Node } from '../syntax.ts';
import type { ApexType } from '../types.ts';
import { annotation, type Method } from '../user-class.ts';
import { ApexObject, type ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { converted, type Arguments } from './arguments.ts';
import type { NativeCall } from './native-calls.ts';
import { chooseOverload } from './overloads.ts';
import type { Expression, Scope } from './scope.ts';

const parameterTypes = ({ parameters }: Method): ApexType[] => parameters.map(({ type }) => type);

/** The types of a method that a call means. @throws what is wrong with a type that this runtime does not know */
function signatureOf(method: Method): ApexType[] {
  const types = parameterTypes(method);
  const refused = [method.returns, ...types].find(({ problem }) => problem);
  if (refused) throw refused.problem!;
  return types;
}

/** The method that a call means; undefined when none of them takes the arguments. */
export const pick = (candidates: readonly Method[], { expressions }: Arguments, scope: Scope): Method | undefined =>
  chooseOverload(candidates, parameterTypes, expressions, scope.types);

export function callStatic(method: Method, args: Arguments, scope: Scope, node: Node): Expression {
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
export function callInstance(
  method: Method,
  receiver: Expression,
  args: Arguments,
  scope: Scope,
  node: Node,
): Expression {
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
