// What goes wrong with hook events on demand. A fault strikes an attempt to send, the first one or a later one.
import { readTimes, type Planned } from '../http/faults.ts';
import { ConfigError, type JsonReader } from '../model/json-reader.ts';
import { EVENT_TYPES } from './events.ts';

export const HOOK_FAULT_KINDS = [
  'drop',
  'fail',
  'repeat',
  'delay',
  'hold',
  'reorder',
  'wrongSignature',
  'wrongClock',
] as const;
export type HookFaultKind = (typeof HOOK_FAULT_KINDS)[number];

export interface HookFault extends Planned {
  /** An event type, or `*`. */
  readonly event: string;
  readonly kind: HookFaultKind;
  /** How late (`delay`), or how far off the clock is (`wrongClock`; negative = slow). */
  readonly ms: number;
  /** How often more it is sent (`repeat`). */
  readonly count: number;
}

/**
 * Reads `{event?, kind, times?, after?, ms?, count?}`; `times` is a number or `"always"`, 1 when left out.
 * @throws ConfigError
 */
export function readHookFault(json: JsonReader): HookFault {
  json.object(['event', 'kind', 'times', 'after', 'ms', 'count']);
  const kind = json.field('kind').oneOf(HOOK_FAULT_KINDS);
  const fault: HookFault = {
    event: json.field('event').oneOf(['*', ...EVENT_TYPES], '*'),
    kind,
    times: readTimes(json.field('times')),
    after: json.field('after').int(0),
    ms: json.field('ms').int(0),
    count: json.field('count').int(1),
  };
  if (kind === 'delay' && fault.ms <= 0) throw new ConfigError(`${json.path}.ms: delay needs milliseconds above 0`);
  if (kind === 'wrongClock' && fault.ms === 0) throw new ConfigError(`${json.path}.ms: wrongClock needs milliseconds`);
  return fault;
}
