// The Pub/Sub API as this service uses it: two calls, replay ids as bytes from end to end.
// Wire contract: config/pubsub_api.proto. Semantics: Pub/Sub API guide.
import { fileURLToPath } from 'node:url';
import grpc from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

export interface Credentials {
  accessToken: string;
  instanceUrl: string;
  /** The org's id. */
  tenantId: string;
}

export interface ConsumerEvent {
  event: { id: string; schema_id: string; payload: Buffer } | null;
  replay_id: Buffer;
}
export interface FetchResponse {
  events: ConsumerEvent[];
  latest_replay_id: Buffer;
  rpc_id: string;
  pending_num_requested: number;
}
export interface FetchRequest {
  topic_name: string;
  replay_preset?: 'EARLIEST' | 'CUSTOM';
  replay_id?: Uint8Array;
  num_requested: number;
}
export type FetchStream = grpc.ClientDuplexStream<FetchRequest, FetchResponse>;

export interface PubSubClient {
  subscribe(credentials: Credentials): FetchStream;
  /** @returns the Avro schema's JSON. @throws grpc.ServiceError */
  getSchema(schemaId: string, credentials: Credentials): Promise<string>;
  /** Whether the channel stands right now. */
  isConnected(): boolean;
  close(): void;
}

export interface PubSubAddress {
  /** host:port */
  endpoint: string;
  /** Trusted instead of the system's authorities, for a server with a certificate of its own. */
  caPem?: string | undefined;
  /** False only where nothing leaves the machine. */
  tls?: boolean | undefined;
}

const GET_SCHEMA_TIMEOUT_MS = 30_000;
const CHANNEL_OPTIONS: grpc.ChannelOptions = {
  'grpc.keepalive_time_ms': 45_000,
  'grpc.keepalive_timeout_ms': 10_000,
  'grpc.max_receive_message_length': 8 * 1024 * 1024, // the service sends up to 4 MB
};
const PROTO_FILE = fileURLToPath(new URL('../../../config/pubsub_api.proto', import.meta.url));

interface PubSubStub extends grpc.Client {
  Subscribe(metadata: grpc.Metadata): FetchStream;
  GetSchema(
    request: { schema_id: string },
    metadata: grpc.Metadata,
    options: grpc.CallOptions,
    callback: grpc.requestCallback<{ schema_json: string }>,
  ): grpc.ClientUnaryCall;
}

let stub: new (address: string, credentials: grpc.ChannelCredentials, options: grpc.ChannelOptions) => PubSubStub;

function stubClass(): typeof stub {
  if (stub) return stub;
  const definition = loadSync(PROTO_FILE, { keepCase: true, longs: String, enums: String, defaults: true });
  const loaded = grpc.loadPackageDefinition(definition) as unknown as {
    eventbus: { v1: { PubSub: typeof stub } };
  };
  return (stub = loaded.eventbus.v1.PubSub);
}

/** Opens a channel; it connects with the first call. */
export function openPubSub({ endpoint, caPem, tls = true }: PubSubAddress): PubSubClient {
  const security = tls
    ? grpc.credentials.createSsl(caPem ? Buffer.from(caPem) : null)
    : grpc.credentials.createInsecure();
  const client = new (stubClass())(endpoint, security, CHANNEL_OPTIONS);
  return {
    subscribe: (credentials) => client.Subscribe(metadataOf(credentials)),
    getSchema: (schemaId, credentials) =>
      new Promise((resolve, reject) => {
        client.GetSchema(
          { schema_id: schemaId },
          metadataOf(credentials),
          { deadline: Date.now() + GET_SCHEMA_TIMEOUT_MS },
          (error, reply) => (error ? reject(error) : resolve(reply!.schema_json)),
        );
      }),
    isConnected: () => client.getChannel().getConnectivityState(false) === grpc.connectivityState.READY,
    close: () => client.close(),
  };
}

function metadataOf({ accessToken, instanceUrl, tenantId }: Credentials): grpc.Metadata {
  const metadata = new grpc.Metadata();
  metadata.set('accesstoken', accessToken);
  metadata.set('instanceurl', instanceUrl);
  metadata.set('tenantid', tenantId);
  return metadata;
}
