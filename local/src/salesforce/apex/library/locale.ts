// Salesforce's names of locales as JavaScript knows them, and numbers written for a locale.

/** Languages that Java still names the old way. */
const OLD: Readonly<Record<string, string>> = { iw: 'he', in: 'id', ji: 'yi' };

/** `en_US`, `de_DE_EURO`, `zh_TW_STROKE` → `en-US`, `de-DE`, `zh-TW`; what JavaScript does not know is taken for en-US. */
export function intlLocale(locale: string | null): string {
  const [language = '', ...rest] = (locale ?? '').split(/[_-]/);
  const parts = rest.filter((part) => /^(?:[A-Z]{2}|[A-Z][a-z]{3}|\d{3})$/.test(part));
  const name = [OLD[language] ?? language, ...parts].join('-');
  try {
    return Intl.getCanonicalLocales(name)[0] ?? 'en-US';
  } catch {
    return 'en-US';
  }
}

/**
 * A number with the separators of a locale and up to three digits after the point (java.text.NumberFormat).
 * @param text without exponent
 */
export function formatNumber(text: string, locale: string): string {
  const format = new Intl.NumberFormat(intlLocale(locale), { maximumFractionDigits: 3, roundingMode: 'halfEven' });
  return format.format(text as Intl.StringNumericLiteral);
}
