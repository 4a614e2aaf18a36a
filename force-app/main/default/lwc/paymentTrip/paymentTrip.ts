// Which invoice somebody went away to pay. They come back to a page that is loaded anew and knows nothing of it, while WHMCS may
// still be telling of the payment. This tab remembers the invoice and the time, never the address: that one signs a person in.

/** Somebody who came back later than this did not pay, or paid long ago: WHMCS tells within minutes. */
const AWAITED_MS = 15 * 60_000;
const KEY = 'portway.payment';

interface Trip {
  readonly invoiceId: string;
  readonly leftAt: number;
}

/** @param now milliseconds since 1970 */
export function setOut(invoiceId: string, now: number): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ invoiceId, leftAt: now } satisfies Trip));
  } catch {
    // A browser that keeps nothing: the page is not told by itself, and can be loaded again.
  }
}

/** Whether news of this invoice's payment may be on its way. */
export function isAwaited(invoiceId: string, now: number): boolean {
  const trip = lastTrip();
  return trip?.invoiceId === invoiceId && now - trip.leftAt < AWAITED_MS;
}

/** The news are here. */
export function arrive(): void {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // As above.
  }
}

function lastTrip(): Trip | undefined {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Trip | undefined;
  } catch {
    return undefined;
  }
}
