// String methods that ask: what it holds, where something stands, how it compares.
// Source: Apex Reference Guide, "String Class"; what it leaves open follows Apache Commons Lang, which it describes.
import type { NativeTable } from '../native.ts';
import { ApexList } from '../values/collections.ts';
import type { ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { folded, hashOf, isBlank, isDigit, isLetter, isLower, isUpper, isWhitespace } from './characters.ts';
import { given } from './given.ts';
import { levenshtein } from './levenshtein.ts';

type Text = string | null;

const every =
  (test: (character: string) => boolean, whenEmpty: boolean) =>
  (_vm: Vm, self: string): boolean =>
    self === '' ? whenEmpty : [...self].every(test);

const orSpace =
  (test: (character: string) => boolean) =>
  (character: string): boolean =>
    character === ' ' || test(character);

const isAlphanumeric = (character: string): boolean => isLetter(character) || isDigit(character);
const isPrintable = (character: string): boolean => character >= ' ' && character <= '~';

/** Place of the first difference; -1 when the texts are equal. */
export function indexOfDifference(left: string, right: string): number {
  if (left === right) return -1;
  let index = 0;
  while (index < left.length && left[index] === right[index]) index++;
  return index;
}

function indexOf(self: string, part: string, from: number): number {
  return self.indexOf(part, Math.max(from, 0));
}

/** Java: a search that starts before the text finds nothing. */
function lastIndexOf(self: string, part: string, from: number): number {
  return from < 0 ? -1 : self.lastIndexOf(part, from);
}

function countMatches(self: string, part: string): number {
  if (part === '') return 0;
  return self.split(part).length - 1;
}

const charText = (code: number): string => String.fromCodePoint(code);

/** Code point at a place. @throws ApexThrow System.StringException outside the text */
function codePoint(vm: Vm, self: string, index: number): number {
  if (index < 0 || index >= self.length) outOfBounds(vm, index);
  return self.codePointAt(index)!;
}

/** (wording unconfirmed) */
export function outOfBounds(vm: Vm, index: number): never {
  return vm.raise('System.StringException', `Index out of bounds: ${index}`);
}

function integers(vm: Vm, items: number[]): ApexList {
  return new ApexList(vm.types.list(vm.types.integer), items);
}

export const TESTS: NativeTable = {
  'Integer length()': (_vm, self: string) => self.length,
  'Integer hashCode()': (_vm, self: string) => hashOf(self),
  'String toString()': (_vm, self: string) => self,
  'Boolean equals(String other)': (_vm, self: string, other: Text) => self === other,
  'Boolean equals(Object other)': (_vm, self: string, other: ApexValue) => self === other,
  'Boolean equalsIgnoreCase(String other)': (_vm, self: string, other: Text) =>
    other !== null && folded(self) === folded(other),
  'Integer compareTo(String other)'(vm, self: string, other: Text) {
    const right = given(vm, other);
    const at = indexOfDifference(self, right);
    if (at < 0) return 0;
    return at < self.length && at < right.length
      ? self.charCodeAt(at) - right.charCodeAt(at)
      : self.length - right.length;
  },

  'Boolean contains(String part)': (vm, self: string, part: Text) => self.includes(given(vm, part)),
  'Boolean containsIgnoreCase(String part)': (vm, self: string, part: Text) =>
    folded(self).includes(folded(given(vm, part))),
  'Boolean containsAny(String characters)': (_vm, self: string, characters: Text) =>
    characters !== null && [...characters].some((one) => self.includes(one)),
  'Boolean containsNone(String characters)': (_vm, self: string, characters: Text) =>
    characters === null || ![...characters].some((one) => self.includes(one)),
  'Boolean containsOnly(String characters)': (_vm, self: string, characters: Text) =>
    characters !== null && [...self].every((one) => characters.includes(one)),
  'Boolean containsWhitespace()': (_vm, self: string) => [...self].some(isWhitespace),
  'Integer countMatches(String part)': (vm, self: string, part: Text) => countMatches(self, given(vm, part)),

  'Boolean startsWith(String prefix)': (vm, self: string, prefix: Text) => self.startsWith(given(vm, prefix)),
  'Boolean startsWithIgnoreCase(String prefix)': (vm, self: string, prefix: Text) =>
    folded(self).startsWith(folded(given(vm, prefix))),
  'Boolean endsWith(String suffix)': (vm, self: string, suffix: Text) => self.endsWith(given(vm, suffix)),
  'Boolean endsWithIgnoreCase(String suffix)': (vm, self: string, suffix: Text) =>
    folded(self).endsWith(folded(given(vm, suffix))),

  'Integer indexOf(String part)': (vm, self: string, part: Text) => self.indexOf(given(vm, part)),
  'Integer indexOf(String part, Integer from)': (vm, self: string, part: Text, from: number) =>
    indexOf(self, given(vm, part), given(vm, from, 2)),
  'Integer indexOfIgnoreCase(String part)': (vm, self: string, part: Text) =>
    folded(self).indexOf(folded(given(vm, part))),
  'Integer indexOfIgnoreCase(String part, Integer from)': (vm, self: string, part: Text, from: number) =>
    indexOf(folded(self), folded(given(vm, part)), given(vm, from, 2)),
  'Integer indexOfChar(Integer character)': (vm, self: string, code: number) => self.indexOf(charText(given(vm, code))),
  'Integer indexOfChar(Integer character, Integer from)': (vm, self: string, code: number, from: number) =>
    indexOf(self, charText(given(vm, code)), given(vm, from, 2)),
  'Integer indexOfAny(String characters)': (_vm, self: string, characters: Text) =>
    [...self].findIndex((one) => characters?.includes(one)),
  'Integer indexOfAnyBut(String characters)': (_vm, self: string, characters: Text) =>
    characters === null || characters === '' ? -1 : [...self].findIndex((one) => !characters.includes(one)),
  'Integer indexOfDifference(String other)': (_vm, self: string, other: Text) =>
    other === null ? 0 : indexOfDifference(self, other),
  'Integer lastIndexOf(String part)': (vm, self: string, part: Text) => self.lastIndexOf(given(vm, part)),
  'Integer lastIndexOf(String part, Integer from)': (vm, self: string, part: Text, from: number) =>
    lastIndexOf(self, given(vm, part), given(vm, from, 2)),
  'Integer lastIndexOfIgnoreCase(String part)': (vm, self: string, part: Text) =>
    folded(self).lastIndexOf(folded(given(vm, part))),
  'Integer lastIndexOfIgnoreCase(String part, Integer from)': (vm, self: string, part: Text, from: number) =>
    lastIndexOf(folded(self), folded(given(vm, part)), given(vm, from, 2)),
  'Integer lastIndexOfChar(Integer character)': (vm, self: string, code: number) =>
    self.lastIndexOf(charText(given(vm, code))),
  'Integer lastIndexOfChar(Integer character, Integer from)': (vm, self: string, code: number, from: number) =>
    lastIndexOf(self, charText(given(vm, code)), given(vm, from, 2)),

  'Integer charAt(Integer index)': codePoint,
  'Integer codePointAt(Integer index)': codePoint,
  'Integer codePointBefore(Integer index)'(vm, self: string, index: number) {
    if (index < 1 || index > self.length) outOfBounds(vm, index);
    const before = self.codePointAt(index - 2);
    return before !== undefined && before > 0xffff ? before : self.charCodeAt(index - 1);
  },
  'Integer codePointCount(Integer begin, Integer end)'(vm, self: string, begin: number, end: number) {
    if (begin < 0 || end > self.length || begin > end) outOfBounds(vm, begin < 0 ? begin : end);
    return [...self.slice(begin, end)].length;
  },
  'Integer offsetByCodePoints(Integer index, Integer offset)'(vm, self: string, index: number, offset: number) {
    if (index < 0 || index > self.length) outOfBounds(vm, index);
    const passed = offset >= 0 ? [...self.slice(index)].slice(0, offset) : [...self.slice(0, index)].slice(offset);
    if (passed.length < Math.abs(offset)) outOfBounds(vm, index + offset);
    return index + Math.sign(offset) * passed.join('').length;
  },
  'List<Integer> getChars()': (vm, self: string) =>
    integers(
      vm,
      Array.from({ length: self.length }, (_, index) => self.charCodeAt(index)),
    ),
  'Integer getLevenshteinDistance(String other)': (vm, self: string, other: Text) =>
    levenshtein(self, given(vm, other)),
  'Integer getLevenshteinDistance(String other, Integer threshold)'(vm, self: string, other: Text, threshold: number) {
    const distance = levenshtein(self, given(vm, other));
    return distance > given(vm, threshold, 2) ? -1 : distance;
  },

  'Boolean isAllLowerCase()': every(isLower, false),
  'Boolean isAllUpperCase()': every(isUpper, false),
  'Boolean isAlpha()': every(isLetter, false),
  'Boolean isAlphaSpace()': every(orSpace(isLetter), true),
  'Boolean isAlphanumeric()': every(isAlphanumeric, false),
  'Boolean isAlphanumericSpace()': every(orSpace(isAlphanumeric), true),
  'Boolean isAsciiPrintable()': every(isPrintable, true),
  'Boolean isNumeric()': every(isDigit, false),
  'Boolean isNumericSpace()': every(orSpace(isDigit), true),
  'Boolean isWhitespace()': every(isWhitespace, true),
};

export { isBlank };
