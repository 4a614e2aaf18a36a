// What differs between Salesforce and WHMCS, by night and when asked: the comparison with this service's settings.
import { createDrift } from '../drift/drift.ts';
import type { Part, Surroundings } from './surroundings.ts';

export function createDriftComparison(surroundings: Surroundings): Part {
  const { config, log, metrics } = surroundings;
  return createDrift({
    ...surroundings,
    ...config.drift,
    log: log.child({ part: 'drift' }),
    pollMs: config.provisioning.pollMs,
    timeZone: config.billing.timeZone,
    username: config.salesforce.username,
    onEnded: (outcome) => metrics.driftRuns.inc({ outcome }),
  });
}
