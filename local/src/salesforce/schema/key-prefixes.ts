// The first three characters of a record's id say its type. Standard ones are facts; the rest are given out by name, so that
// one project always gets the same.
import type { ObjectKind } from './schema.ts';
import type { TypeDraft } from './type-draft.ts';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** First letter of the prefixes of types that have no known one. `z`: our own choice, no platform prefix known to begin so. */
const FIRST_LETTER: Record<ObjectKind, string> = {
  custom: 'a',
  customSetting: 'a',
  platformEvent: 'e',
  customMetadata: 'm',
  standard: 'z',
};

/** Gives a prefix to every draft that lacks one. */
export function assignKeyPrefixes(drafts: readonly TypeDraft[]): void {
  const next = new Map<string, number>();
  const nameless = drafts.filter((draft) => !draft.keyPrefix).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const draft of nameless) {
    const letter = FIRST_LETTER[draft.kind];
    const serial = next.get(letter) ?? 0;
    next.set(letter, serial + 1);
    draft.keyPrefix = `${letter}${DIGITS[Math.floor(serial / 62)]}${DIGITS[serial % 62]}`;
  }
}
