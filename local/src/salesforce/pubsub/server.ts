// The Pub/Sub server: gRPC over TLS, from the public proto.
import { fileURLToPath } from 'node:url';
import {
  loadPackageDefinition,
  logVerbosity,
  Server,
  ServerCredentials,
  setLogVerbosity,
  type GrpcObject,
  type ServiceClientConstructor,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { selfSignedCertificate } from './certificate.ts';
import { PubSubService, type PubSubParts } from './service.ts';

const PROTO = fileURLToPath(new URL('../../../../config/pubsub_api.proto', import.meta.url));

export interface RunningPubSub {
  /** `localhost:4801`: a name, since TLS clients must not send an address as server name. Listens on 127.0.0.1. */
  readonly address: string;
  /** What clients must trust. */
  readonly caPem: string;
  readonly service: PubSubService;
  close(): void;
}

/** @param port 0 = any free one. @throws Error the port is in use */
export async function startPubSub(parts: PubSubParts, port: number): Promise<RunningPubSub> {
  const { certificatePem, privateKeyPem } = await selfSignedCertificate();
  const service = new PubSubService(parts);
  const server = new Server({ 'grpc.max_receive_message_length': 4 * 1024 * 1024 });
  server.addService(pubSubDefinition().service, service.handlers());
  const credentials = ServerCredentials.createSsl(null, [
    { private_key: Buffer.from(privateKeyPem), cert_chain: Buffer.from(certificatePem) },
  ]);
  setLogVerbosity(logVerbosity.NONE); // a port in use is told by whoever starts this, once
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, credentials, (error, found) => (error ? reject(error) : resolve(found)));
  }).finally(() => setLogVerbosity(logVerbosity.ERROR));
  return {
    address: `localhost:${bound}`,
    caPem: certificatePem,
    service,
    close: () => server.forceShutdown(),
  };
}

/** The service of the proto file, also for clients in tests. */
export function pubSubDefinition(): ServiceClientConstructor {
  const definition = loadSync(PROTO, { longs: String, enums: String, defaults: true, oneofs: true });
  const root = loadPackageDefinition(definition) as unknown as { eventbus: { v1: GrpcObject } };
  return root.eventbus.v1.PubSub as ServiceClientConstructor;
}
