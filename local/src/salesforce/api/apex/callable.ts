// Classes that something outside Apex may call: by name or by id, under the class access of the user.
import type { ApexRuntime } from '../../apex/runtime.ts';
import { annotation, type Method, type UserClass } from '../../apex/user-class.ts';
import { SalesforceError } from '../../dml/save.ts';
import type { LocalOrg } from '../../org.ts';
import type { RunningUser } from '../../security/running-user.ts';

/** A class by its name, or by its id as pages write it: `@udd/01p…`; undefined where there is none. */
export function findClass(org: LocalOrg, written: string): UserClass | undefined {
  const [, id] = /^@udd\/(01p\w+)$/.exec(written) ?? [];
  const name = id ? org.store.get('ApexClass', id)?.['Name'] : written;
  return typeof name === 'string' && !name.includes('.') ? org.apex.program.userClass(name) : undefined;
}

/** Static methods of that name with the annotation; pages and REST know no overloads. */
export function entryMethod(cls: UserClass, name: string, annotated: string): Method | undefined {
  const methods = cls.members.methods.get(name.toLowerCase()) ?? [];
  return methods.find((method) => method.isStatic && annotation(method.modifiers, annotated) !== undefined);
}

/** @throws SalesforceError FORBIDDEN the user was not granted the class */
export function requireAccess(user: RunningUser, cls: UserClass): void {
  if (user.canCall(cls.name)) return;
  throw new SalesforceError('FORBIDDEN', `You do not have access to the Apex class named '${cls.name}'.`, {
    httpStatus: 403,
  });
}

/** All classes of the project that carry an annotation. Only sources that name it are parsed. */
export function classesWith({ program }: ApexRuntime, annotated: string): UserClass[] {
  const mentions = new RegExp(`@${annotated}\\b`, 'i');
  return program.classNames.flatMap((name) => {
    if (!mentions.test(program.unit(name)!.source)) return [];
    const cls = program.userClass(name);
    return cls && annotation(cls.modifiers, annotated) ? [cls] : [];
  });
}
