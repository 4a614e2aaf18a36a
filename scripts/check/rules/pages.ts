// What agents look at: layouts, list views, compact layouts, apps.
import { child, childrenOf, textOf, type XmlElement } from '../../../local/src/salesforce/metadata/xml.ts';
import { everyElement, numbersBeyond, repeated, type Problem, type Rule } from '../rule.ts';
import { objectOf, type MetadataFile, type SourceTree } from '../source-tree.ts';

const COLUMNS: Readonly<Record<string, number>> = {
  OneColumn: 1,
  TwoColumnsTopToBottom: 2,
  TwoColumnsLeftToRight: 2,
  CustomLinks: 3,
};

export function layoutFields({ xml }: MetadataFile): XmlElement[] {
  return childrenOf(xml, 'layoutSections')
    .flatMap((section) => childrenOf(section, 'layoutColumns'))
    .flatMap((column) => childrenOf(column, 'layoutItems'))
    .flatMap((item) => child(item, 'field') ?? []);
}

function* checkLayout(file: MetadataFile, tree: SourceTree): Iterable<Problem> {
  for (const section of childrenOf(file.xml, 'layoutSections')) {
    const style = textOf(section, 'style') ?? '';
    const columns = childrenOf(section, 'layoutColumns').length;
    if (COLUMNS[style] !== undefined && COLUMNS[style] !== columns)
      yield { at: section, what: `a section of ${style} has ${COLUMNS[style]} columns, not ${columns}` };
  }
  const fields = layoutFields(file);
  for (const field of repeated(fields, ({ text }) => text.toLowerCase()))
    yield { at: field, what: `${field.text} stands twice on the layout` };
  const shown = new Set(fields.map(({ text }) => text.toLowerCase()));
  const required = tree
    .ofType('CustomField')
    .filter((field) => objectOf(field) === objectOf(file) && textOf(field.xml, 'required') === 'true');
  for (const field of required) {
    const name = field.fullName.split('.')[1]!;
    if (!shown.has(name.toLowerCase()))
      yield { at: file.xml, what: `${name} is required, so it must stand on the layout` };
  }
}

function* checkListView({ xml }: MetadataFile): Iterable<Problem> {
  const columns = childrenOf(xml, 'columns');
  if (columns.length > 15) yield { at: columns[15]!, what: 'a list view has at most 15 columns' };
  for (const column of repeated(columns, ({ text }) => text.toLowerCase()))
    yield { at: column, what: `${column.text} stands twice` };
  const filters = childrenOf(xml, 'filters');
  if (filters.length > 10) yield { at: filters[10]!, what: 'a list view has at most 10 filters' };
  yield* numbersBeyond(child(xml, 'booleanFilter'), filters.length, 'filter');
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

export const PAGE_RULES: readonly Rule[] = [
  { on: ['Layout'], source: 'Metadata API guide, Layout', check: checkLayout },
  { on: ['ListView'], source: 'Help, list view limits', check: checkListView },
  { on: ['CompactLayout'], source: 'Help, compact layouts', check: checkCompactLayout },
  { on: ['FlexiPage'], source: 'Metadata API guide, FlexiPage', check: checkFlexiPage },
  { on: ['CustomApplication'], source: 'Metadata API guide, CustomApplication', check: checkApp },
];
