// Classes of the platform that only hold values: one line per value, `Type name`. Code reads and writes them as properties, and
// most of them by getName() and setName(…) too.
import { nativeClass, type NativeClass, type NativeSpec, type NativeTable } from '../native.ts';
import type { ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';

/** What a bean holds, by the name as the table writes it. */
export abstract class Bean {
  readonly values: Record<string, ApexValue> = {};

  /** The text of a value; empty for null. */
  text(name: string): string {
    const value = this.get(name);
    return typeof value === 'string' ? value : '';
  }

  /** null when nobody set it. */
  get(name: string): ApexValue {
    return this.values[name] ?? null;
  }
}

type BeanClass = new () => Bean;

export interface BeanSpec extends Partial<NativeSpec> {
  /** With getX and setX beside the property. */
  readonly hasMethods?: boolean;
  /** Values that a new one starts with. */
  readonly initial?: (vm: Vm) => Record<string, ApexValue>;
  /** No constructor: only the platform makes them. */
  readonly isMadeByPlatform?: boolean;
}

/** @param values `String subject` */
export function beanClass(name: string, js: BeanClass, values: readonly string[], more: BeanSpec = {}): NativeClass {
  const { hasMethods = false, initial, isMadeByPlatform = false, ...spec } = more;
  const fields: NonNullable<NativeSpec['fields']> = Object.fromEntries(
    values.map((line) => [line, access(nameOf(line))]),
  );
  const methods: NativeTable = hasMethods ? Object.fromEntries(values.flatMap(accessors)) : {};
  const simple = name.split('.').at(-1)!;
  const constructors = isMadeByPlatform
    ? {}
    : { [`${simple}()`]: (vm: Vm) => Object.assign(new js(), { values: initial?.(vm) ?? {} }) };
  return nativeClass({
    name,
    js,
    ...spec,
    constructors: { ...constructors, ...spec.constructors },
    fields: { ...fields, ...spec.fields },
    methods: { ...methods, ...spec.methods },
  });
}

const nameOf = (line: string): string => line.trim().split(/\s+/).at(-1)!;
const typeOf = (line: string): string => line.trim().replace(/\s+\w+$/, '');

function access(name: string) {
  return {
    get: (_vm: Vm, self: Bean) => self.get(name),
    set: (_vm: Vm, self: Bean, value: ApexValue) => void (self.values[name] = value),
  };
}

function accessors(line: string): (readonly [string, NativeTable[string]])[] {
  const name = nameOf(line);
  const type = typeOf(line);
  const capital = name.charAt(0).toUpperCase() + name.slice(1);
  const { get, set } = access(name);
  return [
    [`${type} get${capital}()`, get],
    [`void set${capital}(${type} value)`, set],
  ];
}
