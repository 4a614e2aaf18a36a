// The local Salesforce org: what its engines offer each other and what the API, the Pub/Sub service and the console call.
import type { ApexRuntime } from './apex/runtime.ts';
import type { EventLog } from './events/event-log.ts';
import type { Project } from './metadata/project.ts';
import type { OrgLife } from './org-life.ts';
import type { Schema } from './schema/schema.ts';
import type { Store } from './store/store.ts';
import type { QueryResult } from './soql/result.ts';
import type { Passwords } from './security/passwords.ts';
import type { RunningUser } from './security/running-user.ts';
import type { Automation, SaveRequest, SaveResult } from './dml/save.ts';
import type { Steps } from './dml/steps.ts';
import type { Transaction } from './dml/transaction.ts';

/** Time comes in from outside so that tests can move it: epoch milliseconds. */
export type Clock = () => number;

/** user = rights and sharing of the running user apply (REST always); sharing = only sharing (Apex `with sharing`); system = neither (flows, Apex default). */
export type AccessMode = 'user' | 'sharing' | 'system';

export interface QueryOptions {
  /** `WITH USER_MODE` in the query wins. */
  readonly access: AccessMode;
  /** Code inside the org asks, whatever its access: the query counts against the limits of its transaction. */
  readonly counted?: boolean;
  /** Values for Apex binds `:name`. */
  readonly binds?: Readonly<Record<string, unknown>>;
  /** queryAll / ALL ROWS: the recycle bin too. */
  readonly includeDeleted?: boolean;
}

export interface LocalOrg {
  readonly project: Project;
  readonly schema: Schema;
  readonly store: Store;
  readonly events: EventLog;
  readonly apex: ApexRuntime;
  readonly passwords: Passwords;
  /** The same object through all deployments: what is kept beside the records belongs to it. */
  readonly life: OrgLife;
  readonly clock: Clock;
  /** 18 characters, `00D…`. */
  readonly organizationId: string;
  /** @throws SalesforceError no such active user */
  userByName(username: string): RunningUser;
  /** @param language of the page that the user looks at; without it the user's own */
  userById(id: string, language?: string): RunningUser;
  /** Runs `work` as one transaction: commits when it returns, rolls back when it throws, then runs what waits for commit. */
  transact<T>(user: RunningUser, work: (tx: Transaction) => T): T;
  /** As `transact`, for work that may call other systems: it is begun again after each answer. See dml/steps.ts. */
  inSteps<T>(user: RunningUser, work: (tx: Transaction) => T): Steps<T>;
  /** @throws SalesforceError MALFORMED_QUERY, INVALID_FIELD, INVALID_TYPE, … */
  query(tx: Transaction, soql: string, options: QueryOptions): QueryResult;
  save(tx: Transaction, request: SaveRequest): SaveResult[];
  /** What KbManagement.PublishingService does; see dml/standard/knowledge.ts. */
  publishArticle(tx: Transaction, articleId: string, isMajor: boolean): SaveResult[];
  /** Tells the org its base address (no slash at the end): formulas may ask for it. */
  servedAt(origin: string): void;
  /** Base address, once the org is served. */
  origin(): string | undefined;
  /** Tells the org who opens sessions of people who sign in on a site. @param open takes a user's id, gives the session id */
  sessionsOpenedBy(open: (userId: string) => string): void;
  /** @returns the session id; undefined when nobody opens sessions */
  openSession(userId: string): string | undefined;
  /** Adds automation; flows are added when the org is built, Apex triggers will be. */
  addAutomation(automation: Automation): void;
}
