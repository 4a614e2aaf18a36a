// What agents look at: list views, compact layouts, Lightning pages, apps, tabs.
import { child, childrenOf, textOf } from '../../../local/src/salesforce/metadata/xml.ts';
import { everyElement, numbersBeyond, repeated, type Problem, type Rule } from '../rule.ts';
import { objectOf, type MetadataFile, type SourceTree } from '../source-tree.ts';
import { LAYOUT_RULES } from './layouts.ts';

function* checkListView({ xml }: MetadataFile): Iterable<Problem> {
  const columns = childrenOf(xml, 'columns');
  if (columns.length > 15) yield { at: columns[15]!, what: 'a list view has at most 15 columns' };
  for (const column of repeated(columns, ({ text }) => text.toLowerCase()))
    yield { at: column, what: `${column.text} stands twice` };
  const filters = childrenOf(xml, 'filters');
  if (filters.length > 10) yield { at: filters[10]!, what: 'a list view has at most 10 filters' };
  yield* numbersBeyond(child(xml, 'booleanFilter'), filters.length, 'filter');
}

function* checkScope(file: MetadataFile, tree: SourceTree): Iterable<Problem> {
  const scope = child(file.xml, 'filterScope');
  const hasQueue = child(file.xml, 'queue') !== undefined;
  if (scope?.text === 'Queue' && !hasQueue) yield { at: scope, what: '<filterScope>Queue needs <queue>' };
  const object = objectOf(file);
  const model = textOf(tree.find('CustomObject', object)?.xml ?? file.xml, 'sharingModel');
  if (scope?.text === 'Mine' && object.endsWith('__c') && model === 'ControlledByParent')
    yield { at: scope, what: `records of ${object} have no owner, so no view shows one’s own` };
}

function* checkCompactLayout({ xml }: MetadataFile): Iterable<Problem> {
  const fields = childrenOf(xml, 'fields');
  if (fields.length > 10) yield { at: fields[10]!, what: 'a compact layout has at most 10 fields' };
  for (const field of repeated(fields, ({ text }) => text.toLowerCase()))
    yield { at: field, what: `${field.text} stands twice` };
}

function* checkApp({ xml }: MetadataFile): Iterable<Problem> {
  if (textOf(xml, 'uiType') !== 'Lightning') return;
  for (const name of ['navType', 'label'])
    if (!child(xml, name)) yield { at: xml, what: `a Lightning app needs <${name}>` };
  const brand = child(xml, 'brand');
  for (const colour of ['headerColor', 'footerColor'].flatMap((name) => (brand && child(brand, name)) ?? []))
    if (!/^#[0-9a-f]{6}$/i.test(colour.text))
      yield { at: colour, what: `a colour is written #RRGGBB, not ‘${colour.text}’` };
  if (!childrenOf(xml, 'formFactors').some(({ text }) => text === 'Large'))
    yield { at: xml, what: 'a Lightning app needs <formFactors>Large' };
  for (const tab of repeated(childrenOf(xml, 'tabs'), ({ text }) => text.toLowerCase()))
    yield { at: tab, what: `${tab.text} stands twice` };
}

/** Names within one page are its own, and App Builder refuses a page that gives one twice. */
function* checkFlexiPage({ xml }: MetadataFile): Iterable<Problem> {
  const regions = childrenOf(xml, 'flexiPageRegions');
  for (const region of repeated(regions, (each) => textOf(each, 'name') ?? ''))
    yield { at: child(region, 'name') ?? region, what: `the region ${textOf(region, 'name')} stands twice` };
  const identifiers = [...everyElement(xml)].filter(({ name }) => name === 'identifier');
  for (const identifier of repeated(identifiers, ({ text }) => text))
    yield { at: identifier, what: `the identifier ${identifier.text} stands twice` };
  if (textOf(xml, 'type') === 'RecordPage' && !child(xml, 'sobjectType'))
    yield { at: xml, what: 'a record page needs <sobjectType>' };
}

const BEHAVIOURS = ['none', 'readonly', 'required'];

function* checkFieldBehaviour({ xml }: MetadataFile): Iterable<Problem> {
  for (const property of [...everyElement(xml)].filter(({ name }) => name === 'fieldInstanceProperties')) {
    const value = child(property, 'value');
    if (textOf(property, 'name') === 'uiBehavior' && value && !BEHAVIOURS.includes(value.text))
      yield { at: value, what: `uiBehavior is none, readonly or required, not ${value.text}` };
  }
}

/** What a tab may show; one of these. */
const SHOWN = ['auraComponent', 'flexiPage', 'lwcComponent', 'page', 'scontrol', 'url'];

function* checkTab({ xml }: MetadataFile): Iterable<Problem> {
  const isObject = textOf(xml, 'customObject') === 'true';
  const shown = SHOWN.flatMap((name) => child(xml, name) ?? []);
  const names = [...(isObject ? ['customObject'] : []), ...shown.map(({ name }) => name)];
  if (names.length > 1) yield { at: shown.at(-1)!, what: `a tab shows one thing: <${names.join('> or <')}>` };
  if (names.length === 0) yield { at: xml, what: `a tab shows something: <customObject>, <${SHOWN.join('>, <')}>` };
  const motif = child(xml, 'motif');
  if (!motif) yield { at: xml, what: 'a tab needs <motif>, its icon' };
  else if (!/^Custom\d+: \S/.test(motif.text))
    yield { at: motif, what: `<motif> is written ‘Custom18: Form’, not ‘${motif.text}’` };
  const label = child(xml, 'label');
  if (isObject && label) yield { at: label, what: 'the tab of an object has no <label>: it takes the object’s' };
}

export const PAGE_RULES: readonly Rule[] = [
  ...LAYOUT_RULES,
  { on: ['ListView'], source: 'Metadata API guide, ListView: filterScope, queue', check: checkScope },
  { on: ['ListView'], source: 'Help, list view limits', check: checkListView },
  { on: ['CompactLayout'], source: 'Help, compact layouts', check: checkCompactLayout },
  { on: ['FlexiPage'], source: 'Metadata API guide, FlexiPage', check: checkFlexiPage },
  { on: ['FlexiPage'], source: 'forcedotcom/sf-skills, platform-flexipage-generate', check: checkFieldBehaviour },
  { on: ['CustomTab'], source: 'Metadata API guide, CustomTab', check: checkTab },
  { on: ['CustomApplication'], source: 'Metadata API guide, CustomApplication', check: checkApp },
];
