// A small Pub/Sub service for tests: real gRPC, real Avro, honest flow control. A test bends it by its hooks.
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import grpc from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import avro from 'avsc';
import type { FetchRequest, FetchResponse } from '../../src/events/pubsub-client.ts';

export const TOPIC = 'OrderProvisionRequested__e';
export const SCHEMA_ID = 'schema-1';

const nullable = (name: string, type: string) => ({ name, type: ['null', type], default: null });
export const SCHEMA = {
  type: 'record',
  name: TOPIC,
  namespace: 'com.sforce.eventbus',
  fields: [
    { name: 'CreatedDate', type: 'long' },
    { name: 'CreatedById', type: 'string' },
    nullable('OrderId__c', 'string'),
    nullable('IdemKey__c', 'string'),
    nullable('CorrelationId__c', 'string'),
    nullable('RequestedBy__c', 'string'),
    nullable('Version__c', 'double'),
  ],
};
const TYPE = avro.Type.forSchema(SCHEMA as avro.Schema);

export interface PublishedEvent {
  id: string;
  schemaId: string;
  payload: Buffer;
  replayId: Buffer;
}

export type SubscribeCall = grpc.ServerDuplexStream<FetchRequest, FetchResponse>;
type SchemaCall = grpc.ServerUnaryCall<{ schema_id: string }, unknown>;

export interface PubSubServer {
  endpoint: string;
  /** Everything published, oldest first. */
  events: PublishedEvent[];
  /** First requests, one per Subscribe call. */
  subscribed: FetchRequest[];
  /** Metadata `accesstoken` of each Subscribe call. */
  tokens: string[];
  /** Most events that were ever asked for and not yet delivered. */
  mostOutstanding: number;
  schemaCalls: number;
  /** Events per response at most. */
  batchSize: number;
  /** Looks at a new Subscribe call; true when it has dealt with it. `nth` counts from 1. */
  onSubscribe: (call: SubscribeCall, first: FetchRequest, nth: number) => boolean;
  /** After each response sent; true cuts this stream off without more. */
  afterResponse: (call: SubscribeCall, delivered: number, nth: number) => boolean;
  /** An error instead of the schema, or null. `nth` counts from 1. */
  onGetSchema: (nth: number) => Partial<grpc.ServiceError> | null;
  publish(fields: Record<string, unknown>, options?: { id?: string; createdAt?: Date }): PublishedEvent;
  publishRaw(payload: Buffer, schemaId?: string): PublishedEvent;
  /** Sends an empty response on all open streams. */
  keepAlive(latest: Buffer): void;
  close(): Promise<void>;
}

/** A gRPC error as the platform makes them, its code in the trailer. */
export function platformError(status: grpc.status, code: string, details = code): Partial<grpc.ServiceError> {
  const metadata = new grpc.Metadata();
  metadata.set('error-code', `sfdc.platform.eventbus.grpc.${code}`);
  return { code: status, details, metadata };
}

