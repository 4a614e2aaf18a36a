// Binds of statements that are put together at run time: `Database.query('… WHERE Id = :id')` means the variables that are in
// sight where Database.query is called. Source: Apex Developer Guide, "Dynamic SOQL".
import type { ApexMap } from '../values/collections.ts';
import type { Vm } from '../vm.ts';
import { toRestValue } from './field-values.ts';
import type { Binds } from './queries.ts';

/** Value of a variable by name; undefined: there is none. */
export type Resolve = (name: string) => unknown;

interface Sight {
  resolve: Resolve | undefined;
}
const sight = (): Sight => ({ resolve: undefined });

/** Leaves word of the variables in sight for the library function that is called next. */
export function leaveSight(vm: Vm, resolve: Resolve): void {
  vm.keep(sight, sight).resolve = resolve;
}

/** Binds that are looked up when the engine asks for them. */
export function bindsInSight(vm: Vm): Binds {
  const { resolve } = vm.keep(sight, sight);
  return bindsBy((name) => resolve?.(name));
}

export function bindsBy(resolve: Resolve): Binds {
  return new Proxy(
    {},
    {
      get: (_target, name) => resolve(String(name)),
      getOwnPropertyDescriptor(_target, name) {
        const value = resolve(String(name));
        return value === undefined ? undefined : { configurable: true, enumerable: true, value };
      },
    },
  );
}

/** Binds from a map; its names ignore case. */
export function bindsByName(vm: Vm, map: ApexMap | null): Binds {
  const values = new Map<string, unknown>();
  for (const { key, value } of vm.notNull(map).entries.values())
    values.set(String(key).toLowerCase(), toRestValue(value));
  return bindsBy((name) => values.get(name.toLowerCase()));
}
