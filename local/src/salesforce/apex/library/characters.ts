// Kinds of characters as java.lang.Character sees them; the text methods of Apex follow Java, not JavaScript.

/** Java's Character.isWhitespace: no non-breaking spaces. */
const WIDE_SPACE = /^[\u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]$/;

export const isWhitespace = (character: string): boolean =>
  character === ' ' ||
  (character >= '\t' && character <= '\r') ||
  (character >= '\u001c' && character <= '\u001f') ||
  WIDE_SPACE.test(character);
export const isLetter = (character: string): boolean => /^\p{L}$/u.test(character);
export const isDigit = (character: string): boolean => /^\p{Nd}$/u.test(character);
export const isUpper = (character: string): boolean => /^\p{Lu}$/u.test(character);
export const isLower = (character: string): boolean => /^\p{Ll}$/u.test(character);
export const isTitle = (character: string): boolean => /^\p{Lt}$/u.test(character);

/** Java's String.trim: everything up to the space goes, nothing else. */
export function trimmed(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && text[start]! <= ' ') start++;
  while (end > start && text[end - 1]! <= ' ') end--;
  return text.slice(start, end);
}

export const isBlank = (text: string | null): boolean => text === null || [...text].every(isWhitespace);

/** Java's String.hashCode. */
export function hashOf(text: string): number {
  let hash = 0;
  for (let index = 0; index < text.length; index++) hash = (Math.imul(hash, 31) + text.charCodeAt(index)) | 0;
  return hash;
}

/** Java's Character.getType, as far as splitByCharacterType needs it: the general category. */
const CATEGORIES = 'Lu Ll Lt Lm Lo Mn Me Mc Nd Nl No Zs Zl Zp Cc Cf Co Cs Pd Ps Pe Pc Po Sm Sc Sk So Pi Pf Cn'
  .split(' ')
  .map((name) => [name, new RegExp(`^\\p{${name}}$`, 'u')] as const);

export const categoryOf = (character: string): string =>
  CATEGORIES.find(([, pattern]) => pattern.test(character))?.[0] ?? 'Cn';

/** Text in one case as Apex folds it for methods that ignore case. */
export const folded = (text: string): string => text.toLowerCase();