/** @param tls key and certificate; plain text without */
export async function startPubSubServer(tls?: { key: string; cert: string }): Promise<PubSubServer> {
  const proto = fileURLToPath(new URL('../../../config/pubsub_api.proto', import.meta.url));
  const loaded = grpc.loadPackageDefinition(
    loadSync(proto, { keepCase: true, longs: String, enums: String, defaults: true }),
  ) as unknown as { eventbus: { v1: { PubSub: { service: grpc.ServiceDefinition } } } };
  const server = new grpc.Server();
  const wake = new Set<() => void>();
  const open = new Set<SubscribeCall>();
  let lastReplay = 2n ** 60n;
  let nthSubscribe = 0;

  const add = (event: Omit<PublishedEvent, 'replayId'>): PublishedEvent => {
    // Ten bytes, beyond 2^53, with gaps: as unlike a number as a replay id may be.
    const replayId = Buffer.alloc(10, 0xab);
    replayId.writeBigUInt64BE((lastReplay += 3n), 2);
    const published = { ...event, replayId };
    state.events.push(published);
    wake.forEach((send) => send());
    return published;
  };

  const state: PubSubServer = {
    endpoint: '',
    events: [],
    subscribed: [],
    tokens: [],
    mostOutstanding: 0,
    schemaCalls: 0,
    batchSize: 25,
    onSubscribe: () => false,
    afterResponse: () => false,
    onGetSchema: () => null,
    publish: (fields, { id = crypto.randomUUID(), createdAt = new Date() } = {}) =>
      add({ id, schemaId: SCHEMA_ID, payload: encode(fields, createdAt) }),
    publishRaw: (payload, schemaId = SCHEMA_ID) => add({ id: crypto.randomUUID(), schemaId, payload }),
    keepAlive: (latest) =>
      open.forEach((call) =>
        call.write({ events: [], latest_replay_id: latest, rpc_id: 'rpc', pending_num_requested: 100 }),
      ),
    close: async () => {
      server.forceShutdown();
      await Promise.resolve();
    },
  };

  const serve = (call: SubscribeCall, first: FetchRequest, nth: number): void => {
    let next = startOf(first);
    let credit = 0;
    let delivered = 0;
    const send = (): void => {
      while (credit > 0 && next < state.events.length && !call.destroyed) {
        const batch = state.events.slice(next, next + Math.min(credit, state.batchSize));
        next += batch.length;
        credit -= batch.length;
        delivered += batch.length;
        call.write({
          events: batch.map((event) => ({
            event: { id: event.id, schema_id: event.schemaId, payload: event.payload },
            replay_id: event.replayId,
          })),
          latest_replay_id: batch.at(-1)!.replayId,
          rpc_id: 'rpc',
          pending_num_requested: credit,
        });
        if (state.afterResponse(call, delivered, nth)) {
          wake.delete(send);
          credit = 0;
        }
      }
    };
    const ask = (request: FetchRequest): void => {
      credit += request.num_requested;
      state.mostOutstanding = Math.max(state.mostOutstanding, credit);
      send();
    };
    open.add(call);
    wake.add(send);
    const forget = (): void => {
      open.delete(call);
      wake.delete(send);
    };
    call.on('cancelled', forget);
    call.on('close', forget);
    call.on('data', ask);
    ask(first);
  };

  const startOf = (first: FetchRequest): number =>
    first.replay_preset === 'CUSTOM'
      ? state.events.findIndex((event) => event.replayId.equals(first.replay_id ?? Buffer.alloc(0))) + 1
      : 0;

  server.addService(loaded.eventbus.v1.PubSub.service, {
    Subscribe: (call: SubscribeCall) => {
      call.on('error', () => undefined);
      void once(call, 'data').then((got) => {
        const first = got[0] as FetchRequest;
        nthSubscribe++;
        state.subscribed.push(first);
        state.tokens.push(String(call.metadata.get('accesstoken')[0]));
        if (!state.onSubscribe(call, first, nthSubscribe)) serve(call, first, nthSubscribe);
      });
    },
    GetSchema: (_call: SchemaCall, answer: grpc.sendUnaryData<object>) => {
      const error = state.onGetSchema(++state.schemaCalls);
      if (error) answer(error);
      else answer(null, { schema_json: JSON.stringify(SCHEMA), schema_id: SCHEMA_ID, rpc_id: 'rpc' });
    },
  });
  const credentials = tls
    ? grpc.ServerCredentials.createSsl(null, [{ private_key: Buffer.from(tls.key), cert_chain: Buffer.from(tls.cert) }])
    : grpc.ServerCredentials.createInsecure();
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', credentials, (error, bound) => (error ? reject(error) : resolve(bound))),
  );
  state.endpoint = `127.0.0.1:${port}`;
  return state;
}

function encode(fields: Record<string, unknown>, createdAt: Date): Buffer {
  return TYPE.toBuffer({
    CreatedDate: createdAt.getTime(),
    CreatedById: '005000000000001AAA',
    OrderId__c: null,
    IdemKey__c: null,
    CorrelationId__c: null,
    RequestedBy__c: null,
    Version__c: null,
    ...fields,
  });
}
