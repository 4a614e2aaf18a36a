// Errors of the Pub/Sub API: a gRPC status, and the platform's own code in the trailer `error-code`.
// @see Pub/Sub API guide, "Handle Errors". Codes marked (*) are worded by us: the guide's table was not at hand.
import { randomUUID } from 'node:crypto';
import { Metadata, status, type ServiceError, type StatusObject } from '@grpc/grpc-js';

const PREFIX = 'sfdc.platform.eventbus.grpc.';

export const PUBSUB_ERRORS = {
  /** No, expired or foreign session: the client signs in again. */
  'service.auth.error': status.UNAUTHENTICATED,
  /** The service is restarting: the client resumes from its stored replay id. */
  'service.unavailable': status.UNAVAILABLE,
  /** (*) The topic names no platform event. */
  'topic.not.found': status.NOT_FOUND,
  /** (*) The user lacks the right on the event. */
  'topic.access.denied': status.PERMISSION_DENIED,
  /** (*) */
  'schema.not.found': status.NOT_FOUND,
  'subscription.fetch.requested.events.invalid': status.INVALID_ARGUMENT,
  /** CUSTOM without a replay id. */
  'subscription.fetch.replayid.validation.failed': status.INVALID_ARGUMENT,
  /** Expired, or never handed out: the client starts at EARLIEST and looks for what it missed. */
  'subscription.fetch.replayid.corrupted': status.INVALID_ARGUMENT,
  /** (*) A later request of a stream names another topic. */
  'subscription.fetch.topic.invalid': status.INVALID_ARGUMENT,
  /** (*) A request to publish that cannot be read. */
  'publish.request.invalid': status.INVALID_ARGUMENT,
} as const satisfies Record<string, status>;
export type PubSubErrorCode = keyof typeof PUBSUB_ERRORS;

export class PubSubError extends Error {
  readonly errorCode: PubSubErrorCode;
  constructor(errorCode: PubSubErrorCode, message: string) {
    super(message);
    this.name = 'PubSubError';
    this.errorCode = errorCode;
  }

  toStatus(): StatusObject {
    const rpcId = randomUUID();
    const metadata = new Metadata();
    metadata.set('error-code', PREFIX + this.errorCode);
    metadata.set('rpc-id', rpcId);
    return { code: PUBSUB_ERRORS[this.errorCode], details: `${this.message} rpcId: ${rpcId}`, metadata };
  }
}

/** The form in which grpc-js takes a refusal. Faults of our own are INTERNAL, and loud on this side. */
export function serviceError(error: unknown): Partial<ServiceError> & StatusObject {
  if (error instanceof PubSubError) return error.toStatus();
  console.error(error);
  return { code: status.INTERNAL, details: 'internal error', metadata: new Metadata() };
}
