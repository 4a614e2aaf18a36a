// Assignment rules of leads and cases: read and compiled when the org is built, run after the after triggers of a save that asks
// for one. Entries are tried in order; the first that fits says who owns the record.
// Source: Salesforce Help, "Set Up Assignment Rules"; Metadata API Developer Guide, "AssignmentRules"; Apex Developer Guide,
// "Triggers and Order of Execution", step 9.
import { compileValidationRule, recordScope, type FormulaWorld } from '../formula/record-scope.ts';
import type { Component, Project } from '../metadata/project.ts';
import { SourceError, UnsupportedMetadata } from '../metadata/source-error.ts';
import { child, childrenOf, requiredText, textOf, type XmlElement } from '../metadata/xml.ts';
import { filterItems } from '../schema/filters.ts';
import type { Schema, SObjectType } from '../schema/schema.ts';
import { to18 } from '../store/ids.ts';
import type { Store } from '../store/store.ts';
import { compileFilter } from './filters.ts';
import { organizationDefaultOwner, ownerError } from './owner.ts';
import { SalesforceError } from './save.ts';
import type { Saving } from './saving.ts';
import type { RuleContext } from './services.ts';

/** Which rule is to run: the active one of the object, or one by its id. */
export type AssignmentChoice = 'active' | (string & {});

interface Rule {
  /** Of its AssignmentRule record. */
  readonly id: string;
  readonly active: boolean;
  readonly entries: readonly Entry[];
}

interface Entry {
  fits(this: void, record: Saving, context: RuleContext): boolean;
  /** null: the entry leaves the owner as it is. */
  readonly ownerId: string | null;
}

export class AssignmentRules {
  readonly #byType = new Map<string, readonly Rule[]>();

  /**
   * @param store holds the queues, users and AssignmentRule records of the org
   * @throws SourceError a rule names what does not exist
   */
  constructor(project: Project, world: FormulaWorld, store: Store) {
    for (const component of project.ofType('AssignmentRules')) {
      const type = typeOf(component, world.schema);
      const rules = childrenOf(component.xml!, 'assignmentRule').map((rule) => readRule(rule, type, world, store));
      this.#byType.set(type.name, rules);
    }
  }

  /** Gives the record the owner that the rule says. Without a rule of that kind it keeps the one it has. */
  assign(record: Saving, choice: AssignmentChoice, context: RuleContext): void {
    const { type, values } = record;
    const rule = ruleOf(this.#byType.get(type.name) ?? [], choice);
    if (!rule) return;
    const entry = rule.entries.find(({ fits }) => fits(record, context));
    const before = values['OwnerId'] ?? null;
    // What no entry fits goes to the org's default owner; an update too, as clients of the REST API came to learn.
    const ownerId = entry ? entry.ownerId : organizationDefaultOwner(context.services);
    if (!ownerId || ownerId === before) return;
    values['OwnerId'] = ownerId;
    const error = ownerError({ type, values, id: record.id, prior: null }, context);
    if (error) return void record.errors.push(error);
    context.services.store.update(type.name, values);
    context.services.changed(type.name);
  }
}

function ruleOf(rules: readonly Rule[], choice: AssignmentChoice): Rule | undefined {
  if (choice === 'active') return rules.find(({ active }) => active);
  if (!/^(?:[a-zA-Z0-9]{15}|[a-zA-Z0-9]{18})$/.test(choice))
    throw new SalesforceError('MALFORMED_ID', `malformed id ${choice}`);
  return rules.find(({ id }) => id === to18(choice));
}

function typeOf({ fullName, xml }: Component, schema: Schema): SObjectType {
  const type = schema.type(fullName);
  if (type) return type;
  throw new SourceError(xml!.position, `assignment rules of ${fullName}, which is no object`);
}

function readRule(rule: XmlElement, type: SObjectType, world: FormulaWorld, store: Store): Rule {
  const record = store
    .find('AssignmentRule', 'Name', requiredText(rule, 'fullName'))
    .find((row) => row['SobjectType'] === type.name);
  return {
    id: String(record?.['Id']),
    active: textOf(rule, 'active') === 'true',
    entries: childrenOf(rule, 'ruleEntry').map((entry) => readEntry(entry, type, world, store)),
  };
}

function readEntry(entry: XmlElement, type: SObjectType, world: FormulaWorld, store: Store): Entry {
  const team = child(entry, 'team');
  if (team) throw new UnsupportedMetadata(team.position, 'the local org has no case teams');
  return { fits: conditionOf(entry, type, world), ownerId: ownerOf(entry, type, store) };
}

function conditionOf(entry: XmlElement, type: SObjectType, world: FormulaWorld): Entry['fits'] {
  const scopeOf = ({ values, prior }: Saving, { tx }: RuleContext) =>
    recordScope(world, tx.user, Date.parse(tx.now), values, prior);
  const formula = textOf(entry, 'formula');
  if (formula) {
    const { position } = child(entry, 'formula')!;
    const { evaluate } = compileValidationRule(world.schema, world, type, { formula, position });
    return (record, context) => evaluate(scopeOf(record, context)) === true;
  }
  const items = filterItems(entry, 'criteriaItems');
  const spec = { items, logic: textOf(entry, 'booleanFilter') || undefined, position: entry.position };
  const filter = compileFilter(spec, world, type, undefined);
  return (record, context) => filter({ target: record.values, source: null, scope: scopeOf(record, context) });
}

function ownerOf(entry: XmlElement, type: SObjectType, store: Store): string | null {
  const assigned = child(entry, 'assignedTo');
  if (!assigned) return null;
  const isQueue = textOf(entry, 'assignedToType') === 'Queue';
  const [owner] = isQueue
    ? store.find('Group', 'DeveloperName', assigned.text).filter((row) => row['Type'] === 'Queue')
    : store.find('User', 'Username', assigned.text);
  const what = `${isQueue ? 'queue' : 'user'} ${assigned.text}`;
  if (!owner) throw new SourceError(assigned.position, `the ${what} does not exist`);
  const id = String(owner['Id']);
  const holds = !isQueue || store.find('QueueSobject', 'QueueId', id).some((row) => row['SobjectType'] === type.name);
  if (!holds) throw new SourceError(assigned.position, `the ${what} is not for ${type.name}`);
  return id;
}
