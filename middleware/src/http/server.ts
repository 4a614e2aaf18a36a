import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import type { Config } from '../config.ts';
import type { Ledger } from '../ledger/open-ledger.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Status } from './status.ts';

export interface HttpOptions {
  readonly config: Config['http'];
  readonly ledger: Ledger;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly status: () => Status;
}

export async function startHttp(options: HttpOptions): Promise<{ origin: string; close(): Promise<void> }> {
  const app = express();
  app.get('/health/live', (_request, response) => void response.json({ live: true }));
  app.get('/health/ready', (_request, response) => void response.json(options.status()));
  const server = createServer(app);
  server.listen(options.config.port, options.config.host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://${options.config.host}:${port}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
