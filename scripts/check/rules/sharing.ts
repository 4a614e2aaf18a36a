// Sharing sets, roles and queues: whom records are shared with, and who may own them.
import { child, childrenOf, textOf } from '../../../local/src/salesforce/metadata/xml.ts';
import { repeated, type Problem, type Rule } from '../rule.ts';
import { objectOf, type MetadataFile, type SourceTree } from '../source-tree.ts';

function* checkSharingSet({ xml }: MetadataFile, tree: SourceTree): Iterable<Problem> {
  const objects = childrenOf(xml, 'accessMappings').flatMap((mapping) => child(mapping, 'object') ?? []);
  for (const at of repeated(objects, ({ text }) => text.toLowerCase())) yield { at, what: `${at.text} stands twice` };
  for (const at of objects) {
    const object = tree.find('CustomObject', at.text)?.xml;
    const model = object && (textOf(object, 'externalSharingModel') ?? textOf(object, 'sharingModel'));
    if (model?.startsWith('ReadWrite'))
      yield { at, what: `${at.text} is ${model} outside, so a sharing set cannot share it` };
  }
}

/** What a role says of records whose account its members own, and the objects it says it of. */
const LEVELS: readonly (readonly [element: string, object: string, plural: string])[] = [
  ['caseAccessLevel', 'Case', 'cases'],
  ['contactAccessLevel', 'Contact', 'contacts'],
  ['opportunityAccessLevel', 'Opportunity', 'opportunities'],
];

/** Least level of a role by what everybody may. */
const LEAST: Readonly<Record<string, readonly string[]>> = {
  Read: ['Read', 'Edit'],
  ReadWrite: ['Edit'],
  ReadWriteTransfer: ['Edit'],
};

function* checkRole({ fullName, xml }: MetadataFile, tree: SourceTree): Iterable<Problem> {
  for (const [element, object, plural] of LEVELS) {
    const at = child(xml, element);
    const model = textOf(tree.find('CustomObject', object)?.xml ?? xml, 'sharingModel') ?? '';
    const levels = LEAST[model];
    if (at && levels && !levels.includes(at.text))
      yield {
        at,
        what: `${plural} are ${model} for everybody, so a role has <${element}>${levels.join(' or ')}, not ${at.text}`,
      };
  }
  const parent = child(xml, 'parentRole');
  if (parent && isAbove(parent.text, fullName, tree)) yield { at: parent, what: `${fullName} stands above itself` };
}

/** Whether the way up from a role comes by another. */
function isAbove(role: string, other: string, tree: SourceTree): boolean {
  const seen = new Set<string>();
  for (let name: string | undefined = role; name !== undefined && !seen.has(name);) {
    if (name === other) return true;
    seen.add(name);
    const above: MetadataFile | undefined = tree.find('Role', name);
    name = above && textOf(above.xml, 'parentRole');
  }
  return false;
}

/** Standard objects whose records belong to people or to other records. Which others queues hold depends on features of the org. */
const NEVER_QUEUED: ReadonlySet<string> = new Set(
  `Account Asset Campaign Contact Contract Opportunity OpportunityLineItem OrderItem Pricebook2 PricebookEntry Product2 User`.split(
    ' ',
  ),
);

function* checkQueue({ xml }: MetadataFile, tree: SourceTree): Iterable<Problem> {
  for (const at of childrenOf(xml, 'queueSobject').flatMap((entry) => child(entry, 'sobjectType') ?? [])) {
    if (NEVER_QUEUED.has(at.text)) yield { at, what: `queues hold no records of ${at.text}` };
    const master = tree
      .ofType('CustomField')
      .find((field) => objectOf(field) === at.text && textOf(field.xml, 'type') === 'MasterDetail');
    if (master) yield { at, what: `${at.text} has a master, so its records have no owner` };
  }
}

export const SHARING_RULES: readonly Rule[] = [
  { on: ['SharingSet'], source: 'Help, Set Up Sharing Sets', check: checkSharingSet },
  { on: ['Role'], source: 'seen in deployments: access level below organization default', check: checkRole },
  { on: ['Queue'], source: 'Metadata API guide, QueueSobject; Help, Queues', check: checkQueue },
];
