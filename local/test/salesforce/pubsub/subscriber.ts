// A plain Pub/Sub client for tests: @grpc/grpc-js and the proto, with the server's own certificate.
import { credentials, Metadata, type ClientDuplexStream, type ServiceError } from '@grpc/grpc-js';
import avro from 'avsc';
import { pubSubDefinition } from '../../../src/salesforce/pubsub/server.ts';
import type { FetchRequest, FetchResponse } from '../../../src/salesforce/pubsub/wire.ts';
import type { RunningLocalOrg } from '../../../src/salesforce/serve.ts';

type Unary = (request: object, metadata: Metadata, done: (error: ServiceError | null, reply: unknown) => void) => void;

export interface Client {
  call<Reply>(method: string, request: object, metadata?: Metadata): Promise<Reply>;
  subscribe(first: Partial<FetchRequest>, metadata?: Metadata): Subscriber;
  /** Opens another streaming method and sends nothing. */
  open(method: string): Subscriber;
  readonly metadata: Metadata;
  close(): void;
}

export interface SchemaInfo {
  readonly schemaId: string;
  readonly schemaJson: string;
}

export function metadataFor(org: RunningLocalOrg, accesstoken: string, changes: Record<string, string> = {}): Metadata {
  const metadata = new Metadata();
  const all = { accesstoken, instanceurl: org.origin, tenantid: org.org.organizationId, ...changes };
  for (const [key, value] of Object.entries(all)) metadata.set(key, value);
  return metadata;
}

export function connect(org: RunningLocalOrg, accesstoken: string): Client {
  const PubSub = pubSubDefinition();
  const client = new PubSub(org.pubsubAddress, credentials.createSsl(Buffer.from(org.caPem)));
  const metadata = metadataFor(org, accesstoken);
  const openStream = (method: string, given: Metadata) =>
    (client[method] as (metadata: Metadata) => ClientDuplexStream<Partial<FetchRequest>, FetchResponse>).bind(client)(
      given,
    );
  return {
    metadata,
    call: <Reply>(method: string, request: object, given = metadata) =>
      new Promise<Reply>((resolve, reject) => {
        const unary = (client[method] as Unary).bind(client);
        unary(request, given, (error, reply) => (error ? reject(error) : resolve(reply as Reply)));
      }),
    subscribe: (first, given = metadata) => {
      const stream = openStream('Subscribe', given);
      stream.write(first);
      return new Subscriber(stream);
    },
    open: (method) => new Subscriber(openStream(method, metadata)),
    close: () => client.close(),
  };
}

/** A stream that keeps what it is sent, and waits for what is still to come. */
export class Subscriber {
  readonly responses: FetchResponse[] = [];
  readonly stream: ClientDuplexStream<Partial<FetchRequest>, FetchResponse>;
  error: ServiceError | undefined;
  ended = false;

  readonly #waiting = new Set<() => void>();

  constructor(stream: ClientDuplexStream<Partial<FetchRequest>, FetchResponse>) {
    this.stream = stream;
    stream.on('data', (response: FetchResponse) => this.#note(() => this.responses.push(response)));
    stream.on('error', (error: ServiceError) => this.#note(() => (this.error = error)));
    stream.on('end', () => this.#note(() => (this.ended = true)));
  }

  #note(change: () => void): void {
    change();
    for (const wake of this.#waiting) wake();
  }

  get events() {
    return this.responses.flatMap(({ events }) => events);
  }

  request(numRequested: number): void {
    this.stream.write({ numRequested });
  }

  /** Resolves when the condition holds, looking after every message, the end and an error of the stream. */
  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error('the stream did not get there in 5 s')), 5_000);
      const look = (): void => {
        if (!holds()) return;
        clearTimeout(late);
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
    });
  }

  cancel(): void {
    this.stream.cancel();
  }
}

export function decoderOf(schemaJson: string): avro.Type {
  return avro.Type.forSchema(JSON.parse(schemaJson) as avro.Schema);
}

export function errorCodeOf(error: ServiceError): string | undefined {
  return error.metadata.get('error-code')[0]?.toString();
}
