// The first three characters of a record's id say its type. Standard ones are facts; the rest are given out by name, so that
// one project always gets the same.
import type { ObjectKind, Schema } from './schema.ts';
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

/** Gives a prefix to every draft that lacks one. @param before types that had one: ids of their records must go on telling the type */
export function assignKeyPrefixes(drafts: readonly TypeDraft[], before?: Schema): void {
  const taken = new Set(before ? [...before.types.values()].map(({ keyPrefix }) => keyPrefix) : []);
  const next = new Map<string, number>();
  const nameless = drafts.filter((draft) => !draft.keyPrefix).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const draft of nameless) {
    const old = before?.type(draft.name);
    draft.keyPrefix = old?.kind === draft.kind ? old.keyPrefix : freePrefix(FIRST_LETTER[draft.kind], next, taken);
  }
}

function freePrefix(letter: string, next: Map<string, number>, taken: ReadonlySet<string>): string {
  for (;;) {
    const serial = next.get(letter) ?? 0;
    next.set(letter, serial + 1);
    const prefix = `${letter}${DIGITS[Math.floor(serial / 62)]}${DIGITS[serial % 62]}`;
    if (!taken.has(prefix)) return prefix;
  }
}
