// JSON into lists, maps and primitive values. Source: Apex Reference Guide, JSON.deserializeUntyped.
import { keyOf } from '../equality.ts';
import { ApexList, ApexMap } from '../values/collections.ts';
import { ApexDecimal } from '../values/decimal.ts';
import type { ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import type { JsonReader } from './json-reader.ts';

/** Lists, maps and primitive values as the text has them: Map<String, Object>, List<Object>. */
export function readUntyped(vm: Vm, reader: JsonReader): ApexValue {
  const { types } = vm;
  switch (reader.token) {
    case 'START_OBJECT': {
      const map = new ApexMap(types.map(types.string, types.object));
      while (reader.next() === 'FIELD_NAME') {
        const key = reader.text;
        reader.next();
        map.entries.set(keyOf(key, vm), { key, value: readUntyped(vm, reader) });
      }
      return map;
    }
    case 'START_ARRAY': {
      const items: ApexValue[] = [];
      while (reader.next() !== 'END_ARRAY') items.push(readUntyped(vm, reader));
      return new ApexList(types.list(types.object), items);
    }
    case 'VALUE_STRING':
      return reader.text;
    case 'VALUE_NUMBER_INT':
      return wholeNumber(reader.text);
    case 'VALUE_NUMBER_FLOAT':
      return ApexDecimal.parse(reader.text)!;
    case 'VALUE_TRUE':
      return true;
    case 'VALUE_FALSE':
      return false;
    default:
      return null;
  }
}

/** Integer, else Long, else Decimal. */
function wholeNumber(text: string): ApexValue {
  const value = BigInt(text);
  if (BigInt.asIntN(32, value) === value) return Number(value);
  return BigInt.asIntN(64, value) === value ? value : ApexDecimal.ofInteger(value);
}
