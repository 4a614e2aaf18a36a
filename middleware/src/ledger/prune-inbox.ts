// The inbox remembers event ids so that a second delivery is known; it need not remember them for ever.
import type { Ledger } from './open-ledger.ts';

const ROWS_AT_ONCE = 5_000;

/**
 * Forgets up to 5,000 events received before the given time; poisoned ones stay. What was done for their orders stays
 * in the order ledger.
 * @param before well past the platform's retention of 72 hours, or a replay would be taken for new requests
 * @returns how many were forgotten: 5,000 when there may be more
 */
export async function pruneInbox(ledger: Ledger, before: Date): Promise<number> {
  const { numDeletedRows } = await ledger.db
    .deleteFrom('inbox')
    .where('event_id', 'in', (eb) =>
      eb
        .selectFrom('inbox')
        .select('event_id')
        .where('received_at', '<', before.toISOString())
        .where('status', '<>', 'poison')
        .orderBy('received_at')
        .limit(ROWS_AT_ONCE),
    )
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}
