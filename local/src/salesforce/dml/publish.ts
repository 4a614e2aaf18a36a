// Platform events: an insert publishes. Source: Platform Events Developer Guide, "Publish Event Messages with Salesforce APIs"
// and "Platform Event Fields" (publish behaviour).
import { randomUUID } from 'node:crypto';
import type { SObjectType } from '../schema/schema.ts';
import { ERRORS } from './errors.ts';
import { applyFormulaDefaults, overlay } from './overlay.ts';
import type { Outcome } from './attempts.ts';
import type { RecordInput } from './save.ts';
import { Saving } from './saving.ts';
import type { RuleContext } from './services.ts';
import { recalled } from './transactions.ts';
import { planOf } from './type-plan.ts';

/** What the platform answers as an event's id: neither unique nor delivered. */
const EVENT_ID = 'e01xx0000000001AAA';

/** Publishes one event, at once or after commit as its type says. The event id (EventUuid) is the message of the answer. */
export function publish(type: SObjectType, input: RecordInput, context: RuleContext): Outcome {
  const { services, tx } = context;
  if (context.access === 'user' && !tx.user.can('create', type))
    return { id: null, created: false, errors: [ERRORS.entityTypeCannotBe('inserted', type.name)] };
  const plan = planOf(type);
  const record = new Saving({ index: 0, type, operation: 'insert', id: null, input }, null, { ...plan.blank });
  overlay(record, input, context);
  if (!record.failed) applyFormulaDefaults(record, context);
  const missing = plan.required.filter((field) => record.values[field.name] === null).map((field) => field.name);
  if (missing.length) record.errors.push(ERRORS.requiredFieldsMissing(missing));
  if (record.failed) return { id: null, created: false, errors: record.errors };

  // Code may have been told the uuid before it publishes: SObjectType.newSObject(null, true) gives one out.
  const uuid = input.id ?? recalled(tx, 'uuid', randomUUID);
  const own = [...type.fields.values()].filter(({ custom, createable }) => custom || createable);
  const payload = Object.fromEntries(own.map((field) => [field.name, record.values[field.name] ?? null]));
  const isAfterCommit = type.publishBehavior === 'PublishAfterCommit';
  if (tx.heldEvents) {
    tx.heldEvents.push({ type: type.name, payload, uuid, isAfterCommit });
    return { id: EVENT_ID, created: true, errors: [ERRORS.other('OPERATION_ENQUEUED', uuid)] };
  }
  const append = () => void services.events.append(type.name, payload, tx.user.userId, uuid);
  if (isAfterCommit) tx.afterCommit(append);
  else if (tx.journal) tx.journal.recall('published', append, `${type.name} ${uuid}`);
  else append();
  return { id: EVENT_ID, created: true, errors: [ERRORS.other('OPERATION_ENQUEUED', uuid)] };
}
