// Static types of Apex. One object per type: two types are the same when they are the same object.
// Names are matched without regard to case.
import type { SObjectType } from '../schema/schema.ts';
import type { NativeClass } from './native.ts';
import type { UserClass } from './user-class.ts';

/**
 * native: every class of the library, `String` and `List<T>` among them; user: a class, interface or enum of the project;
 * refused: a type that this runtime does not know, in the signature of a member that is refused only when it is used.
 */
export type TypeKind = 'void' | 'null' | 'native' | 'user' | 'sobject' | 'refused';

export class ApexType {
  readonly kind: TypeKind;
  /** As `Type.getName()` says it: `Integer`, `List<Account>`, `Outer.Inner`, `Database.SaveResult`. */
  readonly name: string;
  /** Type arguments of `List<T>`, `Map<K, V>` and the like. */
  readonly args: readonly ApexType[];
  readonly native: NativeClass | undefined;
  readonly user: UserClass | undefined;
  /** undefined for the general type SObject. */
  readonly sobject: SObjectType | undefined;
  /** Why a type is refused. */
  readonly problem: Error | undefined;

  constructor(
    kind: TypeKind,
    name: string,
    parts: {
      args?: readonly ApexType[];
      native?: NativeClass;
      user?: UserClass | undefined;
      sobject?: SObjectType | undefined;
      problem?: Error;
    } = {},
  ) {
    this.kind = kind;
    this.name = name;
    this.args = parts.args ?? [];
    this.native = parts.native;
    this.user = parts.user;
    this.sobject = parts.sobject;
    this.problem = parts.problem;
  }

  /** The library class is this one, whatever its type arguments: `type.is('List')`. */
  is(nativeName: string): boolean {
    return this.native?.name === nativeName;
  }

  /** `toString()` of types is for messages. */
  toString(): string {
    return this.name;
  }
}

export const VOID = new ApexType('void', 'void');
/** The type of the literal `null`. */
export const NULL = new ApexType('null', 'null');
