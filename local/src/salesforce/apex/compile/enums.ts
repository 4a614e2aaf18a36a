// `Colour.values()` and `Colour.valueOf('RED')`. Source: Apex Developer Guide, "Enums".
import type { ApexType } from '../types.ts';
import { ApexList } from '../values/collections.ts';
import type { EnumValue } from '../values/values.ts';
import type { Arguments } from './arguments.ts';
import type { Expression, Scope } from './scope.ts';

/** Constants of an enum, of the project or of the library; undefined for other types. */
export function constantsOf(type: ApexType, scope: Scope): readonly EnumValue[] | undefined {
  if (type.user) return type.user.kind === 'enum' ? type.user.enumValues : undefined;
  return type.native?.spec.kind === 'enum' ? scope.types.enumValues(type) : undefined;
}

/** A call of a static method that every enum has; undefined when it is none of them. */
export function compileEnumCall(
  type: ApexType,
  name: string,
  { expressions }: Arguments,
  scope: Scope,
): Expression | undefined {
  const constants = constantsOf(type, scope);
  if (!constants) return undefined;
  const key = name.toLowerCase();
  const [text] = expressions;
  if (key === 'values' && !text) {
    const list = scope.types.list(type);
    return { type: list, evaluate: () => new ApexList(list, [...constants]) };
  }
  if (key !== 'valueof' || !text || expressions.length > 1) return undefined;
  return {
    type,
    evaluate(frame) {
      const wanted = frame.vm.notNull(text.evaluate(frame) as string | null);
      const found = constants.find((one) => one.name.toLowerCase() === wanted.toLowerCase());
      // Wording unconfirmed.
      return found ?? frame.vm.raise('System.NoSuchElementException', `No enum constant ${type.name}.${wanted}`);
    },
  };
}
