// What a comparison found, in words.
import type { DriftFinding } from '../ledger/drift-findings.ts';
import type { DriftRun } from '../ledger/drift-runs.ts';
import { RULE_CODES, ruleOf, type RuleCode } from './rules.ts';
import { TOPICS, type Topic } from './scope.ts';

/** Figures of one comparison, as the ledger keeps them. */
export interface Outcome {
  readonly calls: { readonly salesforce: number; readonly whmcs: number };
  readonly compared: Readonly<Record<'orders' | 'services' | 'invoices' | 'accounts', number>>;
  /** Seen twice. */
  readonly differences: number;
  /** Seen for the first time; the next comparison tells. */
  readonly seenOnce: number;
  /** Of somebody of whom something is being worked on. */
  readonly leftOut: number;
  /** Not listed, because there are too many of them. */
  readonly more: Readonly<Partial<Record<RuleCode, number>>>;
  readonly mendable: number;
  readonly mended: number;
  /** Why what looked safe was left alone. */
  readonly notMended: readonly string[];
  readonly marksWritten: number;
  readonly marksRefused: readonly string[];
}

export interface Report {
  readonly run: DriftRun;
  readonly findings: readonly DriftFinding[];
}

const HEADINGS: Readonly<Record<Topic, string>> = {
  orders: 'Orders',
  services: 'Services',
  invoices: 'Invoices',
  clients: 'Clients',
};

/** The report as lines, grouped by what differs. */
export function reportLines({ run, findings }: Report): string[] {
  const outcome = run.outcome as unknown as Outcome | null;
  if (run.state === 'failed' || outcome === null) return [`Could not compare: ${run.reason ?? 'it has not ended'}`];
  const { compared, calls } = outcome;
  return [
    `Compared ${counted(compared.orders, 'order')}, ${counted(compared.services, 'service')}, ` +
      `${counted(compared.invoices, 'invoice')} and ${counted(compared.accounts, 'account')}, ` +
      `with ${counted(calls.salesforce, 'call')} to Salesforce and ${calls.whmcs} to WHMCS.`,
    ...TOPICS.flatMap((topic) => topicLines(topic, findings, outcome)),
    '',
    ...summary(outcome),
  ];
}

function topicLines(topic: Topic, findings: readonly DriftFinding[], { more }: Outcome): string[] {
  const lines = RULE_CODES.filter((code) => ruleOf(code)!.topic === topic).flatMap((code) => {
    const own = findings.filter((finding) => finding.code === code);
    if (own.length === 0) return [];
    const others = more[code] ?? 0;
    return [
      '',
      `  ${code} (${own.length + others})`,
      ...own.map(
        ({ what, mendedAt }) => `    ${what}${mendedAt === null ? '' : ' (mended; the next comparison tells)'}`,
      ),
      ...(others > 0 ? [`    … and ${others} more`] : []),
      `    → ${ruleOf(code)!.todo}`,
    ];
  });
  return lines.length === 0 ? [] : ['', HEADINGS[topic], ...lines];
}

function summary(outcome: Outcome): string[] {
  const { differences, mended, mendable, seenOnce, leftOut, notMended, marksRefused } = outcome;
  const isMendable = mended === 0 && mendable > 0;
  return [
    differences === 0 ? 'Salesforce and WHMCS say the same.' : `${counted(differences, 'difference')}.`,
    ...(mended > 0 ? [`Being mended: ${mended}.`] : []),
    ...(isMendable ? [`Can safely be mended: ${mendable}. Run it with --mend.`] : []),
    ...(seenOnce > 0 ? [`Seen for the first time, so that the next comparison tells: ${seenOnce}.`] : []),
    ...(leftOut > 0 ? [`Left out, because something is being worked on there: ${leftOut}.`] : []),
    ...notMended.map((why) => `Not mended: ${why}`),
    ...marksRefused.map((why) => `Salesforce did not take WHMCS Drift: ${why}`),
  ];
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** 0 the same, 1 differs, 2 could not be compared. */
export function exitCodeOf({ run }: Report): 0 | 1 | 2 {
  const outcome = run.outcome as unknown as Outcome | null;
  if (run.state !== 'done' || outcome === null) return 2;
  return outcome.differences === 0 ? 0 : 1;
}
