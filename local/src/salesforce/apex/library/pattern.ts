// Pattern and Matcher. Source: Apex Reference Guide, "Pattern Class" and "Matcher Class".
import { nativeClass, type NativeClass } from '../native.ts';
import { ApexList } from '../values/collections.ts';
import type { Vm } from '../vm.ts';
import { given, refuse } from './given.ts';
import { groupOf, javaPattern, replaceFound, spanOf, splitText, type JavaPattern } from './java-regex.ts';

/** One walk over a text. A region is looked at as if it were the whole text. */
export class ApexMatcher {
  pattern: JavaPattern;
  text: string;
  match: RegExpExecArray | null = null;
  /** Where the next `find` begins, counted in the region; -1: the end was passed. */
  next = 0;
  from = 0;
  to: number;

  constructor(pattern: JavaPattern, text: string) {
    this.pattern = pattern;
    this.text = text;
    this.to = text.length;
  }

  get region(): string {
    return this.from === 0 && this.to === this.text.length ? this.text : this.text.slice(this.from, this.to);
  }

  reset(): void {
    this.match = null;
    this.next = 0;
    this.from = 0;
    this.to = this.text.length;
  }

  /** Keeps what a search found and says whether it did. */
  found(match: RegExpExecArray | null): boolean {
    this.match = match;
    if (!match) this.next = -1;
    else {
      const [start, end] = match.indices![0]!;
      this.next = end === start ? end + 1 : end;
    }
    return match !== null;
  }

  find(): boolean {
    const { region } = this;
    if (this.next < 0 || this.next > region.length) return this.found(null);
    return this.found(this.pattern.find(region, this.next));
  }
}

/** @throws ApexThrow System.StringException nothing has been found */
function found(vm: Vm, { match }: ApexMatcher): RegExpExecArray {
  return match ?? vm.raise('System.StringException', 'No match found');
}

function checkedGroup(vm: Vm, { pattern }: ApexMatcher, group: number | null): number {
  const number = given(vm, group);
  if (number < 0 || number > pattern.groupCount) vm.raise('System.StringException', `No group ${number}`);
  return number;
}

/** Start (0) or end (1) of a group in the text. */
function edge(vm: Vm, self: ApexMatcher, group: number, side: 0 | 1): number {
  const at = spanOf(found(vm, self), group)[side];
  return at < 0 ? -1 : at + self.from;
}

function bounds(vm: Vm, { text }: ApexMatcher, index: number | null): number {
  const at = given(vm, index);
  if (at < 0 || at > text.length) vm.raise('System.StringException', 'Illegal start index'); // (wording unconfirmed)
  return at;
}

const quoted = (text: string): string => `\\Q${text.replaceAll('\\E', '\\E\\\\E\\Q')}\\E`;

