// Writing one record: locks, unique values, id, auto-numbers, system fields. Order of execution, step 7.
import type { Field, Value } from '../schema/schema.ts';
import { to15 } from '../store/ids.ts';
import { ERRORS } from './errors.ts';
import type { Saving } from './saving.ts';
import type { DmlServices, RuleContext } from './services.ts';
import { planOf } from './type-plan.ts';

/** Writes the record, or pushes onto its errors why it cannot be written. */
export function writeRecord(record: Saving, { services, tx }: RuleContext): void {
  const error = lockError(record, services) ?? duplicateError(record, services);
  if (error) return void record.errors.push(error);
  const { type, values } = record;
  stampSystemFields(record, tx.user.userId, tx.now);
  if (record.prior) {
    services.store.update(type.name, values);
  } else {
    giveNumbers(record, services, tx.now);
    record.id = services.store.nextId(type.name);
    values['Id'] = record.id;
    nameAfterId(record);
    services.store.insert(type.name, values);
  }
  services.changed(type.name);
}

/** A record, its master, and a lookup's old and new parent are locked while it is written. */
export function lockError({ type, id, values, prior }: Saving, services: DmlServices) {
  if (id && services.locks.isHeld(type.name, id)) return ERRORS.locked(id);
  for (const field of planOf(type).references) {
    const now = values[field.name] ?? null;
    const before = prior?.[field.name] ?? null;
    if (!field.masterDetail && now === before) continue;
    for (const parentId of new Set([now, before])) {
      if (typeof parentId !== 'string') continue;
      const parent = services.schema.typeOfId(parentId);
      if (parent && services.locks.isHeld(parent.name, parentId)) return ERRORS.locked(parentId);
    }
  }
  return undefined;
}

function duplicateError({ type, id, values, prior }: Saving, services: DmlServices) {
  for (const field of planOf(type).unique) {
    const value = values[field.name] ?? null;
    if (value === null || typeof value === 'boolean' || value === prior?.[field.name]) continue;
    const other = services.store
      .find(type.name, field.name, value)
      .find((row) => row['Id'] !== id && row['IsDeleted'] !== true);
    if (other) return ERRORS.duplicateValue(field, String(other['Id']));
  }
  return undefined;
}

function stampSystemFields({ type, values, prior }: Saving, userId: string, now: string): void {
  const stamp = (name: string, value: Value) => {
    if (type.fields.has(name)) values[name] = value;
  };
  if (!prior) {
    stamp('CreatedDate', now);
    stamp('CreatedById', userId);
  }
  stamp('LastModifiedDate', now);
  stamp('LastModifiedById', userId);
  stamp('SystemModstamp', now);
}

/** Numbers are given at the write, so a record that was refused costs none; a rollback later does not give them back. */
function giveNumbers({ type, values }: Saving, services: DmlServices, now: string): void {
  for (const { field, format } of planOf(type).autoNumbers)
    values[field.name] = formatAutoNumber(format, services.store.nextNumber(type.name, field.name), now);
}

/** Source: Salesforce Help, "Custom Field Types", display formats of Auto Number. */
export function formatAutoNumber(format: string, number: number, now: string): string {
  const [year, month, day] = now.slice(0, 10).split('-') as [string, string, string];
  const parts: Record<string, string> = { YYYY: year, YY: year.slice(2), MM: month, DD: day };
  return format.replace(
    /\{(0+|YYYY|YY|MM|DD)\}/g,
    (_, part: string) => parts[part] ?? String(number).padStart(part.length, '0'),
  );
}

/** A custom object's text name that nobody gave is its id. */
function nameAfterId({ type, values, id }: Saving): void {
  const name: Field | undefined = type.nameField;
  if (type.kind === 'custom' && name && name.type === 'string' && values[name.name] === null)
    values[name.name] = to15(id!);
}
