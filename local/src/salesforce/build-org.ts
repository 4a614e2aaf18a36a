// Puts an org together from a Salesforce DX project: schema, records to begin with, users, automation, save and query.
import type { EventLog } from './events/event-log.ts';
import { checkTargets, type CalloutTargets } from './apex/callouts/targets.ts';
import { apexActions } from './apex/flow-actions.ts';
import { ApexRuntime } from './apex/runtime.ts';
import { subscribeTriggers } from './apex/event-triggers.ts';
import { ApexTriggers } from './apex/sobject/triggers.ts';
import { AssignmentRules } from './dml/assignment-rules.ts';
import { LookupFilters } from './dml/lookup-filters.ts';
import { RowLocks } from './dml/locks.ts';
import { saveRecords } from './dml/pipeline.ts';
import { RecordFormulas } from './dml/record-formulas.ts';
import { RollUps } from './dml/roll-ups.ts';
import type { Automation } from './dml/save.ts';
import { literalDefault } from './dml/type-plan.ts';
import type { DmlServices } from './dml/services.ts';
import { repeatedly } from './dml/steps.ts';
import { publishArticle } from './dml/standard/knowledge.ts';
import type { Transaction } from './dml/transaction.ts';
import { datetimeAtRest, orgTransaction, recalledRecords, spend, Transactions } from './dml/transactions.ts';
import { flowAutomation } from './flow/automation.ts';
import { startFlow } from './flow/autolaunched.ts';
import { compileFlows } from './flow/compile-flows.ts';
import type { Flow, FlowBody, FlowServices } from './flow/flow.ts';
import type { FlowValue } from './flow/values.ts';
import { checkFormulaFields, formulaFieldValue, recordScope, type FormulaWorld } from './formula/record-scope.ts';
import type { Project } from './metadata/project.ts';
import { textOf } from './metadata/xml.ts';
import { loadProject } from './metadata/load-project.ts';
import type { Clock, LocalOrg, QueryOptions } from './org.ts';
import { buildSchema } from './schema/build-schema.ts';
import type { Field, Row, Schema, SObjectType, Value } from './schema/schema.ts';
import { AccessControl } from './security/access-control.ts';
import { addApexRecords } from './security/apex-records.ts';
import { readAccessRules } from './security/access-rules.ts';
import { addDefinitionRecords } from './security/definition-records.ts';
import { addCustomMetadata } from './security/custom-metadata.ts';
import { SetupRecords } from './security/setup-records.ts';
import { Passwords } from './security/passwords.ts';
import { readSharingSets } from './security/sharing-sets.ts';
import { addUser, DEFAULT_ADMIN, type UserSeed } from './security/user-seeds.ts';
import type { RunningUser } from './security/running-user.ts';
import type { QueryResult } from './soql/result.ts';
import { compileQuery, runCompiled, type CompiledQuery } from './soql/run-query.ts';
import { createStore } from './store/memory-store.ts';
import type { Store } from './store/store.ts';

export interface OrgOptions {
  /** Folder that holds sfdx-project.json. */
  readonly projectDir: string;
  /** Files and folders of the project to pass over; see loadProject. */
  readonly leftOut?: readonly string[];
  readonly clock?: Clock;
  readonly events: EventLog | ((clock: Clock) => EventLog);
  /** Beside the default admin. A seed with the default admin's username replaces it. */
  readonly users?: readonly UserSeed[];
  /** Failures that no caller sees: asynchronous paths of flows. Salesforce mails them to an admin; by default they go to stderr. */
  readonly reportFault?: (message: string) => void;
  /** Systems that Apex may call, and with what secrets. */
  readonly callouts?: CalloutTargets;
}

