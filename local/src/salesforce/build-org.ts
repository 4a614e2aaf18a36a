// Puts an org together from a Salesforce DX project: schema, records to begin with, users, automation, save and query.
import type { EventLog } from './events/event-log.ts';
import { checkTargets, type CalloutTargets } from './apex/callouts/targets.ts';
import { apexActions } from './apex/flow-actions.ts';
import { ApexRuntime } from './apex/runtime.ts';
import { EventTriggers } from './apex/event-triggers.ts';
import { ApexTriggers } from './apex/sobject/triggers.ts';
import { carryRecords } from './carry-over.ts';
import { AssignmentRules } from './dml/assignment-rules.ts';
import { LookupFilters } from './dml/lookup-filters.ts';
import type { RowLocks } from './dml/locks.ts';
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
import { OrgLife } from './org-life.ts';
import { buildSchema } from './schema/build-schema.ts';
import type { Field, Row, Schema, SObjectType, Value } from './schema/schema.ts';
import { AccessControl } from './security/access-control.ts';
import { addApexRecords } from './security/apex-records.ts';
import { readAccessRules } from './security/access-rules.ts';
import { addDefinitionRecords } from './security/definition-records.ts';
import { addCustomMetadata } from './security/custom-metadata.ts';
import { addSiteGuest, linkSites } from './security/site-guests.ts';
import { SetupRecords } from './security/setup-records.ts';
import { KeptIds } from './security/kept-ids.ts';
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
  /** The project comes later, by a deployment: `callouts` may name what is not there yet. */
  readonly isToBeDeployed?: boolean;
  /** The same org before a deployment: its records and all that it has done go on in the new one. */
  readonly before?: BuiltOrg;
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
  /** Ids of the records that stand for metadata, and of those that every org begins with. */
  readonly setupIds: ReadonlySet<string>;
  readonly eventTriggers: EventTriggers;
}

/**
 * @throws SourceError the project is wrong, with file and line
 * @throws UnsupportedMetadata the project may be right but the local org cannot execute it
 * @throws Error `callouts` names what the project does not have
 */
export async function buildOrg(options: OrgOptions): Promise<BuiltOrg> {
  return assembleOrg(await loadProject(options.projectDir, options.leftOut), options);
}

/** As `buildOrg`, of a project that has been read, without a break: no record can change in between. @throws RecordsInTheWay */
export function assembleOrg(project: Project, options: OrgOptions): BuiltOrg {
  const { before } = options;
  const clock = options.clock ?? Date.now;
  const life = before?.life ?? new OrgLife(clock);
  const schema = buildSchema(project, before?.schema);
  if (!before && !options.isToBeDeployed) checkTargets(options.callouts ?? {}, project);
  const store = createStore(schema, before?.store.counts());
  const events = typeof options.events === 'function' ? options.events(clock) : options.events;
  const labels = labelsOf(project);
  const world: FormulaWorld = {
    schema,
    find: (type, id) => store.get(type, id),
    all: (type) => store.all(type),
    label: (name) => labels.get(name),
    origin: () => life.origin,
  };

  checkFormulaFields(schema, world);
  const rules = readAccessRules(project, schema);
  const kept = before && new KeptIds(before.store, before.schema.types.keys());
  const adminId = kept?.idOf('User', { Username: before!.admin }) ?? store.nextId('User');
  const setup = new SetupRecords(schema, store, datetimeAtRest(clock()), adminId, kept);
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
  if (before) {
    carryRecords(before, schema, store);
    addSiteGuest(project, store, setup);
  } else
    for (const seed of seedsOf(options.users ?? []))
      addUser(seed.user, setup, store, seed.isAdmin ? adminId : undefined);
  linkSites(project, store);
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
    locks: life.locks,
    formulas: new RecordFormulas(world),
    rollUps: new RollUps(world),
    lookupFilters: new LookupFilters(world),
    assignmentRules: new AssignmentRules(project, world, store),
    automations,
    changed: (typeName) => access.changed(typeName),
    saveDerived: (tx, request) => saveRecords(services, tx, request, true),
  };

  const parts: Omit<BuiltOrg, 'apex' | 'eventTriggers'> = {
    project,
    schema,
    store,
    events,
    clock,
    organizationId,
    locks: services.locks,
    life,
    passwords: life.passwords,
    setupIds: setup.made,
    admin: String(store.get('User', adminId)!['Username']),
    callouts: options.callouts ?? {},
    reportFault: options.reportFault ?? ((message) => console.error(message)),
    userByName: (username) => access.userByName(username),
    userById: (id, language) => access.userById(id, language),
    transact: (user, work) => transactions.run(user, work),
    inSteps: (user, work) => life.counted(repeatedly((run) => transactions.run(user, run), work)),
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
    servedAt: (origin) => void (life.origin = origin),
    origin: () => life.origin,
    sessionsOpenedBy: (open) => void (life.openSession = open),
    openSession: (userId) => life.openSession?.(userId),
    addAutomation: (automation) => void automations.push(automation),
  };
  const withApex = Object.assign(parts, { apex: new ApexRuntime(parts) });
  const triggers = new ApexTriggers(withApex.apex, parts);
  withApex.addAutomation(triggers);
  const flows = compileFlows(project, {
    schema,
    findAction: apexActions(withApex.apex),
    label: (name) => world.label(name),
  });
  const flowServices: FlowServices = {
    world,
    query: (tx, soql, queryOptions) => parts.query(tx, soql, queryOptions),
    save: (tx, request) => parts.save(tx, request),
    inSteps: (user, work) => parts.inSteps(user, work),
    reportFault: parts.reportFault,
  };
  withApex.addAutomation(flowAutomation(flows, flowServices));
  // Last: an org that cannot be built must not listen to events.
  return Object.assign(withApex, { eventTriggers: new EventTriggers(withApex, triggers) });
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
