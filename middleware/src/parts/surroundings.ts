// What every part of the running service works with: its configuration, the ledger, and the two systems it talks to.
import { bulkhead } from 'cockatiel';
import type { Router } from 'express';
import type { Config } from '../config.ts';
import type { Ledger } from '../ledger/open-ledger.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { checkSalesforce, checkWhmcs } from '../provisioning/checks.ts';
import { paceFor, type Pace } from '../provisioning/pace.ts';
import { createSystem, type System } from '../provisioning/system.ts';
import { createCatalogue, type Catalogue } from '../provisioning/whmcs/catalogue.ts';
import { createApi, type SalesforceApi } from '../salesforce/api.ts';
import { createCall, type WhmcsCall } from '../whmcs/call.ts';

/** A piece of the running service that works by itself. */
export interface Part {
  /** What others may send to it; it checks for itself who does. */
  readonly door?: Router;
  /** Begins; what it needs may not be usable yet. */
  start(): void;
  /** The ledger may hold new work, or a system can be used again. */
  wake?(): void;
  /** What an operator should see to, in words. */
  warnings?(): readonly string[];
  /** Takes nothing new, ends what is under way, gives back what it holds. @param deadline epoch milliseconds */
  stop(deadline: number): Promise<void>;
}

export interface Surroundings {
  readonly config: Config;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly ledger: Ledger;
  readonly api: SalesforceApi;
  readonly salesforce: System;
  readonly whmcsSystem: System;
  /** Sends through the breaker, never more than WHMCS_MAX_PARALLEL at once. */
  readonly whmcs: WhmcsCall;
  readonly catalogue: Catalogue;
  /** How freely Salesforce may be called just now. */
  readonly pace: () => Pace;
  readonly now: () => Date;
  /** Null until the first successful check. */
  readonly whmcsVersion: () => string | null;
}

export function createSurroundings(config: Config, log: Log, metrics: Metrics, ledger: Ledger): Surroundings {
  const { salesforce: salesforceSettings, provisioning } = config;
  const api = createApi({
    ...salesforceSettings,
    onSent: (kind, seconds, outcome) => metrics.calls.observe({ system: 'salesforce', kind, outcome }, seconds),
  });
  const salesforce = createSystem({
    name: 'salesforce',
    outages: ['SALESFORCE_UNREACHABLE'],
    heldBack: 'SALESFORCE_UNREACHABLE',
    probe: async () => void (await salesforce.run(() => checkSalesforce(api))),
    probeMs: provisioning.probeMs,
    log,
  });
  const pace = () =>
    paceFor(api.usage(), {
      slowPercent: salesforceSettings.apiSlowPercent,
      brakePercent: salesforceSettings.apiBrakePercent,
      flushMaxWaitMs: provisioning.flushMaxWaitMs,
    });
  return {
    config,
    log,
    metrics,
    ledger,
    api,
    salesforce,
    ...whmcsSide(config, log, metrics),
    pace,
    now: () => new Date(),
  };
}

type WhmcsSide = Pick<Surroundings, 'whmcsSystem' | 'whmcs' | 'catalogue' | 'whmcsVersion'>;

function whmcsSide({ whmcs: settings, provisioning }: Config, log: Log, metrics: Metrics): WhmcsSide {
  const send = createCall({
    ...settings,
    onSent: (kind, seconds, outcome) => metrics.calls.observe({ system: 'whmcs', kind, outcome }, seconds),
  });
  const slots = bulkhead(settings.maxParallel, Infinity);
  let version: string | null = null;
  const whmcs: WhmcsCall = (action, fields, options) =>
    slots.execute(() => whmcsSystem.run(() => send(action, fields, options)));
  const whmcsSystem: System = createSystem({
    name: 'whmcs',
    outages: ['WHMCS_UNREACHABLE', 'WHMCS_UNKNOWN_OUTCOME', 'WHMCS_BUSY'],
    heldBack: 'WHMCS_UNREACHABLE',
    probe: async () => {
      ({ version } = await checkWhmcs(whmcs, settings.paymentMethod));
    },
    probeMs: provisioning.probeMs,
    log,
  });
  const catalogue = createCatalogue(whmcs, { ...settings, now: Date.now });
  return { whmcsSystem, whmcs, catalogue, whmcsVersion: () => version };
}

/** Waits for `work`, but not beyond the deadline. @param deadline epoch milliseconds */
export async function within(deadline: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, deadline - Date.now()) + 200);
  });
  await Promise.race([work, tooLate]);
  clearTimeout(timer);
}