/** The org with what tests and faults reach for. */
export interface BuiltOrg extends LocalOrg {
  readonly locks: RowLocks;
  /** As `query`, for a statement that was compiled before. */
  runCompiled(tx: Transaction, compiled: CompiledQuery, options: QueryOptions): QueryResult;
  /** What a new record has in the field when nobody says otherwise. */
  defaultOf(field: Field, tx: Transaction): Value;
  /** A flow by name, whether it can be executed or not. */
  flowNamed(name: string): Flow | undefined;
  /** See `startFlow` of flow/autolaunched.ts. */
  startFlow(tx: Transaction, flow: FlowBody, inputs: ReadonlyMap<string, FlowValue>): ReadonlyMap<string, FlowValue>;
  /** Value of a formula field of a record, stored or about to be. */
  formulaValue(type: SObjectType, field: Field, row: Row, tx: Transaction): Value;
  readonly admin: string;
  /** Tells of a failure that no caller sees. */
  readonly reportFault: (message: string) => void;
  readonly callouts: CalloutTargets;
}

/**
 * @throws SourceError the project is wrong, with file and line
 * @throws UnsupportedMetadata the project may be right but the local org cannot execute it
 * @throws Error `callouts` names what the project does not have
 */
export async function buildOrg(options: OrgOptions): Promise<BuiltOrg> {
  const clock = options.clock ?? Date.now;
  const project = await loadProject(options.projectDir, options.leftOut);
  const schema = buildSchema(project);
  checkTargets(options.callouts ?? {}, project);
  const store = createStore(schema);
  const events = typeof options.events === 'function' ? options.events(clock) : options.events;
  const labels = labelsOf(project);
  let address: string | undefined;
  let openSession: ((userId: string) => string) | undefined;
  const world: FormulaWorld = {
    schema,
    find: (type, id) => store.get(type, id),
    all: (type) => store.all(type),
    label: (name) => labels.get(name),
    origin: () => address,
  };

  checkFormulaFields(schema, world);
  const rules = readAccessRules(project, schema);
  const adminId = store.nextId('User');
  const setup = new SetupRecords(schema, store, datetimeAtRest(clock()), adminId);
  const organizationId = setup.addOrganization(DEFAULT_ADMIN.timeZone);
  setup.addProfiles(project);
  setup.addPermissionSets(project);
  setup.addRoles(project);
  setup.addGroups(project);
  setup.addRecordTypes();
  setup.addStandardPricebook();
  setup.addStatuses();
  setup.addCustomPermissions(project);
  addDefinitionRecords(project, schema, setup);
  addCustomMetadata(project, schema, setup);
  addApexRecords(project, store, setup);
  for (const seed of seedsOf(options.users ?? [])) addUser(seed.user, setup, store, seed.isAdmin ? adminId : undefined);
  setup.addQueueMembers(project);
  store.commit();

  const profileNames = new Set([...store.all('Profile')].map((row) => String(row['Name'])));
  const access = new AccessControl(schema, store, rules, readSharingSets(project, schema, store, profileNames));
  const userOf = (id: string): RunningUser | undefined =>
    store.get('User', id)?.['IsActive'] === true ? access.userById(id) : undefined;
  const transactions = new Transactions(store, clock, () => access.reset());
  const automations: Automation[] = [];
  const services: DmlServices = {
    schema,
    store,
    events,
    locks: new RowLocks(clock),
    formulas: new RecordFormulas(world),
    rollUps: new RollUps(world),
    lookupFilters: new LookupFilters(world),
    assignmentRules: new AssignmentRules(project, world, store),
    automations,
    changed: (typeName) => access.changed(typeName),
    saveDerived: (tx, request) => saveRecords(services, tx, request, true),
  };

  const parts: Omit<BuiltOrg, 'apex'> = {
    project,
    schema,
    store,
    events,
    clock,
    organizationId,
    locks: services.locks,
    passwords: new Passwords(clock),
    admin: String(store.get('User', adminId)!['Username']),
    callouts: options.callouts ?? {},
    reportFault: options.reportFault ?? ((message) => console.error(message)),
    userByName: (username) => access.userByName(username),
    userById: (id, language) => access.userById(id, language),
    transact: (user, work) => transactions.run(user, work),
    inSteps: (user, work) => repeatedly((run) => transactions.run(user, run), work),
    query: (tx, soql, queryOptions) =>
      runCountedQuery(schema, store, world, userOf, tx, compileQuery(schema, soql), queryOptions),
    runCompiled: (tx, compiled, queryOptions) =>
      runCountedQuery(schema, store, world, userOf, tx, compiled, queryOptions),
    defaultOf: (field, { user, now }) =>
      field.defaultFormula === undefined
        ? literalDefault(field)
        : services.formulas.defaultOf(field, { values: {}, prior: null, user, now }),
    flowNamed: (name) => flows.find((flow) => flow.name.toLowerCase() === name.toLowerCase()),
    startFlow: (tx, flow, inputs) => startFlow(flow, flowServices, tx, inputs),
    formulaValue: (type, field, row, { user, now }) =>
      formulaFieldValue(type, field, row, recordScope(world, user, Date.parse(now), row, null)),
    save: (tx, request) => saveRecords(services, tx, request),
    publishArticle: (tx, articleId, isMajor) =>
      publishArticle(articleId, isMajor, { services, tx: orgTransaction(tx), access: 'system', derived: true }),
    servedAt: (origin) => void (address = origin),
    origin: () => address,
    sessionsOpenedBy: (open) => void (openSession = open),
    openSession: (userId) => openSession?.(userId),
    addAutomation: (automation) => void automations.push(automation),
  };
  const org: BuiltOrg = Object.assign(parts, { apex: new ApexRuntime(parts) });
  const triggers = new ApexTriggers(org.apex, parts);
  org.addAutomation(triggers);
  subscribeTriggers(org, triggers);
  const flows = compileFlows(project, {
    schema,
    findAction: apexActions(org.apex),
    label: (name) => world.label(name),
  });
  const flowServices: FlowServices = {
    world,
    query: (tx, soql, queryOptions) => org.query(tx, soql, queryOptions),
    save: (tx, request) => org.save(tx, request),
    inSteps: (user, work) => org.inSteps(user, work),
    reportFault: parts.reportFault,
  };
  org.addAutomation(flowAutomation(flows, flowServices));
  return org;
}

