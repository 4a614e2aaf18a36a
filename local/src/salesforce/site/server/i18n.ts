// What `@salesforce/i18n/…` says for a locale, from the formats that the browser and Node share.
// @see Lightning Web Components Developer Guide, "Access Internationalization Properties"

export interface Whose {
  /** Of the page: `ja`, `en-US`. */
  readonly language: string;
  /** Of the person, as Salesforce writes it: `ja_JP`. */
  readonly locale: string;
  readonly timeZone: string;
  readonly currency: string;
}

export function i18nFor({ language, locale, timeZone, currency }: Whose): Record<string, unknown> {
  const tag = locale.replaceAll('_', '-');
  const number = (options?: Intl.NumberFormatOptions): Intl.NumberFormatPart[] =>
    new Intl.NumberFormat(tag, options).formatToParts(-1234567.891);
  const part = (type: string, parts = number()): string => parts.find((one) => one.type === type)?.value ?? '';
  const money = number({ style: 'currency', currency });
  const date = (dateStyle: 'short' | 'medium' | 'long'): string => patternOf(tag, { dateStyle });
  const time = (timeStyle: 'short' | 'medium'): string => patternOf(tag, { timeStyle });
  const shortDate = tag.startsWith('ja') ? 'yyyy/MM/dd' : date('short').replace(/^M\/d\/yy$/, 'M/d/yyyy');
  return {
    lang: language,
    locale: tag,
    dir: 'ltr',
    timeZone,
    currency,
    firstDayOfWeek: firstDayOfWeek(tag),
    showJapaneseCalendar: false,
    defaultCalendar: 'gregorian',
    defaultNumberingSystem: 'latn',
    'dateTime.shortDateFormat': shortDate,
    'dateTime.mediumDateFormat': date('medium'),
    'dateTime.longDateFormat': date('long'),
    'dateTime.shortTimeFormat': time('short'),
    'dateTime.mediumTimeFormat': time('medium'),
    'dateTime.shortDateTimeFormat': `${shortDate} ${time('short')}`,
    'dateTime.mediumDateTimeFormat': `${date('medium')} ${time('medium')}`,
    'dateTime.longDateTimeFormat': `${date('long')} ${time('medium')} z`,
    'number.numberFormat': '#,##0.###',
    'number.percentFormat': '#,##0%',
    'number.currencyFormat':
      part('currency', money) === money.find(({ type }) => type !== 'minusSign')?.value ? '¤#,##0.00' : '#,##0.00 ¤',
    'number.currencySymbol': part('currency', money),
    'number.decimalSeparator': part('decimal'),
    'number.groupingSeparator': part('group'),
    'number.minusSign': part('minusSign'),
    'number.plusSign': '+',
    'number.percentSign': '%',
    'number.perMilleSign': '‰',
    'number.exponentialSign': 'E',
    'number.superscriptingExponentSign': '×',
    'number.infinity': '∞',
    'number.nan': 'NaN',
  };
}

/** 1 = Sunday … 7 = Saturday. */
function firstDayOfWeek(tag: string): number {
  const { getWeekInfo } = Intl.Locale.prototype as { getWeekInfo?: () => { firstDay: number } };
  const day = getWeekInfo?.call(new Intl.Locale(tag)).firstDay ?? 7;
  return (day % 7) + 1;
}

const LETTERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  month: { numeric: 'M', '2-digit': 'MM', short: 'MMM', long: 'MMMM' },
  day: { numeric: 'd', '2-digit': 'dd' },
};

/** The pattern behind a format, in the letters of CLDR: `MMM d, yyyy`. */
function patternOf(tag: string, options: Intl.DateTimeFormatOptions): string {
  const format = new Intl.DateTimeFormat(tag, options);
  const isHalfDay = format.resolvedOptions().hour12 === true;
  return format
    .formatToParts(new Date(2001, 1, 3, 16, 5, 6))
    .map(({ type, value }) => {
      if (type === 'year') return value.length === 2 ? 'yy' : 'yyyy';
      if (type === 'month') return LETTERS['month']![shapeOf(value)]!;
      if (type === 'day') return LETTERS['day']![shapeOf(value)]!;
      if (type === 'hour') return (isHalfDay ? 'h' : 'H').repeat(value.length);
      if (type === 'minute') return 'mm';
      if (type === 'second') return 'ss';
      if (type === 'dayPeriod') return 'a';
      return /[A-Za-z]/.test(value) ? `'${value}'` : value;
    })
    .join('');
}

function shapeOf(value: string): 'numeric' | '2-digit' | 'short' | 'long' {
  if (/^\d+$/.test(value)) return value.length === 2 ? '2-digit' : 'numeric';
  return value.length > 3 ? 'long' : 'short';
}
