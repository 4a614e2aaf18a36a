// Dates and times. Source: Apex Reference Guide, System namespace.
import type { NativeClass } from '../native.ts';
import { BLOB } from './blob.ts';
import { DATE } from './date.ts';
import { DATETIME } from './datetime.ts';
import { TIME, TIME_ZONE } from './time.ts';

export const CALENDAR: readonly NativeClass[] = [DATE, DATETIME, TIME, TIME_ZONE, BLOB];
