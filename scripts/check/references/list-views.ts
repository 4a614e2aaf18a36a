// List views name columns, values, and whom they are for.
import { child, childrenOf, type XmlElement } from '../../../local/src/salesforce/metadata/xml.ts';
import type { Field, SObjectType } from '../../../local/src/salesforce/schema/schema.ts';
import { objectOf, type MetadataFile } from '../source-tree.ts';
import type { ReferenceBook } from './reference-book.ts';
import { COLUMN_FIELDS, CUSTOM_COLUMNS } from './standard-names.ts';

export function checkListView(file: MetadataFile, book: ReferenceBook): void {
  const type = book.object(file.xml, objectOf(file));
  if (!type) return;
  for (const column of childrenOf(file.xml, 'columns')) listField(column, type, book);
  for (const filter of childrenOf(file.xml, 'filters')) checkFilter(filter, type, book);
  const queue = child(file.xml, 'queue');
  if (queue) book.component(queue, 'Queue', queue.text);
  for (const shared of childrenOf(file.xml, 'sharedTo')) checkShared(shared, book);
}

/** Source: Metadata API guide, "SharedTo". */
const SHARED: Readonly<Record<string, string>> = {
  group: 'Group',
  role: 'Role',
  roleAndSubordinates: 'Role',
  roleAndSubordinatesInternal: 'Role',
};

function checkShared(shared: XmlElement, book: ReferenceBook): void {
  for (const [element, type] of Object.entries(SHARED))
    for (const at of childrenOf(shared, element)) book.component(at, type, at.text);
}

/** List views know standard fields only by names of their own. */
function listField(at: XmlElement, type: SObjectType, book: ReferenceBook): Field | undefined {
  const isCustom = type.name.endsWith('__c');
  const columns = isCustom ? CUSTOM_COLUMNS : COLUMN_FIELDS[type.name];
  if (!columns || at.text.endsWith('__c')) return book.field(at, type, at.text);
  const name = columns[at.text];
  if (name) return book.field(at, type, name);
  if (isCustom && at.text === 'Name') book.report(at, `list views of ${type.name} write NAME, not Name`);
  else book.report(at, `list views of ${type.name} have no column ${at.text} that we know of`);
  return undefined;
}

const COMPARED = 'equals notEqual lessThan greaterThan lessOrEqual greaterOrEqual'.split(' ');

/** Operators by type of field; other types know all but those of multi-select picklists. Source: Help, "Filter Operators". */
const OPERATORS: Readonly<Record<string, readonly string[]>> = {
  boolean: ['equals', 'notEqual'],
  currency: COMPARED,
  date: COMPARED,
  datetime: COMPARED,
  double: COMPARED,
  int: COMPARED,
  percent: COMPARED,
};
const OF_MULTI_SELECT = ['includes', 'excludes'];

function checkFilter(filter: XmlElement, type: SObjectType, book: ReferenceBook): void {
  const field = listField(child(filter, 'field') ?? filter, type, book);
  const operation = child(filter, 'operation');
  const value = child(filter, 'value');
  if (!field) return;
  if (operation && !fits(operation.text, field))
    return book.report(operation, `${operation.text} does not fit ${field.name}, which is a ${field.type}`);
  for (const each of value?.text.split(',') ?? []) checkValue(value!, each.trim(), type, field, book);
}

function fits(operation: string, field: Field): boolean {
  if (OF_MULTI_SELECT.includes(operation)) return field.type === 'multipicklist';
  return OPERATORS[field.type]?.includes(operation) ?? true;
}

/** `TODAY`, `LAST_N_DAYS:7`, `31/12/2026`. Source: Help, "Relative Date Values". */
const DATE = new RegExp(
  [
    'YESTERDAY|TODAY|TOMORROW',
    '(LAST|THIS|NEXT)_(FISCAL_)?(WEEK|MONTH|QUARTER|YEAR)',
    '(LAST|NEXT)_\\d+_(DAYS|WEEKS|MONTHS|QUARTERS|YEARS)',
    '(LAST_|NEXT_)?N_(FISCAL_)?(DAYS|WEEKS|MONTHS|QUARTERS|YEARS)(_AGO)?:\\d+',
    '\\d{1,4}[/.-]\\d{1,2}[/.-]\\d{1,4}.*',
  ]
    .map((each) => `^(${each})$`)
    .join('|'),
);

function checkValue(at: XmlElement, value: string, type: SObjectType, field: Field, book: ReferenceBook): void {
  if (value === '') return;
  if (field.type === 'boolean' && !['0', '1'].includes(value))
    book.report(at, `a checkbox is asked for 1 or 0, not ‘${value}’`);
  const isDate = field.type === 'date' || field.type === 'datetime';
  if (isDate && !DATE.test(value.toUpperCase().replaceAll(' ', '_'))) book.report(at, `‘${value}’ is no date`);
  book.value(at, type, field, value);
}

/** Also for related lists. */
export function columnField(at: XmlElement, type: SObjectType, book: ReferenceBook): Field | undefined {
  return book.field(at, type, COLUMN_FIELDS[type.name]?.[at.text] ?? at.text);
}
