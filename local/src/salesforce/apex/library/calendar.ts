// Date, Datetime, Time, Blob. Source: Apex Reference Guide, System namespace.
import { nativeClass, type NativeClass } from '../native.ts';
import { ApexBlob, ApexDate, ApexDatetime, ApexTime } from '../values/values.ts';

export const CALENDAR: readonly NativeClass[] = [
  nativeClass({ name: 'Date', js: ApexDate }),
  nativeClass({ name: 'Datetime', js: ApexDatetime }),
  nativeClass({ name: 'Time', js: ApexTime }),
  nativeClass({ name: 'Blob', js: ApexBlob }),
];
