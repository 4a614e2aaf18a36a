// The RPCs of the Pub/Sub API, each authenticated by its metadata and answered as the session's user.
import { randomUUID } from 'node:crypto';
import {
  Metadata,
  status,
  type sendUnaryData,
  type ServerDuplexStream,
  type ServerUnaryCall,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import type { ApiContext } from '../api/context.ts';
import type { MemoryEventLog } from '../events/memory-event-log.ts';
import type { RunningUser } from '../security/running-user.ts';
import { PubSubError, serviceError } from './errors.ts';
import { EventSchemas, type EventSchema } from './event-schemas.ts';
import { encodeReplayId } from './replay-id.ts';
import type { StreamFaults } from './stream-faults.ts';
import { Subscription, type SubscriptionTimes } from './subscription.ts';
import type {
  FetchRequest,
  FetchResponse,
  ProducerEvent,
  PublishRequest,
  PublishResult,
  SchemaRequest,
  TopicRequest,
} from './wire.ts';

export interface PubSubParts {
  readonly context: ApiContext;
  readonly log: MemoryEventLog;
  readonly faults: StreamFaults;
  readonly times: SubscriptionTimes;
}

interface Caller {
  readonly user: RunningUser;
  readonly token: string;
}

export class PubSubService {
  readonly #parts: PubSubParts;
  #schemas: EventSchemas;
  readonly #streams = new Set<Subscription>();
  #deliveredBefore = 0;

  constructor(parts: PubSubParts) {
    this.#parts = parts;
    this.#schemas = new EventSchemas(parts.context.org.schema);
  }

  /** Deployments may change events: clients then see another schema, and can still ask for those they know. */
  get #current(): EventSchemas {
    const { schema } = this.#parts.context.org;
    if (this.#schemas.schema !== schema) this.#schemas = new EventSchemas(schema, this.#schemas);
    return this.#schemas;
  }

  handlers(): UntypedServiceImplementation {
    return {
      GetTopic: unary((request: TopicRequest, metadata) => this.#getTopic(request, metadata)),
      GetSchema: unary((request: SchemaRequest, metadata) => this.#getSchema(request, metadata)),
      Publish: unary((request: PublishRequest, metadata) => this.#publish(request, metadata)),
      Subscribe: (call: ServerDuplexStream<FetchRequest, FetchResponse>) => this.#subscribe(call),
      PublishStream: unsupportedStream,
      ManagedSubscribe: unsupportedStream,
    };
  }

  /** Events sent over all streams so far. */
  get deliveredCount(): number {
    let delivered = this.#deliveredBefore;
    for (const stream of this.#streams) delivered += stream.delivered;
    return delivered;
  }

  get openStreams(): number {
    return this.#streams.size;
  }

  /** For tests: every open stream breaks, at once or after so many more events each. @returns how many */
  dropStreams(afterEvents: number): number {
    const streams = [...this.#streams];
    for (const stream of streams) stream.drop(afterEvents);
    return streams.length;
  }

  #getTopic({ topicName }: TopicRequest, metadata: Metadata): object {
    const { user } = this.#caller(metadata);
    const schema = this.#topic(topicName);
    const { organizationId } = this.#parts.context.org;
    return {
      topicName,
      tenantGuid: `core/local/${organizationId}`,
      canPublish: user.can('create', schema.type),
      canSubscribe: user.can('read', schema.type),
      schemaId: schema.id,
      rpcId: randomUUID(),
    };
  }

  #getSchema({ schemaId }: SchemaRequest, metadata: Metadata): object {
    this.#caller(metadata);
    if (this.#parts.faults.takeSchemaFailure()) {
      throw new PubSubError('service.unavailable', 'The schema service is temporarily unavailable.');
    }
    const schema = this.#current.byId(schemaId);
    if (!schema) throw new PubSubError('schema.not.found', `The schema ${schemaId} was not found.`);
    return { schemaId, schemaJson: schema.json, rpcId: randomUUID() };
  }

  /** Published at once, whatever the event's publish behaviour. Source: Platform Events guide, "Platform Event Fields". */
  #publish({ topicName, events }: PublishRequest, metadata: Metadata): object {
    const { user } = this.#caller(metadata);
    const schema = this.#topic(topicName);
    if (!user.can('create', schema.type)) throw accessDenied(topicName);
    if (events.length === 0) throw new PubSubError('publish.request.invalid', 'The request holds no event.');
    const results = events.map((event) => this.#publishOne(schema, user, event));
    return { results, schemaId: schema.id, rpcId: randomUUID() };
  }

  #publishOne(schema: EventSchema, user: RunningUser, event: ProducerEvent): PublishResult {
    if (event.schemaId !== schema.id) return refused(event, `The schema ${event.schemaId} is not the event's.`);
    let payload;
    try {
      payload = schema.decode(event.payload);
    } catch {
      return refused(event, 'The payload does not follow the schema.');
    }
    const published = this.#parts.log.append(schema.type.name, payload, user.userId, event.id || undefined);
    return { replayId: encodeReplayId(published.replayId), correlationKey: published.uuid };
  }

  #subscribe(call: ServerDuplexStream<FetchRequest, FetchResponse>): void {
    let stream: Subscription | undefined;
    const finish = (error?: unknown): void => {
      if (stream && this.#streams.delete(stream)) {
        stream.close();
        this.#deliveredBefore += stream.delivered;
      }
      if (error === undefined) call.end();
      else call.emit('error', serviceError(error));
    };
    call.on('data', (request: FetchRequest) => {
      try {
        const caller = this.#caller(call.metadata);
        if (stream) return stream.request(request);
        stream = this.#open(call, request, caller, finish);
        this.#streams.add(stream);
      } catch (error) {
        finish(error);
      }
    });
    call.on('end', () => finish());
    call.on('cancelled', () => finish());
    call.on('error', () => finish());
  }

  #open(
    call: ServerDuplexStream<FetchRequest, FetchResponse>,
    first: FetchRequest,
    { user, token }: Caller,
    finish: (error?: unknown) => void,
  ): Subscription {
    const schema = this.#topic(first.topicName);
    if (!user.can('read', schema.type)) throw accessDenied(first.topicName);
    const { context, log, faults, times } = this.#parts;
    const peer = {
      write: (response: FetchResponse) => void call.write(response),
      end: finish,
      keepAlive: () => {
        if (!context.sessions.find(token)) finish(authError());
      },
    };
    const { name } = schema.type;
    const now = () => this.#current.ofTopic(`/event/${name}`) ?? schema;
    return new Subscription(first, { log, schema: now, peer, faults, times });
  }

  #topic(topicName: string): EventSchema {
    const schema = this.#current.ofTopic(topicName);
    if (schema) return schema;
    throw new PubSubError(
      'topic.not.found',
      `The topic information for topic ${topicName} not found. Ensure the topic name is correct and that the topic exists.`,
    );
  }

  /** Metadata `accesstoken`, `instanceurl` and `tenantid` come with every RPC. @throws PubSubError */
  #caller(metadata: Metadata): Caller {
    const { org, sessions, origin } = this.#parts.context;
    const token = textOf(metadata, 'accesstoken');
    const session = token === undefined ? undefined : sessions.find(token);
    const isOurTenant =
      textOf(metadata, 'tenantid')?.split('/').at(-1)?.slice(0, 15) === org.organizationId.slice(0, 15);
    const instance = textOf(metadata, 'instanceurl');
    const isOurInstance = instance !== undefined && placeOf(instance) === placeOf(origin);
    if (!token || !session || !isOurTenant || !isOurInstance) throw authError();
    const user = org.userById(session.userId);
    if (!user.has('ApiEnabled')) throw authError();
    return { user, token };
  }
}

