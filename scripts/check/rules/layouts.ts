// Page layouts: what must stand on one, and how. The platform names one such mistake a deployment.
import { child, childrenOf, textOf, type XmlElement } from '../../../local/src/salesforce/metadata/xml.ts';
import { repeated, type Problem, type Rule } from '../rule.ts';
import {
  customFieldOf,
  hasFixedRights,
  isComputed,
  objectOf,
  type MetadataFile,
  type SourceTree,
} from '../source-tree.ts';

const COLUMNS: Readonly<Record<string, number>> = {
  OneColumn: 1,
  TwoColumnsTopToBottom: 2,
  TwoColumnsLeftToRight: 2,
};

interface Item {
  readonly field: XmlElement;
  readonly behavior: XmlElement | undefined;
}

function itemsOf({ xml }: MetadataFile): Item[] {
  return childrenOf(xml, 'layoutSections')
    .flatMap((section) => childrenOf(section, 'layoutColumns'))
    .flatMap((column) => childrenOf(column, 'layoutItems'))
    .flatMap((item) => {
      const field = child(item, 'field');
      return field ? [{ field, behavior: child(item, 'behavior') }] : [];
    });
}

export const layoutFields = (file: MetadataFile): XmlElement[] => itemsOf(file).map(({ field }) => field);

function* checkSections({ xml }: MetadataFile): Iterable<Problem> {
  for (const section of childrenOf(xml, 'layoutSections')) {
    const style = textOf(section, 'style') ?? '';
    const columns = childrenOf(section, 'layoutColumns').length;
    if (COLUMNS[style] !== undefined && COLUMNS[style] !== columns)
      yield { at: section, what: `a section of ${style} has ${COLUMNS[style]} columns, not ${columns}` };
  }
}

function* checkTwice(file: MetadataFile): Iterable<Problem> {
  for (const field of repeated(layoutFields(file), ({ text }) => text.toLowerCase()))
    yield { at: field, what: `${field.text} stands twice on the layout` };
}

/** Standard fields that every layout shows, as failed deployments said; `Required` where the behaviour is fixed too. */
const ALWAYS: Readonly<Record<string, Readonly<Record<string, 'Required' | 'any'>>>> = {
  Account: { Name: 'Required' },
  Case: { ContactId: 'any', Description: 'any', Status: 'Required', SuppliedEmail: 'any' },
  Contact: { Name: 'Required' },
  Lead: { Company: 'Required', Name: 'Required', Status: 'Required' },
  Opportunity: { CloseDate: 'Required', Name: 'Required', Probability: 'any', StageName: 'Required' },
  Order: { EffectiveDate: 'Required', Status: 'Required' },
  Product2: { Name: 'Required' },
};

function* checkAlways(file: MetadataFile): Iterable<Problem> {
  const object = objectOf(file);
  const items = new Map(itemsOf(file).map((item) => [item.field.text, item]));
  for (const [name, behavior] of Object.entries(ALWAYS[object] ?? {})) {
    const item = items.get(name);
    if (!item) yield { at: file.xml, what: `${name} must stand on a layout of ${object}` };
    else if (behavior === 'Required') yield* mustBeRequired(item, object);
  }
}

function* mustBeRequired({ field, behavior }: Item, object: string): Iterable<Problem> {
  if (behavior?.text !== 'Required')
    yield { at: behavior ?? field, what: `${field.text} must be <behavior>Required on a layout of ${object}` };
}

/** Fields of ours: required ones and masters stand there as Required, computed ones as Readonly. */
function* checkOwnFields(file: MetadataFile, tree: SourceTree): Iterable<Problem> {
  const object = objectOf(file);
  const items = itemsOf(file);
  const shown = new Set(items.map(({ field }) => field.text.toLowerCase()));
  for (const field of tree.ofType('CustomField').filter((each) => objectOf(each) === object && hasFixedRights(each))) {
    const name = field.fullName.split('.')[1]!;
    if (!shown.has(name.toLowerCase()))
      yield { at: file.xml, what: `${name} is required, so it must stand on the layout` };
  }
  for (const item of items) {
    const field = customFieldOf(tree, object, item.field.text);
    if (field && hasFixedRights(field)) yield* mustBeRequired(item, object);
    if (field && isComputed(field) && item.behavior && item.behavior.text !== 'Readonly')
      yield { at: item.behavior, what: `${item.field.text} is computed, so it is <behavior>Readonly` };
  }
}

function* checkActions({ xml }: MetadataFile): Iterable<Problem> {
  for (const list of childrenOf(xml, 'platformActionList')) {
    const orders = childrenOf(list, 'platformActionListItems').flatMap((item) => child(item, 'sortOrder') ?? []);
    const sorted = orders.toSorted((a, b) => Number(a.text) - Number(b.text));
    const wrong = sorted.findIndex((order, index) => Number(order.text) !== index);
    if (wrong >= 0)
      yield {
        at: sorted[wrong]!,
        what: `<sortOrder> counts from 0 without gaps: ${wrong} here, not ${sorted[wrong]!.text}`,
      };
  }
}

const ON = ['Layout'];

export const LAYOUT_RULES: readonly Rule[] = [
  { on: ON, source: 'Metadata API guide, Layout', check: checkSections },
  { on: ON, source: 'Metadata API guide, Layout', check: checkTwice },
  { on: ON, source: 'seen in deployments: Layout must contain an item for required layout field', check: checkAlways },
  { on: ON, source: 'seen in deployments: Field must be Required; must not be Required', check: checkOwnFields },
  { on: ON, source: 'seen in deployments: SortOrder must be in sequential order from 0', check: checkActions },
];
