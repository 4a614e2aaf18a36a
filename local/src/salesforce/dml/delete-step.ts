// Deleting and bringing back. Children follow by their lookup's delete rule, without automation of their own.
// Source: Apex Developer Guide, "Operations That Don't Invoke Triggers"; reference/platform-behaviour.md §1.
import type { Row, SObjectType } from '../schema/schema.ts';
import { ERRORS } from './errors.ts';
import { recordLockError } from './record-locks.ts';
import type { DetailChange } from './roll-ups.ts';
import { runAutomation } from './save-step.ts';
import { alive, Saving, type Intent } from './saving.ts';
import type { DmlServices, RuleContext } from './services.ts';
import { planOf } from './type-plan.ts';
import { lockError } from './write.ts';

export function deleteStep(intents: readonly Intent[], context: RuleContext): Saving[] {
  const { services, tx } = context;
  const records = intents.map((intent) => beginDelete(intent, context));
  const plan = planOf(intents[0]!.type);
  const gone: Removed[] = [];
  runAutomation('beforeSaveFlows', records, 'delete', context);
  runAutomation('beforeTriggers', records, 'delete', context);
  for (const record of alive(records)) {
    plan.rules.checkDelete?.(record, context);
    const error = record.failed
      ? undefined
      : (lockError(record, services) ?? restrictError(record.type, record.id!, services));
    if (error) record.errors.push(error);
    if (record.failed) continue;
    record.isPastChecks = true;
    removeWithChildren(record.type, record.prior!, services, tx.now, (type, row) =>
      gone.push({ type, before: row, after: null, because: record }),
    );
  }
  runAutomation('afterTriggers', records, 'delete', context);
  if (alive(records).length) plan.rules.rollUp?.(alive(records), context);
  refreshRollUps(gone, context);
  return records;
}

/** A record that went or came back with others. */
interface Removed extends DetailChange {
  readonly type: SObjectType;
}

function refreshRollUps(changes: readonly Removed[], context: RuleContext): void {
  const live = changes.filter(({ because }) => because.errors.length === 0);
  for (const [type, details] of Map.groupBy(live, (change) => change.type))
    context.services.rollUps.refresh(type, details, context);
}

export function undeleteStep(intents: readonly Intent[], context: RuleContext): Saving[] {
  const { services, tx } = context;
  const records = intents.map((intent) => {
    const row = services.store.get(intent.type.name, intent.id!) ?? null;
    const record = new Saving(intent, row, { ...row });
    if (!row) record.errors.push(ERRORS.unknownReference(['Id']));
    else if (row['IsDeleted'] !== true) record.errors.push(ERRORS.notInRecycleBin());
    return record;
  });
  const back: Removed[] = [];
  for (const record of alive(records)) {
    record.isPastChecks = true;
    restoreWithChildren(record.type, record.prior!, services, tx.now, (type, row) =>
      back.push({ type, before: null, after: row, because: record }),
    );
    record.values = { ...services.store.get(record.type.name, record.id!)! };
  }
  runAutomation('afterTriggers', records, 'undelete', context);
  if (alive(records).length) planOf(intents[0]!.type).rules.rollUp?.(alive(records), context);
  refreshRollUps(back, context);
  return records;
}

function beginDelete(intent: Intent, { services, tx, access }: RuleContext): Saving {
  const row = services.store.get(intent.type.name, intent.id!) ?? null;
  const record = new Saving(intent, row, { ...row });
  if (!row) record.errors.push(ERRORS.unknownReference(['Id']));
  else if (row['IsDeleted'] === true) record.errors.push(ERRORS.isDeleted());
  else if (access !== 'system' && !tx.user.canDelete(intent.type, row)) record.errors.push(ERRORS.noAccess());
  const locked = row && recordLockError(services.store, tx.user, intent.type, row);
  if (locked && !record.failed) record.errors.push(locked);
  return record;
}

interface Child {
  readonly type: SObjectType;
  readonly field: string;
  readonly rule: 'cascade' | 'restrict' | 'setNull';
  readonly row: Row;
}

function childrenOf(type: SObjectType, id: string, services: DmlServices): Child[] {
  return services.schema.childRelationships(type).flatMap(({ childType, field }) => {
    const child = services.schema.type(childType);
    if (!child || child.kind === 'platformEvent') return [];
    const rule = field.onParentDelete ?? (field.masterDetail ? 'cascade' : 'setNull');
    return services.store
      .find(child.name, field.name, id)
      .map((row) => ({ type: child, field: field.name, rule, row }));
  });
}

/** A child that forbids it, anywhere below the records that would go with this one. */
function restrictError(
  type: SObjectType,
  id: string,
  services: DmlServices,
): ReturnType<typeof ERRORS.deleteFailed> | undefined {
  const children = childrenOf(type, id, services).filter(({ row }) => row['IsDeleted'] !== true);
  const forbidding = children.filter(({ rule }) => rule === 'restrict');
  const [first] = forbidding;
  if (first) {
    const names = forbidding.map(({ type: child, row }) => String(row[child.nameField?.name ?? 'Id'] ?? row['Id']));
    return ERRORS.deleteFailed(
      `Your attempt to delete ${nameOf(type, id, services)} could not be completed because it is associated with the following ${first.type.labelPlural.toLowerCase()}.: ${names.join(', ')}\n`,
    );
  }
  for (const child of children.filter(({ rule }) => rule === 'cascade')) {
    const error = restrictError(child.type, String(child.row['Id']), services);
    if (error) return error;
  }
  return undefined;
}

function nameOf(type: SObjectType, id: string, services: DmlServices): string {
  const row = services.store.get(type.name, id);
  return String((type.nameField && row?.[type.nameField.name]) ?? id);
}

type Note = (type: SObjectType, row: Row) => void;

function removeWithChildren(type: SObjectType, row: Row, services: DmlServices, now: string, note: Note): void {
  const id = String(row['Id']);
  for (const child of childrenOf(type, id, services)) {
    const current = services.store.get(child.type.name, String(child.row['Id']));
    if (!current || current['IsDeleted'] === true) continue;
    if (child.rule === 'cascade') removeWithChildren(child.type, current, services, now, note);
    else services.store.update(child.type.name, { ...current, [child.field]: null });
    services.changed(child.type.name);
  }
  if (planOf(type).hasRecycleBin) services.store.update(type.name, withStamp(type, { ...row, IsDeleted: true }, now));
  else services.store.remove(type.name, id);
  services.changed(type.name);
  note(type, row);
}

/** Children that went with the record carry its stamp; those deleted on their own before stay deleted. */
function restoreWithChildren(type: SObjectType, row: Row, services: DmlServices, now: string, note: Note): void {
  for (const child of childrenOf(type, String(row['Id']), services)) {
    const wentAlong =
      child.rule === 'cascade' &&
      child.row['IsDeleted'] === true &&
      child.row['SystemModstamp'] === row['SystemModstamp'];
    if (wentAlong) restoreWithChildren(child.type, child.row, services, now, note);
  }
  services.store.update(type.name, withStamp(type, { ...row, IsDeleted: false }, now));
  services.changed(type.name);
  note(type, row);
}

function withStamp(type: SObjectType, row: Record<string, Row[string]>, now: string): Row {
  if (type.fields.has('SystemModstamp')) row['SystemModstamp'] = now;
  return row;
}
