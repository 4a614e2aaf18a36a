// Test.loadData: records from a CSV file kept as a static resource. Source: Apex Reference Guide, "Test Class", loadData; Apex
// Developer Guide, "Loading Test Data": the Id column gives records names by which later rows refer to them.
import { testOf } from '../async/test-context.ts';
import { performDml } from '../sobject/dml.ts';
import { fieldToApex } from '../sobject/field-values.ts';
import { SObjectValue } from '../sobject/sobject-value.ts';
import type { SObjectTypeToken } from '../sobject/tokens.ts';
import { ApexList } from '../values/collections.ts';
import type { Field, Value } from '../../schema/schema.ts';
import type { Vm } from '../vm.ts';
import { given } from './given.ts';
import { staticResource } from './static-resources.ts';

/** Ids that records were given, by what the files call them. */
const idsByName = () => new Map<string, string>();

export function loadData(vm: Vm, token: SObjectTypeToken | null, resource: string | null): ApexList {
  testOf(vm, 'loadData');
  const type = given(vm, token).of;
  const name = given(vm, resource, 2);
  const bytes = staticResource(vm, name);
  if (!bytes) return vm.raise('System.StringException', `Static Resource not found: ${name}`); // (unconfirmed)
  const [header = [], ...rows] = readCsv(
    Buffer.from(bytes)
      .toString('utf8')
      .replace(/^\uFEFF/, ''),
  );
  const known = vm.keep(idsByName, idsByName);
  const apexType = vm.types.sobject(type.name)!;
  const names: (string | undefined)[] = [];
  const records = rows.map((row) => {
    const record = new SObjectValue(apexType);
    for (const [index, column] of header.entries()) {
      const text = row[index] ?? '';
      if (column.toLowerCase() === 'id') names[rows.indexOf(row)] = text;
      else if (text !== '') setField(vm, record, column, text, known);
    }
    return record;
  });
  performDml(vm, 'insert', records, { allOrNone: true, access: 'system' });
  for (const [index, record] of records.entries()) if (names[index]) known.set(names[index], record.id!);
  return new ApexList(vm.types.list(vm.types.sobjectBase), records);
}

function setField(
  vm: Vm,
  record: SObjectValue,
  column: string,
  text: string,
  known: ReadonlyMap<string, string>,
): void {
  const field = vm.program.schema.field(record.sobject, column);
  if (!field) vm.raise('System.StringException', `Invalid field: ${column} for ${record.type.name}`); // (unconfirmed)
  const value = field.type === 'reference' ? (known.get(text) ?? text) : valueOf(field, text);
  record.fields.set(field.name, fieldToApex(field, value));
}

function valueOf({ type }: Field, text: string): Value {
  if (type === 'boolean') return /^(?:true|1)$/i.test(text);
  if (['int', 'long', 'double', 'currency', 'percent'].includes(type)) return Number(text);
  return text;
}

/** Rows of a CSV file; quotes double inside quotes. Empty lines are left out. */
export function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  const endRow = () => {
    row.push(cell);
    cell = '';
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
  };
  for (let index = 0; index < text.length; index++) {
    const character = text[index]!;
    if (quoted) {
      if (character !== '"') cell += character;
      else if (text[index + 1] === '"') {
        cell += '"';
        index += 1;
      } else quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === ',') {
      row.push(cell);
      cell = '';
    } else if (character === '\n') endRow();
    else if (character !== '\r') cell += character;
  }
  if (cell !== '' || row.length) endRow();
  return rows;
}
