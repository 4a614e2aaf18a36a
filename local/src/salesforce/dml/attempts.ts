// Saves the records of one type and operation, and keeps the promise of partial success.
// Source: Apex Developer Guide, "Bulk DML Exception Handling".
import { deleteStep, undeleteStep } from './delete-step.ts';
import { ERRORS } from './errors.ts';
import { saveStep } from './save-step.ts';
import type { SaveError } from './save.ts';
import type { Intent, Saving } from './saving.ts';
import type { RuleContext } from './services.ts';

export interface Outcome {
  id: string | null;
  created: boolean;
  errors: readonly SaveError[];
}

export function refused(error: SaveError): Outcome {
  return { id: null, created: false, errors: [error] };
}

const ATTEMPTS = 3;

const STEPS: Record<Intent['operation'], (intents: readonly Intent[], context: RuleContext) => Saving[]> = {
  insert: saveStep,
  update: saveStep,
  delete: deleteStep,
  undelete: undeleteStep,
};

/**
 * Partial success: what fails once the automation has run is set aside, everything is taken back, and the rest starts
 * afresh, at most three times in all. Refusals by the early checks change nothing and need no second attempt.
 */
export function saveInAttempts(
  intents: readonly Intent[],
  allOrNone: boolean,
  context: RuleContext,
  outcomes: Outcome[],
): void {
  let remaining = intents;
  for (let attempt = 1; remaining.length; attempt += 1) {
    const before = context.tx.savepoint();
    const records = stepsOfDistinctIds(remaining).flatMap((step) => STEPS[step[0]!.operation](step, context));
    for (const record of records) settle(record, outcomes);
    if (allOrNone || !records.some((record) => record.failed && record.isPastChecks)) return;
    context.tx.rollbackForRetry(before);
    remaining = remaining.filter((intent) => !records.find((record) => record.index === intent.index)!.failed);
    if (attempt < ATTEMPTS) continue;
    for (const { index } of remaining) outcomes[index] = refused(ERRORS.tooManyRetries());
    return;
  }
}

/** A record may be sent several times in one request; each time is a step of its own, on what the one before left. */
function stepsOfDistinctIds(intents: readonly Intent[]): Intent[][] {
  const steps: Intent[][] = [];
  const next = new Map<string, number>();
  for (const intent of intents) {
    const step = intent.id ? (next.get(intent.id) ?? 0) : 0;
    if (intent.id) next.set(intent.id, step + 1);
    (steps[step] ??= []).push(intent);
  }
  return steps;
}

function settle(record: Saving, outcomes: Outcome[]): void {
  outcomes[record.index] = { id: record.id, created: record.prior === null, errors: record.errors };
}