/** Queries of code inside the org count against its limits; a client's own REST query may return any number of rows. */
function runCountedQuery(
  schema: Schema,
  store: Store,
  world: FormulaWorld,
  userById: (id: string) => RunningUser | undefined,
  tx: Transaction,
  compiled: CompiledQuery,
  options: QueryOptions,
): QueryResult {
  const isInside = options.counted ?? (options.access === 'system' || tx.depth > 0);
  if (isInside) spend(tx, 'queries', 1);
  const { user, now } = tx;
  const run = () =>
    runCompiled(
      {
        schema,
        store,
        user,
        now,
        userById,
        computeField: (type, field, row) =>
          formulaFieldValue(type, field, row, recordScope(world, user, Date.parse(now), row, null)),
      },
      compiled,
      options,
    );
  const result = recalledRecords(tx, compiled.text, run);
  if (isInside) spend(tx, 'queryRows', result.rowsCounted ?? result.records.length);
  return result;
}

function seedsOf(users: readonly UserSeed[]): { user: UserSeed; isAdmin: boolean }[] {
  const own = users.find((user) => user.username === DEFAULT_ADMIN.username);
  const others = users.filter((user) => user !== own);
  return [{ user: own ?? DEFAULT_ADMIN, isAdmin: true }, ...others.map((user) => ({ user, isAdmin: false }))];
}

/** Custom labels in their own language, by API name. */
function labelsOf(project: Project): Map<string, string> {
  return new Map(project.ofType('CustomLabel').map(({ fullName, xml }) => [fullName, textOf(xml!, 'value') ?? '']));
}
