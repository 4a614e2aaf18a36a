// The one way to change records: REST, flows and (later) Apex all save through here.
// Splits a request into save steps, keeps the promise of all-or-none or partial success, and counts against governor limits.
import type { SObjectType } from '../schema/schema.ts';
import { refused, saveInAttempts, type Outcome } from './attempts.ts';
import { ERRORS, unsupportedType } from './errors.ts';
import { noteDml } from './mixed-dml.ts';
import { publish } from './publish.ts';
import { SalesforceError, type RecordInput, type SaveError, type SaveRequest, type SaveResult } from './save.ts';
import { intentById, type Intent } from './saving.ts';
import type { DmlServices, RuleContext } from './services.ts';
import { TRANSACTION_LIMITS, type Transaction } from './transaction.ts';
import { orgTransaction, spend, type OrgTransaction } from './transactions.ts';
import { matchExternalIds } from './upsert.ts';

const CHUNK = 200;
/** Source: Apex Developer Guide, "Creating Records for Multiple Object Types". */
const MAX_TYPE_CHANGES = 10;
const MAX_UPDATES_OF_ONE_ID = 5;

/**
 * Runs one DML statement.
 * @param derived the platform itself saves (a parent's total): fields that no client may write are open, and it costs no limits
 * @returns one result per record, in order. In an all-or-none request with an error the sound records read
 *   ALL_OR_NONE_OPERATION_ROLLED_BACK.
 * @throws SalesforceError the request as a whole is refused: unknown type, hidden object, governor limit, mixed DML
 */
export function saveRecords(
  services: DmlServices,
  transaction: Transaction,
  request: SaveRequest,
  derived = false,
): SaveResult[] {
  const tx = orgTransaction(transaction);
  const types = request.records.map((record) => typeOf(services, tx, record, request));
  if (!derived) {
    spend(tx, 'dmlStatements', 1);
    spend(tx, 'dmlRows', request.records.length);
  }
  if (tx.depth >= TRANSACTION_LIMITS.triggerDepth)
    throw new SalesforceError('CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', 'maximum trigger depth exceeded');

  const context: RuleContext = { services, tx, access: request.access, derived };
  const outcomes: Outcome[] = request.records.map(() => ({ id: null, created: false, errors: [] }));
  const start = tx.savepoint();
  tx.depth += 1;
  tx.usage.triggerDepth = Math.max(tx.usage.triggerDepth, tx.depth);
  try {
    for (const run of runsOfOneType(types)) saveRun(run, types[run[0]!]!, request, context, outcomes);
  } catch (error) {
    tx.rollback(start);
    throw error;
  } finally {
    tx.depth -= 1;
  }
  if (request.allOrNone && outcomes.some(failed)) {
    tx.rollback(start);
    for (const outcome of outcomes) if (!failed(outcome)) outcome.errors = [ERRORS.rolledBack()];
  }
  return outcomes.map(toResult);
}

function failed({ errors }: Outcome): boolean {
  return errors.length > 0 && errors[0]!.statusCode !== 'OPERATION_ENQUEUED';
}

function toResult(outcome: Outcome): SaveResult {
  const success = !failed(outcome);
  return {
    id: success || !outcome.created ? outcome.id : null,
    success,
    created: success && outcome.created,
    errors: outcome.errors,
  };
}

/** The object must exist for this user, and take part in this operation at all. */
function typeOf(
  services: DmlServices,
  tx: OrgTransaction,
  record: RecordInput,
  { operation, access }: SaveRequest,
): SObjectType {
  const type = services.schema.type(record.type);
  if (!type || (access === 'user' && !isVisible(type, tx))) throw unsupportedType(record.type);
  return type;

  function isVisible(found: SObjectType, { user }: OrgTransaction): boolean {
    return user.can('read', found) || (operation === 'insert' && user.can('create', found));
  }
}