/** Host and port. An org's address is always https, and some clients insist on it; here REST is plain. */
function placeOf(address: string): string {
  return address
    .replace(/^https?:/, '')
    .replace(/\/$/, '')
    .replace('//localhost', '//127.0.0.1');
}

function authError(): PubSubError {
  return new PubSubError(
    'service.auth.error',
    'Authentication exception occurred. Provide valid accesstoken, instanceurl and tenantid metadata.',
  );
}

function accessDenied(topicName: string): PubSubError {
  return new PubSubError('topic.access.denied', `The user does not have access to topic ${topicName}.`);
}

function refused(event: ProducerEvent, msg: string): PublishResult {
  return { error: { code: 'PUBLISH', msg }, correlationKey: event.id };
}

function textOf(metadata: Metadata, key: string): string | undefined {
  const value = metadata.get(key)[0];
  return value === undefined ? undefined : String(value);
}

function unary<Request>(answer: (request: Request, metadata: Metadata) => object) {
  return (call: ServerUnaryCall<Request, object>, callback: sendUnaryData<object>): void => {
    let reply: object;
    try {
      reply = answer(call.request, call.metadata);
    } catch (error) {
      return callback(serviceError(error), null);
    }
    callback(null, reply);
  };
}

function unsupportedStream(call: ServerDuplexStream<unknown, unknown>): void {
  call.emit('error', {
    code: status.UNIMPLEMENTED,
    details: 'not supported by the local org',
    metadata: new Metadata(),
  });
}
