// String methods that make another text: cut, pad, replace, change case.
// Source: Apex Reference Guide, "String Class"; what it leaves open follows Apache Commons Lang, which it describes.
import type { NativeTable } from '../native.ts';
import { ApexList } from '../values/collections.ts';
import type { Vm } from '../vm.ts';
import { categoryOf, folded, isLower, isTitle, isUpper, isWhitespace, trimmed } from './characters.ts';
import { given } from './given.ts';
import { indexOfDifference } from './string-tests.ts';
import { javaPattern, replaceFound, splitText } from './java-regex.ts';

type Text = string | null;

/** @throws ApexThrow System.StringException the positions are not in the text or the wrong way round */
function substring(vm: Vm, self: string, start: number, end: number): string {
  if (start < 0 || start > self.length) vm.raise('System.StringException', `Starting position out of bounds: ${start}`);
  if (end < start || end > self.length) vm.raise('System.StringException', `Ending position out of bounds: ${end}`);
  return self.slice(start, end);
}

const repeated = (pad: string, length: number): string => pad.repeat(Math.ceil(length / pad.length)).slice(0, length);

/** An empty or absent pad is a space. */
function padded(self: string, size: number, pad: Text, side: 'left' | 'right' | 'both'): string {
  const missing = size - self.length;
  if (missing <= 0) return self;
  const fill = pad === null || pad === '' ? ' ' : pad;
  const before = side === 'left' ? missing : side === 'right' ? 0 : Math.floor(missing / 2);
  return repeated(fill, before) + self + repeated(fill, missing - before);
}

function abbreviated(vm: Vm, self: string, width: number, offset: number): string {
  const dots = '...';
  if (width < 4) vm.raise('System.StringException', 'Minimum abbreviation width is 4'); // (unconfirmed)
  if (self.length <= width) return self;
  let from = Math.min(offset, self.length);
  if (self.length - from < width - 3) from = self.length - (width - 3);
  if (from <= 4) return self.slice(0, width - 3) + dots;
  if (width < 7) vm.raise('System.StringException', 'Minimum abbreviation width with offset is 7'); // (unconfirmed)
  if (from + width - 3 < self.length) return dots + abbreviated(vm, self.slice(from), width - 3, 0);
  return dots + self.slice(self.length - (width - 3));
}

const withFirst = (self: string, change: (first: string) => string): string => {
  const [first = ''] = self;
  return change(first) + self.slice(first.length);
};

function swapCase(self: string): string {
  return [...self]
    .map((one) => (isUpper(one) || isTitle(one) ? one.toLowerCase() : isLower(one) ? one.toUpperCase() : one))
    .join('');
}

function overlay(self: string, part: Text, start: number, end: number): string {
  const [from, to] = [start, end].map((at) => Math.min(Math.max(at, 0), self.length)).sort((a, b) => a - b);
  return self.slice(0, from) + (part ?? '') + self.slice(to);
}

function rotate(self: string, shift: number): string {
  const by = self.length ? ((shift % self.length) + self.length) % self.length : 0;
  return self.slice(self.length - by) + self.slice(0, self.length - by);
}

/** Runs of characters of one category; in camel case an upper-case letter belongs to the lower-case ones after it. */
function byCategory(self: string, camelCase: boolean): string[] {
  const runs: { text: string; category: string }[] = [];
  for (const character of self) {
    const category = categoryOf(character);
    const last = runs.at(-1);
    if (last?.category === category) last.text += character;
    else if (camelCase && category === 'Ll' && last?.category === 'Lu') {
      const [head, tail] = [last.text.slice(0, -1), last.text.slice(-1)];
      if (head) last.text = head;
      else runs.pop();
      runs.push({ text: tail + character, category });
    } else runs.push({ text: character, category });
  }
  return runs.map(({ text }) => text);
}

const strings = (vm: Vm, items: string[]): ApexList => new ApexList(vm.types.list(vm.types.string), items);

