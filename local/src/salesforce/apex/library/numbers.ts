// Numbers. Source: Apex Reference Guide, System namespace.
import type { NativeClass } from '../native.ts';
import { DECIMAL, ROUNDING_MODE } from './decimal.ts';
import { DOUBLE } from './double.ts';
import { INTEGER, LONG } from './integer.ts';
import { MATH } from './math.ts';

export const NUMBERS: readonly NativeClass[] = [INTEGER, LONG, DOUBLE, DECIMAL, ROUNDING_MODE, MATH];
