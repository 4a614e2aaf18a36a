// Values as text: string concatenation, String.valueOf, System.debug.
// Source: Apex Reference Guide, "String Class", valueOf; collections and instances as debug logs show them.
import { invoke } from './invoke.ts';
import type { ApexList, ApexMap, ApexSet } from './values/collections.ts';
import { clockText, scalarText } from './values/scalar-text.ts';
import { ApexObject, EnumValue, type ApexDatetime, type ApexValue } from './values/values.ts';
import type { Vm } from './vm.ts';
import { clockAt } from './library/zones.ts';

/** The text of a value; `null` for null. */
export function display(value: ApexValue, vm: Vm): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return value;
  if (typeof value !== 'object') return (value as number | bigint | boolean).toString();
  if (value instanceof EnumValue) return value.name;
  const scalar = scalarText(value);
  if (scalar !== undefined) return scalar;
  return (invoke(vm, value, 'toString', []) as string | null) ?? 'null';
}

/** `2020-01-31 18:30:02` on the clocks of a zone: String.valueOf(Datetime). Concatenation shows UTC instead. */
export function datetimeText({ ms }: ApexDatetime, zone: string): string {
  return clockText(clockAt(ms, zone));
}

/** Values whose text is being made: one that contains itself is not entered again. */
const underWay = () => new Set<unknown>();

function within(value: object, vm: Vm, make: () => string): string {
  const open = vm.keep(underWay, underWay);
  if (open.has(value)) return '(already output)';
  open.add(value);
  try {
    return make();
  } finally {
    open.delete(value);
  }
}

/** Elements that are shown of a collection; the rest is `...`. (Recorded for Sets in public issues; unconfirmed for Maps.) */
const SHOWN = 10;

function join(items: readonly string[], count: number): string {
  return [...items, ...(count > items.length ? ['...'] : [])].join(', ');
}

/** `(1, 2, 3)` */
export function displayList(list: ApexList, vm: Vm): string {
  return within(list, vm, () => {
    const shown = list.items.slice(0, SHOWN).map((item) => display(item, vm));
    return `(${join(shown, list.items.length)})`;
  });
}

/** The text of a Set or Map is in the order of its keys, whatever the order of iteration; recorded for text in public answers. */
function sortedBy<T>(items: T[], keyOf: (item: T) => ApexValue): T[] {
  if (!items.length) return items;
  const kind = typeof keyOf(items[0]!);
  if (kind !== 'string' && kind !== 'number') return items;
  if (items.some((item) => typeof keyOf(item) !== kind)) return items;
  return items.sort((one, other) => ((keyOf(one) as string) < (keyOf(other) as string) ? -1 : 1));
}

/** `{1, 2, 3}` */
export function displaySet(set: ApexSet, vm: Vm): string {
  return within(set, vm, () => {
    const inOrder = sortedBy([...set.entries.values()], (item) => item);
    const shown = inOrder.slice(0, SHOWN).map((item) => display(item, vm));
    return `{${join(shown, set.entries.size)}}`;
  });
}

/** `{a=1, b=2}` */
export function displayMap(map: ApexMap, vm: Vm): string {
  return within(map, vm, () => {
    const shown = sortedBy([...map.entries.values()], ({ key }) => key)
      .slice(0, SHOWN)
      .map(({ key, value }) => `${display(key, vm)}=${display(value, vm)}`);
    return `{${join(shown, map.entries.size)}}`;
  });
}

/** `Point:[x=1, y=2]`: an instance without a toString of its own; fields from A to Z, as debug logs show them. */
export function displayInstance(instance: ApexObject, vm: Vm): string {
  return within(instance, vm, () => {
    const fields = [...(instance.type.user?.lineage() ?? [])].flatMap((cls) =>
      [...cls.members.fields.values()]
        .filter((field) => !field.isStatic && !field.getter)
        .map(({ name, slot }) => ({ name, text: display(instance.fields[slot], vm) })),
    );
    const inOrder = fields.sort((one, other) => (one.name < other.name ? -1 : 1));
    return `${instance.type.user?.simpleName ?? instance.type.name}:[${inOrder.map(({ name, text }) => `${name}=${text}`).join(', ')}]`;
  });
}
