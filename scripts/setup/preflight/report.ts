// The preflight's findings as an admin reads them: what stops first, then what deserves a look; what is in order in one line each.
import type { Judged, State } from './check.ts';

const WORDS: Readonly<Record<State, string>> = {
  missing: 'MISSING',
  later: 'to come',
  warning: 'look at',
  unknown: 'not asked',
  ok: 'ok',
};
const ORDER = ['ok', 'later', 'unknown', 'warning', 'missing'] as const satisfies readonly State[];

export function reportLines(judged: readonly Judged[]): string[] {
  const width = Math.max(...judged.map(({ title }) => title.length));
  const lines = ORDER.flatMap((state) => judged.filter(({ finding }) => finding.state === state)).flatMap((check) => {
    const { state, seen } = check.finding;
    const line = `${WORDS[state].padEnd(9)}  ${check.title.padEnd(width)}  ${seen}`;
    const explained = state === 'missing' || state === 'warning' || state === 'unknown';
    return explained ? [line, `           why:  ${check.why}`, `           mend: ${check.mend}`] : [line];
  });
  return [...lines, '', summary(judged)];
}

export function summary(judged: readonly Judged[]): string {
  const count = (state: State): number => judged.filter(({ finding }) => finding.state === state).length;
  const later = count('later') > 0 ? `, ${count('later')} to come with step 4` : '';
  return `${count('ok')} in order, ${count('missing')} missing${later}, ${count('warning')} to look at, ${count('unknown')} could not be asked.`;
}
