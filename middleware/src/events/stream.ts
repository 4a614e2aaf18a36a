// One Subscribe call: reads responses one after another and asks for as many events as have been dealt with.
// Promise: never more than MAX_OUTSTANDING events asked for, none before its predecessors are committed.
// Pub/Sub API guide, "Pull Subscription and Flow Control".
import type { Credentials, FetchRequest, FetchResponse, PubSubClient } from './pubsub-client.ts';

/** The service treats more as this many. */
export const MAX_OUTSTANDING = 100;

/** How long a call without an answer may look refused; after that, silence means there are no events. */
const SETTLED_MS = 3_000;

/** The stream said nothing for longer than a live one can. */
export class SilentStream extends Error {
  constructor(watchdogMs: number) {
    super(`no message for ${watchdogMs} ms`);
    this.name = 'SilentStream';
  }
}

export interface StreamOptions {
  client: PubSubClient;
  credentials: Credentials;
  topicPath: string;
  /** Where to resume; null starts with the earliest event kept. */
  replayId: Uint8Array | null;
  watchdogMs: number;
  /** Ends the call; what is being committed is finished. */
  over: AbortSignal;
  /** The service has accepted the call. May be told more than once. */
  onOpen: () => void;
  /** Commits a response. Credit is given when it resolves; false ends the stream. */
  commit: (response: FetchResponse) => Promise<boolean>;
}

/**
 * Reads until the stream ends, `over` is aborted or `commit` says so.
 * @throws SilentStream, grpc.ServiceError, or what `commit` throws
 */
export async function readStream(options: StreamOptions): Promise<void> {
  const { client, credentials, watchdogMs, over, onOpen, commit } = options;
  if (over.aborted) return;
  const call = client.subscribe(credentials);
  const cancel = (): void => call.cancel();
  call.on('error', () => undefined); // reaches us through the iterator; an error after its end reaches nobody
  call.on('metadata', onOpen);
  over.addEventListener('abort', cancel, { once: true });
  const settled = setTimeout(() => client.isConnected() && onOpen(), Math.min(SETTLED_MS, watchdogMs));
  let isSilent = false;
  const bark = (): void => {
    isSilent = true;
    call.cancel();
  };
  try {
    call.write(firstRequest(options));
    const responses = call[Symbol.asyncIterator]() as AsyncIterator<FetchResponse>;
    for (;;) {
      // Runs only while we wait: a slow commit is not the stream's silence.
      const watchdog = setTimeout(bark, watchdogMs);
      const next = await responses.next().finally(() => clearTimeout(watchdog));
      if (next.done) return;
      onOpen();
      if (!(await commit(next.value)) || over.aborted) return;
      const credit = creditFor(next.value);
      if (credit > 0) call.write({ topic_name: options.topicPath, num_requested: credit });
    }
  } catch (error) {
    if (isSilent) throw new SilentStream(watchdogMs);
    if (!over.aborted) throw error;
  } finally {
    clearTimeout(settled);
    over.removeEventListener('abort', cancel);
    call.cancel();
  }
}

/** Preset and replay id count only here. Never LATEST: it passes over events. */
function firstRequest({ topicPath, replayId }: StreamOptions): FetchRequest {
  const request = { topic_name: topicPath, num_requested: MAX_OUTSTANDING };
  return replayId === null || replayId.length === 0
    ? { ...request, replay_preset: 'EARLIEST' }
    : { ...request, replay_preset: 'CUSTOM', replay_id: replayId };
}

function creditFor({ events, pending_num_requested: pending }: FetchResponse): number {
  if (events.length > 0) return events.length;
  // A keep-alive that says nothing is asked for: the counts have drifted apart, and the stream would close.
  return pending === 0 ? MAX_OUTSTANDING : 0;
}
