// The tables about records, in one list.
import type { NativeClass } from '../native.ts';
import { COMPOUND } from './compound.ts';
import { CURSORS } from './cursors.ts';
import { DATABASE_CLASSES } from './database.ts';
import { DATABASE_RESULTS } from './database-results.ts';
import { LEAD_CONVERT } from './lead-convert.ts';
import { LABELS } from './labels.ts';
import { SCHEMA } from './schema.ts';
import { SECURITY } from './security.ts';
import { SOBJECT } from './sobject.ts';
import { STATUS_CODE } from './status-code.ts';
import { TRIGGER } from './trigger.ts';

export const SOBJECTS: readonly NativeClass[] = [
  ...SOBJECT,
  ...TRIGGER,
  ...CURSORS,
  ...DATABASE_CLASSES,
  ...DATABASE_RESULTS,
  ...COMPOUND,
  ...LABELS,
  ...LEAD_CONVERT,
  ...SECURITY,
  ...SCHEMA,
  ...STATUS_CODE,
];
