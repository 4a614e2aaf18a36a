// What every API router works with: the org, who is signed in, and what has been used.
import type { Deployments } from '../deploy/deployments.ts';
import type { LocalOrg } from '../org.ts';
import type { ApiUsage } from './api-usage.ts';
import type { OAuthClients } from './oauth-clients.ts';
import type { QueryLocators } from './query-locators.ts';
import type { Sessions } from './sessions.ts';

export interface ApiContext {
  /** Deployments change what it answers: see deploy/live-org.ts. */
  readonly org: LocalOrg;
  readonly sessions: Sessions;
  readonly clients: OAuthClients;
  readonly deployments: Deployments;
  readonly usage: ApiUsage;
  readonly locators: QueryLocators;
  /** Real time for OAuth assertions, which clients date by their own clock, not by the org's. Epoch milliseconds. */
  readonly wallClock: () => number;
  /** Tells streaming clients (api/cometd) of what happened; set when they are served. */
  publish?: (channel: string, data: object) => void;
  /** Builds a site anew from its metadata; by name of its bundle. @throws SiteBuildError. Not there in an org without sites. */
  publishSite?: (bundle: string) => Promise<void>;
  /** `http://127.0.0.1:4800`, known once the server listens. */
  origin: string;
}
