// Text, patterns, encodings. Source: Apex Reference Guide, System namespace.
import type { NativeClass } from '../native.ts';
import { CRYPTO, UUID } from './crypto.ts';
import { ENCODING } from './encoding.ts';
import { ID } from './id.ts';
import { MATCHER, PATTERN } from './pattern.ts';
import { STRING } from './string.ts';
import { URL_CLASS } from './url.ts';

export const TEXT: readonly NativeClass[] = [STRING, ID, PATTERN, MATCHER, ENCODING, CRYPTO, UUID, URL_CLASS];
