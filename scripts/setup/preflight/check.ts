// One check of the preflight: a question to the facts, why it matters and how it is mended. The table of them is checks.ts.
import type { Asked } from '../org.ts';
import type { OrgFacts } from './org-facts.ts';
import type { ProjectFacts } from './project-facts.ts';

/** What a check found. `later`: missing now, but this very set-up will bring it. */
export type State = 'ok' | 'missing' | 'warning' | 'unknown' | 'later';

export interface Finding {
  readonly state: State;
  /** What was seen, e.g. `3 of 20 left`. */
  readonly seen: string;
}

export interface Facts {
  readonly org: OrgFacts;
  readonly project: ProjectFacts;
  readonly env: NodeJS.ProcessEnv;
  /** Of the middleware's user. */
  readonly integrationLicense: string;
  /** How many records use a value that a deployment would make inactive: `Order.Status` → value → count. */
  readonly used: ReadonlyMap<string, Asked<ReadonlyMap<string, number>>>;
}

export interface Check {
  readonly title: string;
  readonly why: string;
  /** The page of Setup, or the command. */
  readonly mend: string;
  /** File of config/org-settings that turns it on, when an admin wants that (`--turn-on-settings`). */
  readonly turnedOnBy?: string;
  look(facts: Facts): Finding;
}

export interface Judged extends Check {
  readonly finding: Finding;
}

export const ok = (seen: string): Finding => ({ state: 'ok', seen });
export const missing = (seen: string): Finding => ({ state: 'missing', seen });
export const warning = (seen: string): Finding => ({ state: 'warning', seen });
export const unknown = (seen: string): Finding => ({ state: 'unknown', seen });

/** Judges an answer; a question that was refused is no answer. */
export function answered<T>(asked: Asked<T> | undefined, judge: (value: T) => Finding): Finding {
  if (asked === undefined) return unknown('was not asked');
  return 'value' in asked ? judge(asked.value) : unknown(asked.unasked);
}

/** @param turnsOn whether this set-up turns on the settings that are off */
export function judge(checks: readonly Check[], facts: Facts, turnsOn: boolean): Judged[] {
  return checks.map((check) => {
    const finding = check.look(facts);
    const isOff = finding.state === 'missing' || finding.state === 'warning';
    const comes = turnsOn && check.turnedOnBy !== undefined && isOff;
    return { ...check, finding: comes ? { ...finding, state: 'later' } : finding };
  });
}

/** Files of config/org-settings that an org needs: only of what is off, as each file replaces what the org has of its settings. */
export function settingsToTurnOn(judged: readonly Judged[]): string[] {
  const files = judged.filter(({ finding }) => finding.state === 'later').map(({ turnedOnBy }) => turnedOnBy!);
  return [...new Set(files)].sort();
}
