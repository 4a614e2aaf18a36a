// The report of a comparison, from the ledger.
import { driftFindings } from '../ledger/drift-findings.ts';
import { latestDriftRuns, type DriftRun } from '../ledger/drift-runs.ts';
import type { Ledger } from '../ledger/open-ledger.ts';
import type { Report } from './report.ts';
import { RULE_CODES, ruleOf } from './rules.ts';

/** @param run the latest that has ended when left out; null when there is none */
export async function readReport(ledger: Ledger, run?: DriftRun): Promise<Report | null> {
  const ended = run ?? (await latestDriftRuns(ledger, 20)).find(({ endedAt }) => endedAt !== null);
  if (!ended) return null;
  const codes = RULE_CODES.filter((code) => ended.topics.includes(ruleOf(code)!.topic));
  const findings = [];
  for await (const page of driftFindings(ledger, codes, { confirmedOnly: true })) findings.push(...page);
  return { run: ended, findings };
}
