// BusinessHours: the default hours of a new org, which are all hours. Hours with limits are refused.
// Source: Apex Reference Guide, "BusinessHours Class".
import type { Row } from '../../schema/schema.ts';
import { nativeClass, type NativeClass } from '../native.ts';
import { ApexDatetime } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { given, refuse } from './given.ts';

const isAlways = (hours: Row): boolean =>
  Object.entries(hours).every(([name, value]) => !/(Start|End)Time$/.test(name) || String(value).startsWith('00:00'));

/** @throws UnsupportedApex the hours are not those of day and night */
function mustBeAlways(vm: Vm, id: string | null): void {
  const hours = vm.org.store.get('BusinessHours', given(vm, id));
  if (!hours) vm.raise('System.StringException', `Invalid id: ${id}`); // wording unconfirmed
  if (!isAlways(hours)) refuse(vm, 'BusinessHours other than day and night');
}

function add(vm: Vm, id: string | null, start: ApexDatetime | null, interval: bigint | null): ApexDatetime {
  mustBeAlways(vm, id);
  return new ApexDatetime(given(vm, start, 2).ms + Number(given(vm, interval, 3)));
}

export const BUSINESS_HOURS: readonly NativeClass[] = [
  nativeClass({
    name: 'BusinessHours',
    statics: {
      'Datetime add(String businessHoursId, Datetime startDate, Long intervalMilliseconds)': add,
      'Datetime addGmt(String businessHoursId, Datetime startDate, Long intervalMilliseconds)': add,
      'Long diff(String businessHoursId, Datetime startDate, Datetime endDate)'(
        vm: Vm,
        id: string | null,
        start: ApexDatetime | null,
        end: ApexDatetime | null,
      ) {
        mustBeAlways(vm, id);
        return BigInt(given(vm, end, 3).ms - given(vm, start, 2).ms);
      },
      'Boolean isWithin(String businessHoursId, Datetime targetDate)'(vm: Vm, id: string | null) {
        mustBeAlways(vm, id);
        return true;
      },
      'Datetime nextStartDate(String businessHoursId, Datetime targetDate)'(
        vm: Vm,
        id: string | null,
        target: ApexDatetime | null,
      ) {
        mustBeAlways(vm, id);
        return given(vm, target, 2);
      },
    },
  }),
];
