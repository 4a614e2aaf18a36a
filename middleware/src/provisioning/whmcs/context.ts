// What every step of the WHMCS target works with.
import { PortwayError } from '../../errors.ts';
import type { OrderAccount } from '../../salesforce/orders.ts';
import type { WhmcsCall } from '../../whmcs/call.ts';
import { ComeBack, type Job, type Stage } from '../target.ts';
import type { Catalogue } from './catalogue.ts';
import { readFacts, toJson, type WhmcsFacts } from './facts.ts';

export interface WhmcsTargetSettings {
  readonly paymentMethod: string;
  readonly writesOrderNotes: boolean;
  readonly clientNumberFieldId: string | undefined;
  readonly defaultCountry: string;
  readonly moduleTimeoutMs: number;
  readonly lookUpWaitMs: number;
  readonly serviceWaitMs: number;
}

export interface WhmcsContext {
  readonly whmcs: WhmcsCall;
  readonly catalogue: Catalogue;
  readonly settings: WhmcsTargetSettings;
  /** Accounts other than this one linked to the WHMCS client, by name. */
  otherAccountsOfClient(clientId: string, accountId: string): Promise<string[]>;
  /** Clients found for accounts whose record does not say so yet. */
  readonly clientIdsByAccount: Map<string, string>;
}

/** A job with our facts in their own type. */
export interface WhmcsJob {
  readonly job: Job;
  readonly account: OrderAccount;
  readonly facts: WhmcsFacts;
  commit(stage: Stage, facts: WhmcsFacts, note?: string): Promise<void>;
  remember(facts: WhmcsFacts): void;
}

export function whmcsJob(job: Job, account: OrderAccount): WhmcsJob {
  return {
    job,
    account,
    get facts() {
      return readFacts(job.facts);
    },
    commit: (stage, facts, note) => job.commit(stage, toJson(facts), note),
    remember: (facts) => job.remember(toJson(facts)),
  };
}

/** How soon after a lost answer WHMCS is looked at: most often it has done the work by then. */
export const FIRST_LOOK_MS = 1000;

export function comeBackIn(job: Job, delayMs: number, reason: PortwayError): ComeBack {
  return new ComeBack(new Date(job.now().getTime() + delayMs), reason);
}
