// Lookups, master-details and roll-up summaries: what goes together, and what the objects at both ends must be.
import { child, textOf } from '../../../local/src/salesforce/metadata/xml.ts';
import type { Problem, Rule } from '../rule.ts';
import { objectOf, type MetadataFile, type SourceTree } from '../source-tree.ts';

const isTrue = (file: MetadataFile, name: string): boolean => textOf(file.xml, name) === 'true';
const isMasterDetail = (field: MetadataFile): boolean => textOf(field.xml, 'type') === 'MasterDetail';

/** Records that no lookup may hold back from being deleted. Seen in failed deployments; there may be more. */
const NEVER_HELD: ReadonlySet<string> = new Set(['User', 'Product2']);

function* checkLookup(file: MetadataFile): Iterable<Problem> {
  if (textOf(file.xml, 'type') !== 'Lookup' || !file.fullName.endsWith('__c')) return;
  const isRequired = isTrue(file, 'required');
  const target = textOf(file.xml, 'referenceTo') ?? '';
  const constraint = child(file.xml, 'deleteConstraint');
  if (!isRequired && !constraint)
    yield { at: file.xml, what: 'a lookup says in <deleteConstraint> what happens when its target is deleted' };
  if (isRequired && !constraint)
    yield { at: file.xml, what: 'a required lookup needs <deleteConstraint>Restrict: it cannot be left empty' };
  if (isRequired && constraint?.text === 'SetNull')
    yield { at: constraint, what: 'a required lookup cannot be set to null' };
  if (constraint?.text === 'Cascade')
    yield {
      at: constraint,
      what: '<deleteConstraint>Cascade is refused unless Salesforce has switched it on for the org',
    };
  if (constraint && constraint.text !== 'SetNull' && NEVER_HELD.has(target))
    yield { at: constraint, what: `a lookup of ${target} can only be <deleteConstraint>SetNull` };
}

function* checkRelationshipName(file: MetadataFile): Iterable<Problem> {
  const name = child(file.xml, 'relationshipName');
  if (name && !/^[A-Za-z](_?[A-Za-z0-9])*$/.test(name.text))
    yield { at: name, what: `<relationshipName> ‘${name.text}’ is no API name` };
}

function* checkRelationshipIsOwn(file: MetadataFile, tree: SourceTree): Iterable<Problem> {
  const keyOf = (field: MetadataFile) =>
    [textOf(field.xml, 'referenceTo'), textOf(field.xml, 'relationshipName')].join('.').toLowerCase();
  if (!textOf(file.xml, 'relationshipName')) return;
  const other = tree.ofType('CustomField').find((field) => field.path < file.path && keyOf(field) === keyOf(file));
  if (other)
    yield { at: child(file.xml, 'relationshipName')!, what: `<relationshipName> is taken by ${other.fullName}` };
}

/** Masters of the objects, in the order of their files. */
function mastersOf(object: string, tree: SourceTree): MetadataFile[] {
  return tree.ofType('CustomField').filter((field) => isMasterDetail(field) && objectOf(field) === object);
}

const MOST_MASTERS = 2;

function* checkMaster(file: MetadataFile, tree: SourceTree): Iterable<Problem> {
  if (!isMasterDetail(file)) return;
  const object = objectOf(file);
  const at = child(file.xml, 'type')!;
  if (!object.endsWith('__c')) yield { at, what: `the standard object ${object} cannot be a detail: use a lookup` };
  const masters = mastersOf(object, tree);
  const before = masters.slice(0, masters.indexOf(file));
  if (before.length >= MOST_MASTERS)
    yield { at, what: `${object} has two masters already, ${before.map(({ fullName }) => fullName).join(' and ')}` };
  const order = child(file.xml, 'relationshipOrder');
  const same = before.find((field) => textOf(field.xml, 'relationshipOrder') === order?.text);
  if (order && same) yield { at: order, what: `<relationshipOrder> ${order.text} is that of ${same.fullName}` };
}

/** Whoever sees the master sees its details. */
function* checkSharingOfDetails({ fullName, xml }: MetadataFile, tree: SourceTree): Iterable<Problem> {
  if (!fullName.endsWith('__c')) return;
  const isDetail = mastersOf(fullName, tree).length > 0;
  for (const name of ['sharingModel', 'externalSharingModel']) {
    const model = child(xml, name);
    if (isDetail && model && model.text !== 'ControlledByParent')
      yield { at: model, what: `${fullName} has a master, so it is ControlledByParent, not ${model.text}` };
    if (!isDetail && model?.text === 'ControlledByParent')
      yield { at: model, what: `${fullName} has no master that could control who sees it` };
  }
}

function* checkRollUp({ xml }: MetadataFile): Iterable<Problem> {
  if (textOf(xml, 'type') !== 'Summary') return;
  const operation = textOf(xml, 'summaryOperation');
  const summarized = child(xml, 'summarizedField');
  if (operation === 'count' && summarized)
    yield { at: summarized, what: 'a Summary by count has no <summarizedField>' };
  if (operation && operation !== 'count' && !summarized)
    yield { at: xml, what: `a Summary by ${operation} needs <summarizedField>` };
}

const GUIDE = 'Metadata API guide, CustomField';
const DELETION = 'seen in deployments: cascade or restrict options of lookups';

export const RELATIONSHIP_RULES: readonly Rule[] = [
  { on: ['CustomField'], source: DELETION, check: checkLookup },
  { on: ['CustomField'], source: GUIDE, check: checkRelationshipName },
  { on: ['CustomField'], source: GUIDE, check: checkRelationshipIsOwn },
  { on: ['CustomField'], source: 'Help, Considerations for Object Relationships', check: checkMaster },
  { on: ['CustomObject'], source: 'Help, Considerations for Object Relationships', check: checkSharingOfDetails },
  { on: ['CustomField'], source: GUIDE, check: checkRollUp },
];
