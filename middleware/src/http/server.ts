// The service's endpoints: health, metrics, the front doors, the operator's pages and JSON. Nothing of the operator's changes
// an order except the re-drive, and that only through the ledger.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { Router, type Express, type RequestHandler } from 'express';
import type { Config } from '../config.ts';
import type { Ledger } from '../ledger/open-ledger.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { errorHandler, otherMethods, refuse } from './answers.ts';
import { driftApi, driftPages } from './drift.ts';
import { healthRouter } from './health.ts';
import { STYLE } from './layout.ts';
import { operatorApi } from './operator-api.ts';
import { billingPages } from './operator-billing.ts';
import { leadsApi, leadsPages } from './operator-leads.ts';
import { loginRouter, readForm } from './operator-login.ts';
import { operatorPages } from './operator-pages.ts';
import { createOperatorSession } from './operator-session.ts';
import { shopApi, shopPages } from './operator-shop.ts';
import type { Status } from './status.ts';

export interface HttpOptions {
  /** No proxy is trusted when none is named. */
  readonly config: Omit<Config['http'], 'trustedProxies'> & Partial<Pick<Config['http'], 'trustedProxies'>>;
  /** What other systems and the public may send to; each checks for itself who does. */
  readonly frontDoors: readonly Router[];
  readonly ledger: Ledger;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly status: () => Status;
}

/** Nobody may hold a connection by sending slowly: all that is taken here is small. */
const TIMEOUTS = { headersTimeout: 10_000, requestTimeout: 30_000 } as const;

/** Serves until closed. @throws Error from the port, e.g. EADDRINUSE */
export async function startHttp(options: HttpOptions): Promise<{ origin: string; close: () => Promise<void> }> {
  const server = createServer(TIMEOUTS, createApp(options));
  server.listen(options.config.port, options.config.host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://${options.config.host}:${port}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function createApp({ config, frontDoors, ledger, log, metrics, status }: HttpOptions): Express {
  const session = createOperatorSession(config.operatorToken, Date.now);
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', config.trustedProxies ?? 0);
  app.use(securityHeaders);
  app.use(healthRouter({ ledger, metrics, status }));
  for (const door of frontDoors) app.use(door);
  app
    .route('/')
    .get((_request, response) => response.redirect(303, '/operator'))
    .all(otherMethods('GET'));
  app
    .route('/operator/style.css')
    .get((_request, response) => void response.type('css').send(STYLE))
    .all(otherMethods('GET'));
  const pages = { ledger, session, status };
  app.use('/operator', loginRouter(pages));
  app.use('/operator', Router().use(readForm, session.required));
  app.use('/operator/billing', billingPages(pages));
  app.use('/operator/api/drift', driftApi(ledger));
  app.use('/operator/drift', driftPages(pages));
  app.use('/operator/api/leads', leadsApi(ledger));
  app.use('/operator/leads', leadsPages(pages));
  app.use('/operator/api/shop', shopApi(ledger));
  app.use('/operator/shop', shopPages(pages));
  app.use('/operator/api', operatorApi(ledger, status));
  app.use('/operator', operatorPages(pages));
  app.use((request, response) => refuse(request, response, 404));
  app.use(errorHandler(log.child({ part: 'http' })));
  return app;
}

const securityHeaders: RequestHandler = (_request, response, next) => {
  response.set({
    'Content-Security-Policy':
      "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store',
  });
  next();
};
