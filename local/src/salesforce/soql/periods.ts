// Date literals such as THIS_WEEK or LAST_N_DAYS:7 as ranges of days, in the running user's zone and with the user's first weekday.
// Source: SOQL and SOSL Reference, "Date Formats and Date Literals". Fiscal years begin in January, as in a fresh org.
import { civilDate, dateText, type CivilDate } from './zone.ts';

/** Days from `from` up to but not including `to`, each `YYYY-MM-DD`. */
export interface DayRange {
  readonly from: string;
  readonly to: string;
}

type Unit = 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR';

/** First day of the unit that lies `ahead` units after the one of today. */
const STARTS: Record<Unit, (today: CivilDate, ahead: number, firstWeekday: number) => string> = {
  DAY: ({ year, month, day }, ahead) => dateText(year, month, day + ahead),
  WEEK({ year, month, day }, ahead, firstWeekday) {
    const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
    return dateText(year, month, day - ((weekday - firstWeekday + 7) % 7) + 7 * ahead);
  },
  MONTH: ({ year, month }, ahead) => dateText(year, month + ahead, 1),
  QUARTER: ({ year, month }, ahead) => dateText(year, Math.floor((month - 1) / 3) * 3 + 1 + 3 * ahead, 1),
  YEAR: ({ year }, ahead) => dateText(year + ahead, 1, 1),
};

/** From which unit to which, counted from today's; `n` is the number after the colon. */
type Span = (n: number) => readonly [from: number, to: number];

const RELATIVE: Readonly<Record<string, Span>> = {
  THIS: () => [0, 1],
  LAST: () => [-1, 0],
  NEXT: () => [1, 2],
  LAST_N: (n) => [-n, 0],
  NEXT_N: (n) => [1, n + 1],
  AGO: (n) => [-n, 1 - n],
};

/** Literals about days do not follow the pattern of the longer units: LAST_N_DAYS includes today. */
const DAYS: Readonly<Record<string, Span>> = {
  YESTERDAY: () => [-1, 0],
  TODAY: () => [0, 1],
  TOMORROW: () => [1, 2],
  LAST_90_DAYS: () => [-90, 1],
  NEXT_90_DAYS: () => [1, 91],
  LAST_N_DAYS: (n) => [-n, 1],
  NEXT_N_DAYS: (n) => [1, n + 1],
  N_DAYS_AGO: (n) => [-n, 1 - n],
};

/**
 * @param name as the grammar reads it, upper case, e.g. `LAST_N_DAYS`
 * @param n number after the colon; ignored by literals without one
 * @param now instant of the query, epoch milliseconds
 * @param locale e.g. `en_US`; decides the first day of the week
 */
export function periodDays(name: string, n: number, now: number, zone: string, locale: string): DayRange {
  const today = civilDate(zone, now);
  const { unit, span } = unitAndSpan(name);
  const [from, to] = span(n);
  const weekday = firstWeekday(locale);
  return { from: STARTS[unit](today, from, weekday), to: STARTS[unit](today, to, weekday) };
}

function unitAndSpan(name: string): { unit: Unit; span: Span } {
  const day = DAYS[name];
  if (day) return { unit: 'DAY', span: day };
  const [, before, unit, after] =
    /^(?:N|(THIS|LAST_N|LAST|NEXT_N|NEXT))_(?:FISCAL_)?(WEEK|MONTH|QUARTER|YEAR)S?(_AGO)?$/.exec(name)!;
  return { unit: unit as Unit, span: RELATIVE[after ? 'AGO' : before!]! };
}

/** 0 = Sunday … 6 = Saturday. */
function firstWeekday(locale: string): number {
  const tag = locale.replaceAll('_', '-');
  const info = new Intl.Locale(tag) as Intl.Locale & { getWeekInfo?: () => { firstDay: number } };
  return (info.getWeekInfo?.().firstDay ?? 7) % 7;
}
