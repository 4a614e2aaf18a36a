// A subscription to one platform event. It begins when Salesforce can first be used, because it needs a session and the
// org's clock.
import { createCatchUp } from '../events/catch-up.ts';
import type { PubSubClient } from '../events/pubsub-client.ts';
import { runSubscriber, type SubscriberState } from '../events/subscriber.ts';
import type { Part, Surroundings } from './surroundings.ts';

export interface SubscriberView {
  readonly state: SubscriberState | 'not-started';
  readonly detail: string;
  readonly isListening: boolean;
}

export interface Subscription extends Part {
  view(): SubscriberView;
  /** Whether events of the past are still coming in. */
  readonly isCatchingUp: () => boolean;
  /** The org's clock as the last session told it. */
  readonly salesforceNow: () => Date;
}

export interface SubscriptionOptions {
  /** API name of the platform event. */
  readonly topic: string;
  /** There is a session; the subscription is about to be opened. */
  readonly onBegin: () => void;
  /** Events may have been lost. */
  readonly onGap: () => void;
}

/** Left out: connecting changes nothing. The stream is opened anew now and then, and a first try may fail. */
const LISTENING: Partial<Record<SubscriberState, boolean>> = {
  streaming: true,
  standby: true,
  waiting: false,
  stopped: false,
};

export function createSubscription(
  { config, ledger, api, salesforce, metrics, log }: Surroundings,
  client: PubSubClient,
  { topic, onBegin, onGap }: SubscriptionOptions,
): Subscription {
  const catchUp = createCatchUp(Date.now);
  const unsubscribe = new AbortController();
  let view: SubscriberView = { state: 'not-started', detail: '', isListening: false };
  let clockOffsetMs = 0;
  let running: Promise<void> | null = null;

  const subscribe = async (): Promise<void> => {
    const session = await api.session();
    clockOffsetMs = session.clockOffsetMs;
    catchUp.begin();
    onBegin();
    await runSubscriber({
      ledger,
      topic,
      client,
      endpoint: config.pubsub.endpoint,
      caPem: config.pubsub.caPem,
      credentials: async () => credentialsOf(await api.session()),
      refreshCredentials: async () => credentialsOf(await api.renewSession()),
      log: log.child({ part: 'subscriber' }),
      signal: unsubscribe.signal,
      watchdogMs: config.pubsub.watchdogMs,
      lookUpBefore: new Date(Date.now() + clockOffsetMs),
      onGap,
      hooks: {
        onState: (state: SubscriberState, detail: string) => {
          metrics.subscriber.remove({ topic, state: view.state });
          metrics.subscriber.set({ topic, state }, 1);
          view = { state, detail, isListening: LISTENING[state] ?? view.isListening };
        },
        onBatch: (batch) => {
          metrics.events.inc({ topic, kind: 'accepted' }, batch.accepted);
          metrics.events.inc({ topic, kind: 'duplicate' }, batch.duplicates);
          metrics.events.inc({ topic, kind: 'poisoned' }, batch.poisoned);
          metrics.events.inc({ topic, kind: 'retry' }, batch.retries);
          metrics.eventLagSeconds.set({ topic }, batch.lagMs / 1000);
          catchUp.noteResponse(batch.isFull);
        },
      },
    });
  };

  return {
    start: () =>
      salesforce.onUsable(() => {
        if (running || unsubscribe.signal.aborted) return;
        running = subscribe().catch((error: unknown) => log.fatal({ topic, err: error }, 'the subscriber has ended'));
      }),
    view: () => view,
    isCatchingUp: catchUp.isUnderWay,
    salesforceNow: () => new Date(Date.now() + clockOffsetMs),
    stop: async () => {
      unsubscribe.abort();
      await running;
    },
  };
}

function credentialsOf(session: { accessToken: string; instanceUrl: string; organizationId: string }) {
  return { accessToken: session.accessToken, instanceUrl: session.instanceUrl, tenantId: session.organizationId };
}
