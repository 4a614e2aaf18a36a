// Character classes of java.util.regex, written for a JavaScript regular expression with the flag v.

/** One character, whatever it is, in or outside a class. */
export function literal(character: string): string {
  return /^[A-Za-z0-9]$/.test(character) ? character : `\\u{${character.codePointAt(0)!.toString(16)}}`;
}

/** What stands between the brackets; capital letters are the complements. */
export const SHORT_CLASSES: Readonly<Record<string, string>> = {
  d: '0-9',
  w: 'A-Za-z0-9_',
  s: '\\u{9}-\\u{d}\\u{20}',
  h: '\\u{9}\\u{20}\\u{a0}\\u{1680}\\u{180e}\\u{2000}-\\u{200a}\\u{202f}\\u{205f}\\u{3000}',
  v: '\\u{a}-\\u{d}\\u{85}\\u{2028}\\u{2029}',
};

/** Characters that one letter after a backslash stands for. */
export const ESCAPED: Readonly<Record<string, string>> = {
  t: '\t',
  n: '\n',
  r: '\r',
  f: '\f',
  a: '\u0007',
  e: '\u001b',
};

/** Source: java.util.regex.Pattern, "POSIX character classes (US-ASCII only)" and "java.lang.Character classes". */
const NAMED: Readonly<Record<string, string>> = {
  Lower: 'a-z',
  Upper: 'A-Z',
  ASCII: '\\u{0}-\\u{7f}',
  Alpha: 'A-Za-z',
  Digit: '0-9',
  Alnum: 'A-Za-z0-9',
  Punct: '\\u{21}-\\u{2f}\\u{3a}-\\u{40}\\u{5b}-\\u{60}\\u{7b}-\\u{7e}',
  Graph: '\\u{21}-\\u{7e}',
  Print: '\\u{20}-\\u{7e}',
  Blank: '\\u{9}\\u{20}',
  Cntrl: '\\u{0}-\\u{1f}\\u{7f}',
  XDigit: '0-9A-Fa-f',
  Space: '\\u{9}-\\u{d}\\u{20}',
  javaLowerCase: '\\p{Lowercase}',
  javaUpperCase: '\\p{Uppercase}',
  javaWhitespace:
    '\\u{9}-\\u{d}\\u{1c}-\\u{20}\\u{1680}\\u{2000}-\\u{2006}\\u{2008}-\\u{200a}\\u{2028}\\u{2029}\\u{205f}\\u{3000}',
  javaMirrored: '\\p{Bidi_Mirrored}',
  javaLetter: '\\p{L}',
  javaDigit: '\\p{Nd}',
  javaLetterOrDigit: '\\p{L}\\p{Nd}',
  javaAlphabetic: '\\p{Alphabetic}',
  L1: '\\u{0}-\\u{ff}',
  LD: '\\p{L}\\p{Nd}',
  InGreek: '\\u{370}-\\u{3ff}',
  InCyrillic: '\\u{400}-\\u{4ff}',
  InHiragana: '\\u{3040}-\\u{309f}',
  InKatakana: '\\u{30a0}-\\u{30ff}',
  InBasicLatin: '\\u{0}-\\u{7f}',
  InBasic_Latin: '\\u{0}-\\u{7f}',
  InCombiningDiacriticalMarks: '\\u{300}-\\u{36f}',
  InCJK_Unified_Ideographs: '\\u{4e00}-\\u{9fff}',
};

const BINARY: Readonly<Record<string, string>> = {
  alphabetic: 'Alphabetic',
  ideographic: 'Ideographic',
  letter: 'L',
  lowercase: 'Lowercase',
  uppercase: 'Uppercase',
  titlecase: 'Lt',
  punctuation: 'P',
  control: 'Cc',
  white_space: 'White_Space',
  whitespace: 'White_Space',
  digit: 'Nd',
  hex_digit: 'Hex_Digit',
};

/** @returns what stands between the brackets for `\p{name}`; undefined when Java or this table does not know the name */
export function propertyClass(name: string): string | undefined {
  const named = NAMED[name];
  if (named) return named;
  const [, key, value] = /^(\w+)=(\w+)$/.exec(name) ?? [];
  if (key && value) {
    if (/^(script|sc)$/i.test(key)) return tried(`Script=${value}`);
    if (/^(general_category|gc)$/i.test(key)) return tried(value);
    return undefined;
  }
  if (name.startsWith('Is')) {
    const rest = name.slice(2);
    const binary = BINARY[rest.toLowerCase()];
    return binary ? tried(binary) : (tried(rest) ?? tried(`Script=${rest}`));
  }
  return /^[A-Z][a-z]?$/.test(name) ? tried(name) : undefined;
}

function tried(property: string): string | undefined {
  try {
    new RegExp(`\\p{${property}}`, 'v');
    return `\\p{${property}}`;
  } catch {
    return undefined;
  }
}
