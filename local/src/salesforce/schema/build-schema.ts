// From a project to the types of its org: standard objects, the project's objects and fields, value sets, rules and record types.
// Everything a component names must exist; what does not is refused here, with file and line, before anything runs.
import type { Component, Project } from '../metadata/project.ts';
import { SourceError, UnsupportedMetadata, type SourcePosition } from '../metadata/source-error.ts';
import { child, childrenOf, requiredText, textOf } from '../metadata/xml.ts';
import { makeId, SCHEMA_POD } from '../store/ids.ts';
import { customFields, defaultOf, overrideStandardField } from './custom-fields.ts';
import { applyObjectSettings, customType } from './custom-types.ts';
import { AUDIT_FIELDS, RECORD_TYPE_FIELD } from './fields.ts';
import { assignKeyPrefixes } from './key-prefixes.ts';
import { createSchema } from './lookup.ts';
import type { Field, PicklistValue, Schema, ValidationRule } from './schema.ts';
import { shareTypeOf } from './share-types.ts';
import { addCommonChildren } from './common-children.ts';
import { standardTypes } from './standard-types.ts';
import { addField, fieldOf, finishType, type TypeDraft } from './type-draft.ts';
import { FIELDS_BY_VALUE_SET, freshOrgValueSets, projectValueSets, type ValueSet } from './value-sets.ts';

type Drafts = Map<string, TypeDraft>;

/**
 * The schema of an org that has only this project deployed.
 * @param before of the same org before a deployment: what is in both keeps its ids
 * @throws SourceError a definition is incomplete or names what does not exist
 * @throws UnsupportedMetadata an object or field that the local org does not execute
 */
export function buildSchema(project: Project, before?: Schema): Schema {
  const drafts: Drafts = new Map(standardTypes().map((draft) => [draft.name.toLowerCase(), draft]));
  const sets = new Map([
    ...freshOrgValueSets().map((set): [string, ValueSet] => [set.name.toLowerCase(), set]),
    ...projectValueSets(project),
  ]);
  applyStandardValueSets(drafts, sets);
  addTypes(project, drafts);
  addFields(project, drafts, sets);
  addShareTypes(drafts);
  addCommonChildren(drafts);
  checkReferences(drafts);
  finishRollUps(drafts);
  for (const component of partsOf(project, 'ValidationRule', drafts)) addValidationRule(component, drafts);
  const recordTypeIds = new RecordTypeIds(before);
  for (const component of partsOf(project, 'RecordType', drafts)) addRecordType(component, recordTypeIds, drafts);
  for (const component of partsOf(project, 'FieldSet', drafts))
    checkFields(component, drafts, ['displayedFields', 'availableFields'], 'field');
  for (const component of partsOf(project, 'CompactLayout', drafts)) checkFields(component, drafts, ['fields']);
  assignKeyPrefixes([...drafts.values()], before);
  return createSchema(project.apiVersion, [...drafts.values()].map(finishType), sets);
}

function applyStandardValueSets(drafts: Drafts, sets: ReadonlyMap<string, ValueSet>): void {
  for (const [setName, targets] of Object.entries(FIELDS_BY_VALUE_SET)) {
    const set = sets.get(setName.toLowerCase());
    if (set) for (const target of targets) replaceValues(drafts, target, set.values);
  }
}

function replaceValues(drafts: Drafts, target: string, values: readonly PicklistValue[]): void {
  const [typeName, fieldName] = target.split('.') as [string, string];
  const draft = drafts.get(typeName.toLowerCase());
  const field = draft && fieldOf(draft, fieldName);
  // Objects of value sets that the local org lacks (Quote, WorkOrder): the set stays readable by its name.
  if (draft && field) addField(draft, { ...field, picklistValues: values, defaultValue: defaultOf(values) });
}

function addTypes(project: Project, drafts: Drafts): void {
  const details = new Set(
    project
      .ofType('CustomField')
      .filter((component) => textOf(component.xml!, 'type') === 'MasterDetail')
      .map((component) => objectOf(component).toLowerCase()),
  );
  for (const component of project.ofType('CustomObject')) {
    const key = component.fullName.toLowerCase();
    const standard = drafts.get(key);
    if (standard) applyObjectSettings(standard, component);
    else if (!ACTIVITY.has(key) && !isMissingStandard(component.fullName, drafts))
      drafts.set(key, customType(component, details.has(key)));
  }
}

/**
 * A standard object of a feature that the local org lacks: the project may describe it, and whoever uses it is told that it is
 * not there.
 */
function isMissingStandard(name: string, drafts: Drafts): boolean {
  return !/__[a-z]+$/i.test(name) && !drafts.has(name.toLowerCase()) && !ACTIVITY.has(name.toLowerCase());
}

/** Components of objects that the local org has. */
function partsOf(project: Project, type: string, drafts: Drafts): Component[] {
  return project.ofType(type).filter((component) => !isMissingStandard(objectOf(component), drafts));
}

