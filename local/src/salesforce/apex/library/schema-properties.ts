// Describe results answer by method and by property: `describe.getLabel()` is `describe.label`, `isCustom()` is `custom`.
import { nativeClass, type NativeClass, type NativeSpec, type NativeTable } from '../native.ts';

/** A table whose getters are properties too. */
export function withProperties(spec: NativeSpec & { readonly methods: NativeTable }): NativeClass {
  const properties: Record<string, NativeTable[string]> = {};
  for (const [signature, call] of Object.entries(spec.methods)) {
    const [, type, verb, name] = /^(.+) (get|is)(\w+)\(\)$/.exec(signature) ?? [];
    if (type && verb && name) properties[`${type} ${name.charAt(0).toLowerCase()}${name.slice(1)}`] = call;
  }
  return nativeClass({ ...spec, fields: { ...properties, ...spec.fields } });
}
