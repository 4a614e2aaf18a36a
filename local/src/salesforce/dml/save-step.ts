// One save step: up to 200 records of one type inserted or updated, in Salesforce's order of execution.
// Source: Apex Developer Guide, "Triggers and Order of Execution". Duplicate, auto-response, workflow, escalation and
// entitlement rules have no place here yet; projects that bring them are refused when they are loaded.
import type { Row, SObjectType } from '../schema/schema.ts';
import { ERRORS, LimitExceeded } from './errors.ts';
import { applyFormulaDefaults, checkChanged, overlay } from './overlay.ts';
import { defaultOwner } from './owner.ts';
import { recordLockError } from './record-locks.ts';
import { SalesforceError, type Automation, type SaveChunk } from './save.ts';
import { alive, Saving, type Intent } from './saving.ts';
import type { Changes, RuleContext } from './services.ts';
import { systemChecks } from './system-checks.ts';
import { planOf } from './type-plan.ts';
import { writeRecord } from './write.ts';

export type Step = keyof Automation;

/** Saves the intents, all of one type and operation. Each answers in its own `errors`; nothing is rolled back here. */
export function saveStep(intents: readonly Intent[], context: RuleContext): Saving[] {
  const { tx } = context;
  const records = intents.map((intent) => begin(intent, context));
  const entered = alive(records).flatMap((record) => (record.id && !tx.saving.has(record.id) ? [record.id] : []));
  for (const id of entered) tx.saving.add(id);
  try {
    saveAlive(records, intents, context, entered);
  } finally {
    for (const id of entered) tx.saving.delete(id);
  }
  return records;
}

function saveAlive(
  records: readonly Saving[],
  intents: readonly Intent[],
  context: RuleContext,
  entered: string[],
): void {
  const { type, operation } = intents[0]!;
  const { services, tx } = context;
  const plan = planOf(type);
  for (const record of alive(records)) plan.rules.derive?.(record, sinceRequest(record), context);

  if (services.automations.length) {
    const before = new Map<Saving, Row>(alive(records).map((record) => [record, { ...record.values }]));
    runAutomation('beforeSaveFlows', records, operation, context);
    runAutomation('beforeTriggers', records, operation, context);
    for (const record of alive(records)) {
      checkChanged(record, before.get(record)!, context);
      if (!record.failed) plan.rules.derive?.(record, sinceAutomation(record, before.get(record)!), context);
    }
  }

  for (const record of alive(records)) {
    systemChecks(record, context);
    if (!record.failed) plan.rules.beforeWrite?.(record, context);
    if (!record.failed) writeRecord(record, context);
    if (record.failed) continue;
    record.isPastChecks = true;
    if (record.prior) continue;
    tx.saving.add(record.id!);
    entered.push(record.id!);
  }
  if (!alive(records).length) return;

  plan.rules.afterWrite?.(alive(records), context);
  runAutomation('afterTriggers', records, operation, context);
  for (const [index, record] of records.entries()) {
    const rule = intents[index]!.input.assignmentRule;
    if (rule && !record.failed) services.assignmentRules.assign(record, rule, context);
  }
  const outermost = alive(records).filter((record) => !record.isRecursive);
  runAutomation('afterSaveFlows', outermost, operation, context);
  plan.rules.rollUp?.(alive(outermost), context);
  const details = alive(outermost).map((record) => ({ before: record.prior, after: record.values, because: record }));
  services.rollUps.refresh(type, details, context);
}

function begin(intent: Intent, context: RuleContext): Saving {
  const { tx } = context;
  const prior = intent.operation === 'update' ? storedRecord(intent, context) : null;
  const record = new Saving(intent, prior, { ...(prior ?? planOf(intent.type).blank) });
  if (intent.operation === 'update') {
    const error = updateError(prior, intent.type, context);
    if (error) {
      record.errors.push(error);
      return record;
    }
    record.isRecursive = tx.saving.has(intent.id!);
  } else if (intent.type.fields.has('OwnerId')) {
    record.values['OwnerId'] = defaultOwner(tx.user, context.services);
  } else if (intent.type.kind === 'customSetting') {
    // Whom a custom setting is for: the organisation unless it says otherwise.
    const [organization] = context.services.store.all('Organization');
    record.values['SetupOwnerId'] = organization?.['Id'] ?? null;
  }
  overlay(record, intent.input, context);
  if (!prior && !record.failed) applyFormulaDefaults(record, context);
  return record;
}

function storedRecord({ type, id }: Intent, { services }: RuleContext): Row | null {
  return (id ? services.store.get(type.name, id) : undefined) ?? null;
}

function updateError(prior: Row | null, type: SObjectType, { services, tx, access }: RuleContext) {
  if (!prior) return ERRORS.unknownReference(['Id']);
  if (prior['IsDeleted'] === true) return ERRORS.isDeleted();
  const locked = recordLockError(services.store, tx.user, type, prior);
  if (locked) return locked;
  if (access === 'system') return undefined;
  if (!tx.user.canSee(type, prior)) return ERRORS.noAccessToReference(String(prior['Id']));
  const hasRight = access === 'sharing' || tx.user.can('edit', type);
  return hasRight && tx.user.canChange(type, prior) ? undefined : ERRORS.noAccess();
}

function sinceRequest(record: Saving): Changes {
  return {
    changed: (field) => record.prior === null || record.values[field] !== record.prior[field],
    explicit: (field) => record.sent.has(field),
  };
}

function sinceAutomation(record: Saving, before: Row): Changes {
  const changed = (field: string) => record.values[field] !== before[field];
  return { changed, explicit: changed };
}

/** Runs one step of all automation over the records that are still alive. What a step throws befalls every record of the chunk. */
export function runAutomation(
  step: Step,
  records: readonly Saving[],
  operation: SaveChunk['operation'],
  { services, tx }: RuleContext,
): void {
  for (const automation of services.automations) {
    if (!automation[step]) continue;
    const chunkRecords = alive(records);
    if (!chunkRecords.length) return;
    for (const record of chunkRecords) record.isPastChecks = true;
    try {
      automation[step]({ type: chunkRecords[0]!.type, operation, records: chunkRecords, tx });
    } catch (error) {
      if (!(error instanceof SalesforceError) || error instanceof LimitExceeded) throw error;
      for (const record of chunkRecords) record.errors.push(ERRORS.other(error.errorCode, error.message, error.fields));
    }
  }
}