/** Custom fields of the abstract object Activity belong to both of its kinds. */
const ACTIVITY: ReadonlyMap<string, readonly string[]> = new Map([['activity', ['task', 'event']]]);

function addFields(project: Project, drafts: Drafts, sets: ReadonlyMap<string, ValueSet>): void {
  for (const component of partsOf(project, 'CustomField', drafts)) {
    const owner = objectOf(component);
    for (const key of ACTIVITY.get(owner.toLowerCase()) ?? [owner.toLowerCase()]) {
      const draft = drafts.get(key) ?? refuseObject(component);
      for (const field of fieldsOf(component, draft, sets)) addField(draft, field);
    }
  }
}

function fieldsOf(component: Component, draft: TypeDraft, sets: ReadonlyMap<string, ValueSet>): Field[] {
  const name = partOf(component);
  const existing = fieldOf(draft, name);
  if (existing) return [overrideStandardField(existing, component, sets)];
  // A standard field of a feature that the local org lacks.
  if (draft.kind === 'standard' && !/__[a-z]+$/i.test(name)) return [];
  if (!name.endsWith('__c'))
    throw new SourceError(positionOf(component), `${draft.name} has no standard field ${name}`);
  return customFields(component, sets);
}

function addShareTypes(drafts: Drafts): void {
  for (const draft of [...drafts.values()]) {
    const share = shareTypeOf(draft);
    if (share && !drafts.has(share.name.toLowerCase())) drafts.set(share.name.toLowerCase(), share);
  }
}

function checkReferences(drafts: Drafts): void {
  const childNames = new Map<string, Field>();
  for (const draft of drafts.values()) {
    for (const field of draft.fields.values()) {
      if (!field.custom || !field.referenceTo.length) continue;
      if (field.type !== 'reference') {
        addField(draft, { ...field, relationshipName: field.name.replace(/__c$/, '__r') });
        continue;
      }
      for (const target of field.referenceTo) {
        if (!field.masterDetail && isMissingStandard(target, drafts)) continue;
        const parent = drafts.get(target.toLowerCase()) ?? refuseTarget(draft, field, target);
        refuseSameChildName(childNames, parent, field);
      }
      addField(draft, {
        ...field,
        referenceTo: field.referenceTo.map((target) => drafts.get(target.toLowerCase())?.name ?? target),
        relationshipName: field.name.replace(/__c$/, '__r'),
      });
    }
  }
}

/** Standard details whose totals their parents may have. Source: Salesforce Help, "Roll-Up Summary Field". */
const STANDARD_DETAILS: ReadonlySet<string> = new Set([
  'opportunity.accountid',
  'opportunitylineitem.opportunityid',
  'orderitem.orderid',
  'campaignmember.campaignid',
]);

/** A roll-up may add up another roll-up, so each is finished after the one below it. */
function finishRollUps(drafts: Drafts): void {
  const finish = (draft: TypeDraft, field: Field): Field => {
    if (!field.rollUp) return field;
    const { childType, foreignKey, summarized, operation, position } = field.rollUp;
    const childDraft = drafts.get(childType.toLowerCase());
    const link = childDraft && fieldOf(childDraft, foreignKey);
    if (!childDraft || !link) throw new SourceError(position, `${childType}.${foreignKey} does not exist`);
    const isDetail = link.masterDetail || STANDARD_DETAILS.has(`${childType}.${foreignKey}`.toLowerCase());
    if (!isDetail || !link.referenceTo.includes(draft.name))
      throw new SourceError(
        position,
        `${childType}.${foreignKey} does not make ${childType} a detail of ${draft.name}`,
      );
    const below = summarized === undefined ? undefined : fieldOf(childDraft, summarized);
    if (summarized !== undefined && !below) throw new SourceError(position, `${childType} has no field ${summarized}`);
    const of = below?.rollUp ? finish(childDraft, below) : below;
    if (operation === 'sum' && !SUMMABLE.has(of!.type))
      throw new SourceError(position, `a ${of!.type} field cannot be summed`);
    const finished: Field = {
      ...field,
      ...(of && { type: of.type, precision: 18, scale: of.scale }),
      rollUp: { ...field.rollUp, childType: childDraft.name, foreignKey: link.name, summarized: below?.name },
    };
    addField(draft, finished);
    return finished;
  };
  for (const draft of drafts.values())
    for (const field of draft.fields.values()) if (field.rollUp) finish(draft, field);
}

const SUMMABLE: ReadonlySet<string> = new Set(['int', 'long', 'double', 'currency', 'percent']);

function refuseSameChildName(names: Map<string, Field>, parent: TypeDraft, field: Field): void {
  if (!field.childRelationshipName) return;
  const key = `${parent.name}.${field.childRelationshipName}`.toLowerCase();
  const other = names.get(key);
  // A lookup of Activity is one field, of tasks and events both.
  if (other && other.name === field.name && other.position?.file === field.position?.file) return;
  if (other)
    throw new SourceError(
      field.position!,
      `${parent.name} already has a child relationship ${field.childRelationshipName}, by ${other.name}`,
    );
  names.set(key, field);
}