function substringBetween(self: string, open: Text, close: Text): Text {
  if (open === null || close === null) return null;
  const start = self.indexOf(open);
  const end = start < 0 ? -1 : self.indexOf(close, start + open.length);
  return end < 0 ? null : self.slice(start + open.length, end);
}

/** Text of a locale such as `tr` or `en_US`, in the one case or the other. */
const inLocale = (locale: Text): string | undefined => locale?.replaceAll('_', '-') || undefined;

export const EDITS: NativeTable = {
  'String substring(Integer start)': (vm, self: string, start: number) =>
    substring(vm, self, given(vm, start), self.length),
  'String substring(Integer start, Integer end)': (vm, self: string, start: number, end: number) =>
    substring(vm, self, given(vm, start), given(vm, end, 2)),
  'String substringAfter(String separator)'(_vm, self: string, separator: Text) {
    const at = separator === null ? -1 : self.indexOf(separator);
    return at < 0 ? '' : self.slice(at + separator!.length);
  },
  'String substringAfterLast(String separator)'(_vm, self: string, separator: Text) {
    const at = separator ? self.lastIndexOf(separator) : -1;
    return at < 0 ? '' : self.slice(at + separator!.length);
  },
  'String substringBefore(String separator)'(_vm, self: string, separator: Text) {
    const at = separator === null ? -1 : self.indexOf(separator);
    return at < 0 ? self : self.slice(0, at);
  },
  'String substringBeforeLast(String separator)'(_vm, self: string, separator: Text) {
    const at = separator ? self.lastIndexOf(separator) : -1;
    return at < 0 ? self : self.slice(0, at);
  },
  'String substringBetween(String tag)': (_vm, self: string, tag: Text) => substringBetween(self, tag, tag),
  'String substringBetween(String open, String close)': (_vm, self: string, open: Text, close: Text) =>
    substringBetween(self, open, close),
  'String left(Integer length)': (vm, self: string, length: number) => self.slice(0, Math.max(given(vm, length), 0)),
  'String right(Integer length)': (vm, self: string, length: number) =>
    given(vm, length) <= 0 ? '' : self.slice(-length),
  'String mid(Integer start, Integer length)'(vm, self: string, start: number, length: number) {
    if (given(vm, length, 2) < 0 || given(vm, start) > self.length) return '';
    const from = Math.max(start, 0);
    return self.slice(from, from + length);
  },
  'String abbreviate(Integer width)': (vm, self: string, width: number) => abbreviated(vm, self, given(vm, width), 0),
  'String abbreviate(Integer width, Integer offset)': (vm, self: string, width: number, offset: number) =>
    abbreviated(vm, self, given(vm, width), given(vm, offset, 2)),

  'String trim()': (_vm, self: string) => trimmed(self),
  'String normalizeSpace()': (_vm, self: string) => trimmed(self.replace(/[\s\u00a0]+/g, ' ')),
  'String deleteWhitespace()': (_vm, self: string) => [...self].filter((one) => !isWhitespace(one)).join(''),
  'String stripHtmlTags()': (_vm, self: string) => self.replace(/<[^>]*>/g, ''),

  'String center(Integer size)': (vm, self: string, size: number) => padded(self, given(vm, size), ' ', 'both'),
  'String center(Integer size, String pad)': (vm, self: string, size: number, pad: Text) =>
    padded(self, given(vm, size), pad, 'both'),
  'String leftPad(Integer size)': (vm, self: string, size: number) => padded(self, given(vm, size), ' ', 'left'),
  'String leftPad(Integer size, String pad)': (vm, self: string, size: number, pad: Text) =>
    padded(self, given(vm, size), pad, 'left'),
  'String rightPad(Integer size)': (vm, self: string, size: number) => padded(self, given(vm, size), ' ', 'right'),
  'String rightPad(Integer size, String pad)': (vm, self: string, size: number, pad: Text) =>
    padded(self, given(vm, size), pad, 'right'),
  'String repeat(Integer times)': (vm, self: string, times: number) => self.repeat(Math.max(given(vm, times), 0)),
  'String repeat(String separator, Integer times)': (vm, self: string, separator: Text, times: number) =>
    new Array<string>(Math.max(given(vm, times, 2), 0)).fill(self).join(separator ?? ''),

  'String replace(String target, String replacement)': (vm, self: string, target: Text, replacement: Text) =>
    self.replaceAll(given(vm, target), () => given(vm, replacement, 2)),
  'String replaceAll(String regExp, String replacement)': (vm, self: string, regExp: Text, replacement: Text) =>
    replaceFound(vm, javaPattern(vm, given(vm, regExp)), self, given(vm, replacement, 2), Infinity),
  'String replaceFirst(String regExp, String replacement)': (vm, self: string, regExp: Text, replacement: Text) =>
    replaceFound(vm, javaPattern(vm, given(vm, regExp)), self, given(vm, replacement, 2), 1),
  'String remove(String part)': (vm, self: string, part: Text) =>
    given(vm, part) === '' ? self : self.replaceAll(part!, ''),
  'String removeStart(String part)': (_vm, self: string, part: Text) =>
    part !== null && self.startsWith(part) ? self.slice(part.length) : self,
  'String removeStartIgnoreCase(String part)': (_vm, self: string, part: Text) =>
    part !== null && folded(self).startsWith(folded(part)) ? self.slice(part.length) : self,
  'String removeEnd(String part)': (_vm, self: string, part: Text) =>
    part !== null && self.endsWith(part) ? self.slice(0, self.length - part.length) : self,
  'String removeEndIgnoreCase(String part)': (_vm, self: string, part: Text) =>
    part !== null && folded(self).endsWith(folded(part)) ? self.slice(0, self.length - part.length) : self,
  'String overlay(String part, Integer start, Integer end)': (
    vm,
    self: string,
    part: Text,
    start: number,
    end: number,
  ) => overlay(self, part, given(vm, start, 2), given(vm, end, 3)),
  'String difference(String other)'(_vm, self: string, other: Text) {
    if (other === null) return self;
    const at = indexOfDifference(self, other);
    return at < 0 ? '' : other.slice(at);
  },

  'String capitalize()': (_vm, self: string) => withFirst(self, (first) => first.toUpperCase()),
  'String uncapitalize()': (_vm, self: string) => withFirst(self, (first) => first.toLowerCase()),
  'String swapCase()': (_vm, self: string) => swapCase(self),
  'String toLowerCase()': (_vm, self: string) => self.toLowerCase(),
  'String toLowerCase(String locale)': (_vm, self: string, locale: Text) => self.toLocaleLowerCase(inLocale(locale)),
  'String toUpperCase()': (_vm, self: string) => self.toUpperCase(),
  'String toUpperCase(String locale)': (_vm, self: string, locale: Text) => self.toLocaleUpperCase(inLocale(locale)),
  'String reverse()': (_vm, self: string) => [...self].reverse().join(''),
  'String rotate(Integer shift)': (vm, self: string, shift: number) => rotate(self, given(vm, shift)),

  'List<String> split(String regExp)': (vm, self: string, regExp: Text) =>
    strings(vm, splitText(javaPattern(vm, given(vm, regExp)), self, 0)),
  'List<String> split(String regExp, Integer limit)': (vm, self: string, regExp: Text, limit: number) =>
    strings(vm, splitText(javaPattern(vm, given(vm, regExp)), self, given(vm, limit, 2))),
  'List<String> splitByCharacterType()': (vm, self: string) => strings(vm, byCategory(self, false)),
  'List<String> splitByCharacterTypeCamelCase()': (vm, self: string) => strings(vm, byCategory(self, true)),
};