export const MATCHER: NativeClass = nativeClass({
  name: 'Matcher',
  js: ApexMatcher,
  statics: {
    'String quoteReplacement(String text)': (vm, text: string | null) => given(vm, text).replace(/[\\$]/g, '\\$&'),
  },
  methods: {
    'Boolean find()': (_vm, self: ApexMatcher) => self.find(),
    'Boolean find(Integer start)'(vm, self: ApexMatcher, start: number) {
      const at = bounds(vm, self, start);
      self.reset();
      self.next = at;
      return self.find();
    },
    'Boolean matches()': (_vm, self: ApexMatcher) => self.found(self.pattern.matchWhole(self.region)),
    'Boolean lookingAt()': (_vm, self: ApexMatcher) => self.found(self.pattern.matchStart(self.region)),
    'String group()': (vm, self: ApexMatcher) => found(vm, self)[0],
    'String group(Integer group)': (vm, self: ApexMatcher, group: number) =>
      groupOf(found(vm, self), checkedGroup(vm, self, group)),
    'Integer groupCount()': (_vm, self: ApexMatcher) => self.pattern.groupCount,
    'Integer start()': (vm, self: ApexMatcher) => edge(vm, self, 0, 0),
    'Integer start(Integer group)': (vm, self: ApexMatcher, group: number) =>
      edge(vm, self, checkedGroup(vm, self, group), 0),
    'Integer end()': (vm, self: ApexMatcher) => edge(vm, self, 0, 1),
    'Integer end(Integer group)': (vm, self: ApexMatcher, group: number) =>
      edge(vm, self, checkedGroup(vm, self, group), 1),
    'String replaceAll(String replacement)': (vm, self: ApexMatcher, replacement: string | null) =>
      replaceFound(vm, self.pattern, self.text, given(vm, replacement), Infinity),
    'String replaceFirst(String replacement)': (vm, self: ApexMatcher, replacement: string | null) =>
      replaceFound(vm, self.pattern, self.text, given(vm, replacement), 1),
    'Matcher reset()'(_vm, self: ApexMatcher) {
      self.reset();
      return self;
    },
    'Matcher reset(String text)'(vm, self: ApexMatcher, text: string | null) {
      self.text = given(vm, text);
      self.reset();
      return self;
    },
    'Matcher region(Integer start, Integer end)'(vm, self: ApexMatcher, start: number, end: number) {
      const [from, to] = [bounds(vm, self, start), bounds(vm, self, end)];
      if (from > to) vm.raise('System.StringException', 'Illegal start index');
      self.reset();
      [self.from, self.to] = [from, to];
      return self;
    },
    'Integer regionStart()': (_vm, self: ApexMatcher) => self.from,
    'Integer regionEnd()': (_vm, self: ApexMatcher) => self.to,
    'Pattern pattern()': (_vm, self: ApexMatcher) => new ApexPattern(self.pattern),
    'Matcher usePattern(Pattern pattern)'(vm, self: ApexMatcher, pattern: ApexPattern | null) {
      self.pattern = given(vm, pattern).pattern;
      self.match = null;
      return self;
    },
    'Boolean hasAnchoringBounds()': () => true,
    'Boolean hasTransparentBounds()': () => false,
    'Matcher useAnchoringBounds(Boolean anchors)': (vm, self: ApexMatcher, anchors: boolean | null) =>
      given(vm, anchors) ? self : refuse(vm, 'Matcher.useAnchoringBounds(false)'),
    'Matcher useTransparentBounds(Boolean transparent)': (vm, self: ApexMatcher, transparent: boolean | null) =>
      given(vm, transparent) ? refuse(vm, 'Matcher.useTransparentBounds(true)') : self,
    'Boolean hitEnd()': (vm) => refuse(vm, 'Matcher.hitEnd'),
    'Boolean requireEnd()': (vm) => refuse(vm, 'Matcher.requireEnd'),
    'String toString()': (_vm, self: ApexMatcher) =>
      `java.util.regex.Matcher[pattern=${self.pattern.text} region=${self.from},${self.to} lastmatch=${self.match?.[0] ?? ''}]`,
  },
});

export class ApexPattern {
  readonly pattern: JavaPattern;
  constructor(pattern: JavaPattern) {
    this.pattern = pattern;
  }
}

export const PATTERN: NativeClass = nativeClass({
  name: 'Pattern',
  js: ApexPattern,
  statics: {
    'Pattern compile(String regExp)': (vm, regExp: string | null) =>
      new ApexPattern(javaPattern(vm, given(vm, regExp))),
    'Boolean matches(String regExp, String text)': (vm, regExp: string | null, text: string | null) =>
      javaPattern(vm, given(vm, regExp)).matchWhole(given(vm, text, 2)) !== null,
    'String quote(String text)': (vm, text: string | null) => quoted(given(vm, text)),
  },
  methods: {
    'Matcher matcher(String text)': (vm, self: ApexPattern, text: string | null) =>
      new ApexMatcher(self.pattern, given(vm, text)),
    'String pattern()': (_vm, self: ApexPattern) => self.pattern.text,
    'List<String> split(String text)': (vm, self: ApexPattern, text: string | null) =>
      new ApexList(vm.types.list(vm.types.string), splitText(self.pattern, given(vm, text), 0)),
    'List<String> split(String text, Integer limit)': (vm, self: ApexPattern, text: string, limit: number) =>
      new ApexList(vm.types.list(vm.types.string), splitText(self.pattern, given(vm, text), given(vm, limit, 2))),
    'String toString()': (_vm, self: ApexPattern) => self.pattern.text,
  },
});