function refuseTarget(draft: TypeDraft, field: Field, target: string): never {
  const what = `${draft.name}.${field.name} looks up ${target}, which`;
  if (/__[a-z]+$/.test(target)) throw new SourceError(field.position!, `${what} does not exist`);
  throw new UnsupportedMetadata(field.position!, `${what} the local org does not know`);
}

function refuseObject(component: Component): never {
  const name = objectOf(component);
  if (/__[a-z]+$/.test(name)) throw new SourceError(positionOf(component), `there is no object ${name}`);
  throw new UnsupportedMetadata(positionOf(component), `the local org does not know the standard object ${name}`);
}

function addValidationRule(component: Component, drafts: Drafts): void {
  const xml = component.xml!;
  const draft = drafts.get(objectOf(component).toLowerCase()) ?? refuseObject(component);
  const display = child(xml, 'errorDisplayField');
  const rule: ValidationRule = {
    name: partOf(component),
    active: requiredText(xml, 'active') === 'true',
    formula: requiredText(xml, 'errorConditionFormula'),
    message: requiredText(xml, 'errorMessage'),
    displayField: display && (requireField(draft, display.text, display.position)?.name ?? display.text),
    position: xml.position,
  };
  draft.validationRules.push(rule);
}

/** Ids of record types, given out in the order of the project; those from before stay. */
class RecordTypeIds {
  readonly #known: ReadonlyMap<string, string>;
  readonly #taken: ReadonlySet<string>;
  #serial = 0;

  constructor(before: Schema | undefined) {
    const known = [...(before?.types.values() ?? [])].flatMap(({ name, recordTypes }) =>
      recordTypes.map(({ developerName, id }): [string, string] => [`${name}.${developerName}`.toLowerCase(), id]),
    );
    this.#known = new Map(known);
    this.#taken = new Set(this.#known.values());
  }

  of(fullName: string): string {
    const known = this.#known.get(fullName.toLowerCase());
    if (known) return known;
    for (;;) {
      const id = makeId('012', ++this.#serial, SCHEMA_POD);
      if (!this.#taken.has(id)) return id;
    }
  }
}

function addRecordType(component: Component, ids: RecordTypeIds, drafts: Drafts): void {
  const xml = component.xml!;
  const draft = drafts.get(objectOf(component).toLowerCase()) ?? refuseObject(component);
  for (const entry of childrenOf(xml, 'picklistValues')) {
    const picklist = child(entry, 'picklist') ?? entry;
    const field = requireField(
      draft,
      PICKLIST_NAMES[`${draft.name}.${picklist.text}`] ?? picklist.text,
      picklist.position,
    );
    for (const value of field ? childrenOf(entry, 'values') : [])
      checkPicklistValue(draft, field!, requiredText(value, 'fullName'), value.position);
  }
  if (!fieldOf(draft, RECORD_TYPE_FIELD.name)) addField(draft, RECORD_TYPE_FIELD);
  draft.recordTypes.push({
    id: ids.of(component.fullName),
    developerName: partOf(component),
    label: requiredText(xml, 'label'),
    active: textOf(xml, 'active') !== 'false',
  });
}

/** In record types the picklist of salutations goes by the name of the compound field. */
const PICKLIST_NAMES: Readonly<Record<string, string>> = { 'Contact.Name': 'Salutation', 'Lead.Name': 'Salutation' };

function checkPicklistValue(draft: TypeDraft, field: Field, value: string, position: SourcePosition): void {
  const decoded = decodeURIComponent(value);
  // Standard picklists of which the table knows no values cannot be checked.
  if (field.picklistValues.length === 0 || field.picklistValues.some((known) => known.value === decoded)) return;
  throw new SourceError(position, `${draft.name}.${field.name} has no value ${decoded}`);
}

/** Names of fields, plain or as `<field>` within the element; paths to parents are left to whoever shows them. */
function checkFields(component: Component, drafts: Drafts, elements: readonly string[], inner?: string): void {
  const draft = drafts.get(objectOf(component).toLowerCase()) ?? refuseObject(component);
  for (const element of elements.flatMap((name) => childrenOf(component.xml!, name))) {
    const name = inner ? requiredText(element, inner) : element.text;
    if (!name.includes('.')) requireField(draft, name, element.position);
  }
}

/** @returns undefined for a standard field of a feature that the local org lacks */
function requireField(draft: TypeDraft, name: string, position: SourcePosition): Field | undefined {
  const always = [...AUDIT_FIELDS, RECORD_TYPE_FIELD];
  const field = fieldOf(draft, name) ?? always.find((known) => known.name === name);
  if (field || (draft.kind === 'standard' && !/__[a-z]+$/i.test(name))) return field;
  throw new SourceError(position, `${draft.name} has no field ${name}`);
}

const objectOf = (component: Component): string => component.fullName.slice(0, component.fullName.indexOf('.'));
const partOf = (component: Component): string => component.fullName.slice(component.fullName.indexOf('.') + 1);
const positionOf = (component: Component): SourcePosition => component.xml!.position;
