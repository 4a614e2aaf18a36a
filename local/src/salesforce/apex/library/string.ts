// String. Source: Apex Reference Guide, "String Class".
import { datetimeText, display } from '../display.ts';
import { dateText } from '../values/scalar-text.ts';
import { nativeClass, type NativeClass, type NativeTable } from '../native.ts';
import { elementsOf } from './iterators.ts';
import type { ApexList } from '../values/collections.ts';
import type { ApexDate, ApexDatetime, ApexValue } from '../values/values.ts';
import { isBlank } from './characters.ts';
import { given } from './given.ts';
import { EDITS } from './string-edit.ts';
import { ESCAPES } from './string-escape.ts';
import { formatMessage } from './string-format.ts';
import { TESTS } from './string-tests.ts';

type Text = string | null;

function commonPrefix(texts: readonly Text[]): string {
  const [first = '', ...rest] = texts.map((one) => one ?? '');
  let length = first.length;
  for (const text of rest) while (!text.startsWith(first.slice(0, length))) length--;
  return first.slice(0, length);
}

const valueOf = (vm: Parameters<typeof display>[1], value: ApexValue): Text =>
  value === null ? null : display(value, vm);

const STATICS: NativeTable = {
  'String valueOf(Date value)': (_vm, value: ApexDate | null) => value && dateText(value),
  'String valueOf(Datetime value)': (vm, value: ApexDatetime | null) => value && datetimeText(value, vm.user.timeZone),
  'String valueOf(Decimal value)': valueOf,
  'String valueOf(Double value)': valueOf,
  'String valueOf(Integer value)': valueOf,
  'String valueOf(Long value)': valueOf,
  'String valueOf(Object value)': valueOf,
  'String valueOfGmt(Datetime value)': (_vm, value: ApexDatetime | null) => value && datetimeText(value, 'UTC'),
  'Boolean isBlank(String text)': (_vm, text: Text) => isBlank(text),
  'Boolean isNotBlank(String text)': (_vm, text: Text) => !isBlank(text),
  'Boolean isEmpty(String text)': (_vm, text: Text) => text === null || text === '',
  'Boolean isNotEmpty(String text)': (_vm, text: Text) => text !== null && text !== '',
  'String join(Object items, String separator)': (vm, items: ApexValue, separator: Text) =>
    [...elementsOf(given(vm, items), vm)]
      .map((one) => (one === null ? '' : display(one, vm)))
      .join(given(vm, separator, 2)),
  'String format(String pattern, List<Object> values)': (vm, pattern: Text, values: ApexList | null) =>
    formatMessage(
      vm,
      given(vm, pattern),
      (values?.items ?? []).map((one) => display(one, vm)),
    ),
  'String escapeSingleQuotes(String text)': (vm, text: Text) => given(vm, text).replace(/(['\\])/g, '\\$1'),
  'String fromCharArray(List<Integer> characters)': (vm, characters: ApexList | null) =>
    given(vm, characters)
      .items.map((one) => String.fromCodePoint(one as number))
      .join(''),
  'String getCommonPrefix(List<String> texts)': (vm, texts: ApexList | null) =>
    commonPrefix(given(vm, texts).items as Text[]),
};

export const STRING: NativeClass = nativeClass({
  name: 'String',
  statics: STATICS,
  methods: { ...TESTS, ...EDITS, ...ESCAPES },
});
