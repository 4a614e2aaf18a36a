// Text. Source: Apex Reference Guide, System namespace.
import type { NativeClass } from '../native.ts';
import { ID } from './id.ts';
import { STRING } from './string.ts';

export const TEXT: readonly NativeClass[] = [STRING, ID];
