// Order ids for tests.
import { toRecordId } from '../../src/events/record-id.ts';

/** The nth order's id, 18 characters. */
export function orderIdOf(n: number): string {
  return toRecordId(`801${n.toString(36).padStart(12, '0')}`)!;
}
