// What the Pub/Sub API's errors mean for the subscription. The code in the trailer decides; where there is none, the
// gRPC status does. Pub/Sub API guide, "Handle Errors".
import grpc from '@grpc/grpc-js';

/**
 * reconnect: passes by itself; resume from the stored cursor with back-off.
 * sign-in: the token is no good; a new one, at once the first time, then with back-off.
 * start-over: the stored replay id is no good, events may be gone; start from the earliest, never from the latest.
 * stay-away: a limit is used up, coming back soon makes it worse; events are kept for 72 hours.
 * wait-for-admin: the topic or the right to read it is missing; keep asking slowly, and say so.
 */
export type Reaction = 'reconnect' | 'sign-in' | 'start-over' | 'stay-away' | 'wait-for-admin';

/** Ends of the `error-code` trailer; what stands before them is the same for all. */
export const PLATFORM_CODES = {
  REPLAY_ID_CORRUPTED: 'subscription.fetch.replayid.corrupted',
  REPLAY_ID_INVALID: 'subscription.fetch.replayid.validation.failed',
  REQUESTED_EVENTS_INVALID: 'subscription.fetch.requested.events.invalid',
  AUTH_ERROR: 'service.auth.error',
  AUTH_REFRESH_INVALID: 'service.auth.refresh.invalid',
  SERVICE_UNAVAILABLE: 'service.unavailable',
  CONCURRENT_CLIENTS_EXCEEDED: 'concurrent.client.limit.exceeded',
  DELIVERY_LIMIT_EXCEEDED: 'subscription.limit.exceeded',
  TOPIC_NOT_FOUND: 'topic.not.found',
} as const;
type PlatformCode = keyof typeof PLATFORM_CODES;

const BY_CODE: Record<PlatformCode, Reaction> = {
  REPLAY_ID_CORRUPTED: 'start-over',
  REPLAY_ID_INVALID: 'start-over',
  REQUESTED_EVENTS_INVALID: 'reconnect',
  AUTH_ERROR: 'sign-in',
  AUTH_REFRESH_INVALID: 'sign-in',
  SERVICE_UNAVAILABLE: 'reconnect',
  CONCURRENT_CLIENTS_EXCEEDED: 'stay-away',
  DELIVERY_LIMIT_EXCEEDED: 'stay-away',
  TOPIC_NOT_FOUND: 'wait-for-admin',
};

/** For errors without a known code: proxies, load balancers, network. All others reconnect. */
const BY_STATUS: Partial<Record<grpc.status, Reaction>> = {
  [grpc.status.UNAUTHENTICATED]: 'sign-in',
  [grpc.status.PERMISSION_DENIED]: 'wait-for-admin',
  [grpc.status.NOT_FOUND]: 'wait-for-admin',
  [grpc.status.UNIMPLEMENTED]: 'wait-for-admin',
  [grpc.status.RESOURCE_EXHAUSTED]: 'stay-away',
};

/** Statuses with which GetSchema says that it will never answer otherwise. */
const FINAL_STATUSES: readonly grpc.status[] = [grpc.status.NOT_FOUND, grpc.status.INVALID_ARGUMENT];

export interface StreamFault {
  reaction: Reaction;
  /** For logs: code or status, and the platform's words. */
  what: string;
}

/** Reads an error of a call or stream. Anything that is not a gRPC error reconnects. */
export function faultOf(error: unknown): StreamFault {
  if (!isServiceError(error))
    return { reaction: 'reconnect', what: error instanceof Error ? error.message : String(error) };
  const code = errorCodeOf(error);
  const known = (Object.keys(PLATFORM_CODES) as PlatformCode[]).find((name) => code.endsWith(PLATFORM_CODES[name]));
  return {
    reaction: known ? BY_CODE[known] : (BY_STATUS[error.code] ?? 'reconnect'),
    what: `${code || grpc.status[error.code]}: ${error.details}`,
  };
}

/** True when asking for the schema again cannot help. */
export function isFinal(error: unknown): boolean {
  return isServiceError(error) && faultOf(error).reaction !== 'sign-in' && FINAL_STATUSES.includes(error.code);
}

function isServiceError(error: unknown): error is grpc.ServiceError {
  return error instanceof Error && typeof (error as Partial<grpc.ServiceError>).code === 'number';
}

function errorCodeOf(error: grpc.ServiceError): string {
  return String(error.metadata?.get('error-code')[0] ?? '');
}
