// The subscription to the platform event that asks for stock and invoices to be read again. Orders go on without it, so
// that it does not listen is a warning only; a sweep finds what it misses.
import type { PubSubClient } from '../events/pubsub-client.ts';
import { createSubscription } from './subscription.ts';
import type { Part, Surroundings } from './surroundings.ts';

/** spec/billing.md, "Closed opportunity". */
const EVENT = 'BillingRefreshRequested__e';

/** @param onGap events may have been lost */
export function createRefreshes(surroundings: Surroundings, client: PubSubClient, onGap: () => void): Part {
  const subscription = createSubscription(surroundings, client, { topic: EVENT, onBegin: () => undefined, onGap });
  return {
    start: () => subscription.start(),
    warnings: () => {
      const { state, detail, isListening } = subscription.view();
      if (isListening || state === 'not-started') return [];
      return [`${EVENT}: ${state}${detail === '' ? '' : `: ${detail}`}`];
    },
    stop: (deadline) => subscription.stop(deadline),
  };
}
