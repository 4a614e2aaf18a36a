// The query engine's door: text in, records out. Compiled statements are kept, so that the same statement with other ids costs
// no parsing. Errors are Salesforce's.
import type { SalesforceError } from '../dml/save.ts';
import type { QueryOptions } from '../org.ts';
import type { Schema } from '../schema/schema.ts';
import { noSuchChild, noSuchColumn, noSuchParent, noSuchType, QueryFault, toSalesforceError } from './errors.ts';
import { startExecution, type Access, type QueryContext } from './execution.ts';
import { liftLiterals, type LiftedText } from './lift-literals.ts';
import { parseQuery } from './parse.ts';
import { compilePlan, type Plan } from './plan.ts';
import type { QueryResult } from './result.ts';
import type { Use } from './scope.ts';

/** Source: SOQL and SOSL Reference, "SOQL Limits". */
const MAX_STATEMENT_CHARS = 100_000;
const PLANS_KEPT = 1_000;

/** A statement that is ready to run, any number of times and for any user. */
export interface CompiledQuery {
  readonly plan: Plan;
  readonly lifted: LiftedText;
  readonly text: string;
}

const plansBySchema = new WeakMap<Schema, Map<string, Plan>>();

/**
 * Compiles a statement, or finds it compiled.
 * @throws SalesforceError MALFORMED_QUERY, INVALID_FIELD, INVALID_TYPE … with the place of the fault in the message
 */
export function compileQuery(schema: Schema, text: string): CompiledQuery {
  const lifted = liftLiterals(text);
  return placed({ text, lifted }, () => {
    if (text.length > MAX_STATEMENT_CHARS)
      throw new QueryFault(
        'MALFORMED_QUERY',
        0,
        `SOQL statements cannot be longer than ${MAX_STATEMENT_CHARS} characters.`,
      );
    return { text, lifted, plan: findPlan(schema, lifted.template) };
  });
}

/**
 * Runs a statement at one moment, as one user.
 * @param context schema, records, user and time; `computeField` supplies formula fields
 * @param options `WITH USER_MODE` and `WITH SYSTEM_MODE` in the statement win over `access`
 * @throws SalesforceError as compileQuery; also INVALID_FIELD and INVALID_TYPE for what the user has no right to
 */
export function runQuery(context: QueryContext, soql: string, options: QueryOptions): QueryResult {
  return runCompiled(context, compileQuery(context.schema, soql), options);
}

/** Runs what compileQuery gave; the schema of the context must be the one it was compiled for. */
export function runCompiled(context: QueryContext, compiled: CompiledQuery, options: QueryOptions): QueryResult {
  const { plan, lifted } = compiled;
  const checks = plan.mode === 'USER_MODE' || (plan.mode !== 'SYSTEM_MODE' && options.access === 'user');
  // SYSTEM_MODE lets go of object and field rights only: sharing stays with the class's keyword.
  const access: Access = {
    slots: lifted.slots,
    binds: options.binds,
    checksSharing: checks || options.access === 'sharing',
    checksRights: checks,
    includeDeleted: plan.allRows || options.includeDeleted === true,
  };
  return placed(compiled, () => {
    if (plan.mode === 'SECURITY_ENFORCED') enforceSecurity(context, plan);
    if (checks) checkRights(context, plan);
    return plan.run(startExecution(context, access));
  });
}

function findPlan(schema: Schema, template: string): Plan {
  let plans = plansBySchema.get(schema);
  if (!plans) plansBySchema.set(schema, (plans = new Map<string, Plan>()));
  let plan = plans.get(template);
  if (plan) {
    plans.delete(template); // back to the young end
  } else {
    plan = compilePlan(schema, parseQuery(template));
    if (plans.size >= PLANS_KEPT) plans.delete(plans.keys().next().value!);
  }
  plans.set(template, plan);
  return plan;
}

/** Runs `work`; a fault in it becomes the platform's error at its place in the text that was sent. */
function placed<T>({ text, lifted }: { text: string; lifted: LiftedText }, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof QueryFault) throw toError(error, text, lifted);
    throw error;
  }
}

function toError(fault: QueryFault, text: string, lifted: LiftedText): SalesforceError {
  return toSalesforceError(fault, text, lifted.toOriginal(fault.offset));
}

/** What a user has no right to does not exist for that user. */
function checkRights({ user }: QueryContext, plan: Plan): void {
  for (const use of plan.uses) {
    const { type, field } = use;
    if (field ? field.type !== 'id' && !user.canReadField(type, field) : !user.can('read', type))
      throw MISSING[use.where](use);
  }
}

const MISSING: Readonly<Record<Use['where'], (use: Use) => QueryFault>> = {
  select: missingColumn,
  filter: missingColumn,
  path: (use) => noSuchParent(use.offset, use.written),
  child: (use) => noSuchChild(use.offset, use.written),
  from: (use) => noSuchType(use.offset, use.written),
};

function missingColumn(use: Use): QueryFault {
  return noSuchColumn(use.offset, use.written, use.type.name);
}

/** WITH SECURITY_ENFORCED looks at SELECT and FROM only and says little. */
function enforceSecurity({ user }: QueryContext, plan: Plan): void {
  const hidden = plan.uses.find(
    ({ type, field, where }) =>
      where !== 'filter' && (field ? field.type !== 'id' && !user.canReadField(type, field) : !user.can('read', type)),
  );
  if (hidden)
    throw new QueryFault(
      'INSUFFICIENT_ACCESS',
      hidden.offset,
      'Insufficient permissions: secure query included inaccessible field',
    );
}
