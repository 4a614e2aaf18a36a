// Text as people in Japan type it: an input method leaves digits and hyphens in their full-width forms. The same rules as the Apex
// classes PortalText and ServiceAddress, so that a form says at once what Apex would refuse.

/** Hyphen, non-breaking hyphen, figure dash, en dash, minus, the long-vowel mark of both widths: all typed where a hyphen is meant. */
const HYPHENS = /[\u2010-\u2013\u2212\u30fc\uff70]/g;
/** Full-width forms lie this far above their ASCII counterparts. Unicode, "Halfwidth and Fullwidth Forms". */
const FULL_WIDTH_OFFSET = 65_248;
const POSTAL_CODE = /^〒?\s*([0-9]{3})-?([0-9]{4})$/;

/** For numbers, codes and e-mail addresses; not for names, which keep their long-vowel marks. */
export function halfWidth(typed: string): string {
  return typed
    .replace(/[\uff01-\uff5e]/g, (form) => String.fromCharCode(form.charCodeAt(0) - FULL_WIDTH_OFFSET))
    .replace(HYPHENS, '-')
    .replaceAll('\u3000', ' ')
    .trim();
}

/** @returns `123-4567`, or undefined when it is no postal code */
export function postalCodeOf(typed: string): string | undefined {
  const [, area, town] = POSTAL_CODE.exec(halfWidth(typed)) ?? [];
  return area && town ? `${area}-${town}` : undefined;
}

/** Trimmed, every run of spaces of either width made one plain space. */
export function oneLine(typed: string): string {
  return typed.replace(/[\s\u3000]+/g, ' ').trim();
}

/** Whether a line holds nothing invisible, no markup, and nothing that a spreadsheet would take for a formula. */
export function isPlainLine(typed: string): boolean {
  return /^(?![=+@])[^\p{C}<>]+$/u.test(oneLine(typed));
}
