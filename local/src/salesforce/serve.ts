// Puts a built org on the network: REST and admin on one port, Pub/Sub on another. All on 127.0.0.1.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RequestHandler } from 'express';
import { ApiUsage } from './api/api-usage.ts';
import { apiApp } from './api/app.ts';
import type { ApiContext } from './api/context.ts';
import { OAuthClients, type ClientOptions } from './api/oauth-clients.ts';
import { QueryLocators } from './api/query-locators.ts';
import type { RestRoute } from './api/rest.ts';
import { Sessions } from './api/sessions.ts';
import { openSiteSession, siteSignInRouter } from './api/site-sign-in.ts';
import type { RowLocks } from './dml/locks.ts';
import type { MemoryEventLog } from './events/memory-event-log.ts';
import { adminRouter } from './faults/admin-router.ts';
import type { AdjustableClock } from './faults/adjustable-clock.ts';
import type { FaultTargets } from './faults/fault-kinds.ts';
import { HttpFaults } from './faults/http-faults.ts';
import type { BuiltOrg } from './build-org.ts';
import { Deployments } from './deploy/deployments.ts';
import { LiveOrg } from './deploy/live-org.ts';
import type { LocalOrg } from './org.ts';
import { startPubSub, type RunningPubSub } from './pubsub/server.ts';
import { StreamFaults } from './pubsub/stream-faults.ts';
import { mountSites, type MountedSites, type SitesOptions } from './site/sites.ts';

/** API calls in 24 hours of an Enterprise Edition org: 100,000 and more with licences. */
const DEFAULT_DAILY_API_LIMIT = 100_000;
const DEFAULT_KEEP_ALIVE_MS = 270_000;
const DEFAULT_IDLE_STREAM_MS = 60_000;

export interface ServeOptions {
  /** REST and console; 0 = any free port. */
  readonly port: number;
  /** Pub/Sub; 0 = any free port. */
  readonly pubsubPort: number;
  readonly clients: readonly ClientOptions[];
  readonly dailyApiLimit?: number;
  /** A Subscribe stream with credit and no events says so after this time; 270 s on the platform. */
  readonly keepAliveMs?: number;
  /** A Subscribe stream without credit is closed after this time; 60 s on the platform. */
  readonly idleStreamMs?: number;
  /** Further REST resources below `/services/data/vXX.X`. */
  readonly resources?: readonly RestRoute[];
  /** How the project's Experience Cloud sites are served. */
  readonly sites?: SitesOptions;
  /** Further routers (the console), tried after the API's own. */
  readonly mount?: readonly ((org: LocalOrg) => RequestHandler)[];
}

export interface ServedOrg {
  readonly org: BuiltOrg;
  readonly log: MemoryEventLog;
  readonly locks: RowLocks;
  readonly clock: AdjustableClock;
}

export interface RunningLocalOrg {
  /** `http://127.0.0.1:4800` */
  readonly origin: string;
  /** `localhost:4801`; listens on 127.0.0.1. */
  readonly pubsubAddress: string;
  /** Certificate that Pub/Sub clients must trust. */
  readonly caPem: string;
  readonly org: LocalOrg;
  readonly sites: MountedSites;
  close(): Promise<void>;
}

/** A port that is taken; `message` says which and what to change. */
export class PortInUse extends Error {}

/** @throws PortInUse */
export async function serveOrg(
  { org: built, log, locks, clock }: ServedOrg,
  options: ServeOptions,
): Promise<RunningLocalOrg> {
  const live = new LiveOrg(built);
  const { org } = live;
  const context: ApiContext = {
    org,
    deployments: new Deployments(live),
    sessions: new Sessions(org.organizationId, org.clock),
    clients: new OAuthClients(org.project, options.clients),
    usage: new ApiUsage(org.clock, options.dailyApiLimit ?? DEFAULT_DAILY_API_LIMIT),
    locators: new QueryLocators(org.clock),
    wallClock: Date.now,
    origin: '',
  };
  org.sessionsOpenedBy((userId) => openSiteSession(context, userId).token);
  const streams = new StreamFaults();
  const pubsub = await startPubSub(
    { context, log, faults: streams, times: timesOf(options) },
    options.pubsubPort,
  ).catch((error: unknown) => portInUse(error, options.pubsubPort, 'PORTWAY_PUBSUB_PORT'));
  const http = new HttpFaults();
  const targets: FaultTargets = { context, log, locks, http, streams, pubsub: () => pubsub.service };
  const sites = mountSites(context, options.sites);
  live.onReplaced(({ project }) => {
    context.clients.follow(project);
    sites.remount();
  });
  const app = apiApp({
    context,
    before: [adminRouter(targets, clock), http.handler],
    resources: options.resources ?? [],
    mount: [siteSignInRouter(context), sites.router, ...(options.mount ?? []).map((router) => router(org))],
  });
  const server = createServer(app);
  try {
    await listen(server, options.port);
  } catch (error) {
    pubsub.close();
    await sites.close();
    throw error;
  }
  context.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  org.servedAt(context.origin);
  return running(context, server, pubsub, sites);
}

function timesOf({ keepAliveMs, idleStreamMs }: ServeOptions) {
  return { keepAliveMs: keepAliveMs ?? DEFAULT_KEEP_ALIVE_MS, idleMs: idleStreamMs ?? DEFAULT_IDLE_STREAM_MS };
}

function running(
  { org, origin, deployments }: ApiContext,
  server: Server,
  pubsub: RunningPubSub,
  sites: MountedSites,
): RunningLocalOrg {
  return {
    origin,
    pubsubAddress: pubsub.address,
    caPem: pubsub.caPem,
    org,
    sites,
    close: async () => {
      await deployments.close();
      await sites.close();
      await new Promise<void>((resolve) => {
        pubsub.close();
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  }).catch((error: unknown) => portInUse(error, port, 'PORTWAY_ORG_PORT'));
}

function portInUse(error: unknown, port: number, variable: string): never {
  if (/EADDRINUSE/.test(String(error))) {
    throw new PortInUse(`Port ${port} on 127.0.0.1 is in use. Set ${variable} to a free port.`, { cause: error });
  }
  throw error;
}