function* runsOfOneType(types: readonly SObjectType[]): Generator<number[]> {
  const runs: number[][] = [];
  types.forEach((type, index) => {
    if (index > 0 && types[index - 1] === type) runs.at(-1)!.push(index);
    else runs.push([index]);
  });
  if (runs.length > MAX_TYPE_CHANGES)
    throw new SalesforceError(
      'LIMIT_EXCEEDED',
      'Cannot have more than 10 chunks in a single operation. Please rearrange the data to reduce chunking.',
    );
  for (const run of runs) for (let from = 0; from < run.length; from += CHUNK) yield run.slice(from, from + CHUNK);
}

function saveRun(
  run: readonly number[],
  type: SObjectType,
  request: SaveRequest,
  context: RuleContext,
  outcomes: Outcome[],
): void {
  if (type.kind === 'platformEvent') {
    const error =
      request.operation === 'insert' ? undefined : ERRORS.entityTypeCannotBe(DONE[request.operation], type.name);
    for (const index of run) outcomes[index] = error ? refused(error) : publish(type, request.records[index]!, context);
    return;
  }
  noteDml(context.tx, type.name, request.operation, sentIn(run, request));
  const intents: Intent[] = [];
  const inputs = run.map((index) => ({ index, input: request.records[index]! }));
  for (const match of request.operation === 'upsert'
    ? matchExternalIds(type, inputs, request.externalIdField, context)
    : inputs.map(plain)) {
    if ('error' in match) outcomes[match.index] = refused(match.error);
    else intents.push(match);
  }
  for (const operation of ['insert', 'update', 'delete', 'undelete'] as const) {
    const same = intents.filter((intent) => intent.operation === operation);
    if (!same.length) continue;
    const error = operationError(type, operation, context);
    if (error) for (const { index } of same) outcomes[index] = refused(error);
    else saveInAttempts(withoutTooManyRepeats(same, outcomes), request.allOrNone, context, outcomes);
  }

  function plain({
    index,
    input,
  }: {
    index: number;
    input: RecordInput;
  }): Intent | { index: number; error: SaveError } {
    const operation = request.operation as Intent['operation'];
    if (operation === 'insert') return { index, type, operation, id: null, input };
    const id = input.id ?? idIn(input);
    if (!id)
      return {
        index,
        error: ERRORS.missingArgument(
          `Id not specified in ${operation === 'update' ? 'an update' : `a ${operation}`} call`,
        ),
      };
    return intentById(context.services, { index, type, operation, input }, id);
  }
}

function sentIn(run: readonly number[], { records }: SaveRequest): Set<string> {
  return new Set(run.flatMap((index) => Object.keys(records[index]!.values).map((key) => key.toLowerCase())));
}

function idIn({ values }: RecordInput): string | undefined {
  const key = Object.keys(values).find((name) => name.toLowerCase() === 'id');
  return key && typeof values[key] === 'string' ? values[key] : undefined;
}

const DONE = {
  insert: 'inserted',
  update: 'updated',
  upsert: 'upserted',
  delete: 'deleted',
  undelete: 'undeleted',
} as const;
const RIGHT = { insert: 'create', update: 'edit', delete: 'delete', undelete: 'create' } as const;

/** Why the object takes no such operation, or not from this user. */
function operationError(
  type: SObjectType,
  operation: Intent['operation'],
  { tx, access, derived }: RuleContext,
): SaveError | undefined {
  if (derived) return undefined;
  const { createable, updateable, deletable } = type;
  const isPossible = { insert: createable, update: updateable, delete: deletable, undelete: deletable }[operation];
  if (!isPossible) return ERRORS.entityTypeCannotBe(DONE[operation], type.name);
  if (access !== 'user' || tx.user.can(RIGHT[operation], type)) return undefined;
  return operation === 'insert' ? ERRORS.entityTypeCannotBe(DONE.insert, type.name) : ERRORS.noAccess();
}

function withoutTooManyRepeats(intents: readonly Intent[], outcomes: Outcome[]): Intent[] {
  const seen = new Map<string, number>();
  return intents.filter(({ id, index }) => {
    if (!id) return true;
    const times = (seen.get(id) ?? 0) + 1;
    seen.set(id, times);
    if (times <= MAX_UPDATES_OF_ONE_ID) return true;
    outcomes[index] = { id, created: false, errors: [ERRORS.duplicateUpdates(times)] };
    return false;
  });
}
