// What a standard value set says about one of its values: closed, won, grouping…
import type { Schema, Value } from '../../schema/schema.ts';

export type ValueFacts = Readonly<Record<string, string>>;

/** Facts of an active or inactive value; undefined when the set has no such value. */
export function factsOf(schema: Schema, setName: string, value: Value | undefined): ValueFacts | undefined {
  return schema.valueSet(setName)?.find((entry) => entry.value === value)?.facts;
}
