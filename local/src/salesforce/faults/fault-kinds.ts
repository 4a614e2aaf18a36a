// What `POST /local/faults` understands: one entry per kind of fault, each reading its own parameters.
import type { ApiContext } from '../api/context.ts';
import type { RowLocks } from '../dml/locks.ts';
import type { MemoryEventLog } from '../events/memory-event-log.ts';
import type { PubSubService } from '../pubsub/service.ts';
import type { StreamFaults } from '../pubsub/stream-faults.ts';
import type { HttpFaults } from './http-faults.ts';
import { BadParameter, type Parameters } from './parameters.ts';
import { POISONS } from './poison.ts';

export interface FaultTargets {
  readonly context: ApiContext;
  readonly log: MemoryEventLog;
  readonly locks: RowLocks;
  readonly http: HttpFaults;
  readonly streams: StreamFaults;
  readonly pubsub: () => PubSubService;
}

/** What has been done, for the answer. */
type Effect = Readonly<Record<string, unknown>>;

export const FAULT_KINDS: Readonly<Record<string, (targets: FaultTargets, parameters: Parameters) => Effect>> = {
  /** Streams break with UNAVAILABLE: at once, or after `afterEvents` more events each. */
  dropStreams: ({ pubsub }, p) => ({ streams: pubsub().dropStreams(p.count('afterEvents', 0)) }),
  /** Streams stay open and send nothing for `ms`. */
  silenceStreams: ({ streams }, p) => {
    const ms = p.count('ms');
    streams.silence(ms);
    return { ms };
  },
  /** The newest `count` events (of `type`) come once more, under new replay ids. */
  duplicateEvents: ({ log }, p) => {
    const types = [p.text('type', '')].filter(Boolean);
    const events = (types.length > 0 ? types : log.types())
      .flatMap((type) => log.retained(type))
      .sort((a, b) => (a.replayId < b.replayId ? -1 : 1));
    const newest = events.slice(-p.count('count', 1)).map(({ uuid }) => log.duplicate(uuid).uuid);
    return { uuids: newest };
  },
  /** Replay ids handed out so far can no longer be resumed from. */
  corruptReplayIds: ({ log }) => {
    log.invalidateIssuedIds();
    return {};
  },
  /** Every session ends. */
  expireTokens: ({ context }) => {
    context.sessions.closeAll();
    return {};
  },
  /** Other clients use up `count` API calls of the day. */
  useApiCalls: ({ context }, p) => {
    context.usage.spend(p.count('count'));
    return { used: context.usage.used() };
  },
  /** The next `times` GetSchema calls fail with UNAVAILABLE. */
  failSchema: ({ streams }, p) => {
    const times = p.count('times', 1);
    streams.failSchemaCalls(times);
    return { times };
  },
  /** The next `times` saves of these records (`ids`, or all of a `type`) fail with UNABLE_TO_LOCK_ROW. */
  lockRows: ({ locks }, p) => {
    const ids = p.texts('ids');
    const type = p.text('type', '');
    if (!ids && !type) throw new BadParameter('lockRows needs ids or a type');
    const times = p.count('times', 1);
    locks.lock({ times, ...(ids && { ids }), ...(type && { type }) });
    return { times };
  },
  /** The next `times` requests (with `path` in their URL) answer `status`; 0 breaks the connection; `commitFirst` carries them out before. */
  http: ({ http }, p) => {
    const path = p.text('path', '') || undefined;
    const fault = { times: p.count('times', 1), status: p.count('status', 503), path, body: p.any('body') };
    http.add({ ...fault, commitFirst: p.flag('commitFirst') });
    return { times: fault.times };
  },
  /** The next `times` requests (with `path` in their URL) wait `ms` first. */
  delay: ({ http }, p) => {
    const times = p.count('times', 1);
    http.delay({ times, ms: p.count('ms'), path: p.text('path', '') || undefined });
    return { times };
  },
  /** Publishes an event of `type` that no subscriber can use; `poison` says how. */
  poisonEvent: ({ context, log }, p) => {
    const type = p.eventType(context.org.schema, 'type');
    const poison = p.oneOf('poison', Object.keys(POISONS));
    const { uuid } = POISONS[poison]!(log, context.org, type);
    return { uuid };
  },
  /** The next `times` events are accepted and never delivered. */
  loseEvents: ({ log }, p) => {
    const times = p.count('times', 1);
    log.loseNext(times);
    return { times };
  },
};

/** Takes back what is still waiting to happen. */
export function clearFaults({ log, locks, http, streams }: FaultTargets): void {
  log.loseNext(0);
  locks.release();
  http.clear();
  streams.clear();
}
