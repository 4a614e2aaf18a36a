// What stands on views and theme layouts: sections that agree with their columns, the part that holds a page's title, and
// components that exist, are offered to sites, and have the attributes given to them.
// Source: LWR Sites for Experience Cloud, "Add Components to Views"; LWC Developer Guide, "XML Configuration File Elements".
import { child, childrenOf, textOf, type XmlElement } from '../../../local/src/salesforce/metadata/xml.ts';
import { isOfType } from '../bundles/configuration.ts';
import type { SourceTree } from '../source-tree.ts';
import { everyPart, ownComponents, treeOf, type Bundle, type Item } from './bundle.ts';
import { parseJson, type JsonNode } from './json.ts';
import type { SiteProblem, SiteRule } from './rule.ts';

const WIDTH_OF_SECTION = 12;
/** Experience Builder gives these to every component. */
const GIVEN_TO_ALL: ReadonlySet<string> = new Set(['dxpStyle', 'dxpClassName']);

export const checkViews: SiteRule = function* (bundle) {
  for (const view of bundle.ofType('sfdc_cms__view')) {
    const tree = treeOf(view);
    if (!tree) yield { at: view.body.at, what: 'has no component' };
    else {
      yield* checkFrame(tree, isStatic(view, bundle));
      for (const part of everyPart(tree))
        if (part.textAt('definition') === 'community_layout:section') yield* checkSection(part);
    }
  }
};

/** Views for when the site itself is away are served without its code, and have no title of their own. */
function isStatic(view: Item, bundle: Bundle): boolean {
  const route = bundle.ofType('sfdc_cms__route').find(({ body }) => body.textAt('activeViewId') === view.name);
  return route?.body.get('configurationTags')?.items.some(({ text }) => text === 'allow-in-static-site') ?? false;
}

function* checkFrame(tree: JsonNode, isWithoutCode: boolean): Iterable<SiteProblem> {
  const regions = tree.get('children')?.items ?? [];
  const names = regions.map((region) => region.textAt('name'));
  if (isWithoutCode && names.join() === 'content') return;
  if (names.length !== 2 || !names.includes('content') || !names.includes('sfdcHiddenRegion')) {
    yield { at: tree.at, what: `has the regions ${names.join(', ')}, not content and sfdcHiddenRegion` };
    return;
  }
  const [content, hidden] = ['content', 'sfdcHiddenRegion'].map((name) => regions[names.indexOf(name)]!);
  for (const part of content!.get('children')?.items ?? [])
    if (part.textAt('definition') !== 'community_layout:section')
      yield { at: part.at, what: `${part.textAt('definition')} stands outside of a section` };
  const assistant = (hidden!.get('children')?.items ?? []).find(
    (part) => part.textAt('definition') === 'community_builder:seoAssistant',
  );
  if (!assistant) yield { at: hidden!.at, what: 'holds no community_builder:seoAssistant' };
  else if (assistant.path('attributes', 'pageTitle')?.text.trim() === '')
    yield { at: assistant.at, what: 'the page has no title' };
}

/** `sectionConfig` is JSON inside of JSON, and says again what the regions say. */
function* checkSection(section: JsonNode): Iterable<SiteProblem> {
  const given = section.path('attributes', 'sectionConfig');
  if (!given) {
    yield { at: section.at, what: 'has no sectionConfig' };
    return;
  }
  let config: JsonNode;
  try {
    config = parseJson(given.text, given.at.file);
  } catch {
    {
      yield { at: given.at, what: 'sectionConfig is no JSON' };
      return;
    }
  }
  if (config.textAt('UUID') !== section.textAt('id'))
    yield { at: given.at, what: `sectionConfig is of ${config.textAt('UUID')}, not of the section’s id` };
  const columns = config.get('columns')?.items ?? [];
  const regions = section.get('children')?.items ?? [];
  if (columns.length !== regions.length) {
    yield { at: given.at, what: `sectionConfig has ${columns.length} columns, the section ${regions.length}` };
    return;
  }
  for (const [index, column] of columns.entries()) {
    const region = regions[index]!;
    if (column.textAt('UUID') !== region.textAt('id') || column.textAt('columnKey') !== region.textAt('name'))
      yield { at: region.at, what: `the region ${region.textAt('name')} is not column ${index + 1} of sectionConfig` };
  }
  const width = columns.reduce((sum, column) => sum + Number(column.textAt('columnWidth')), 0);
  if (width !== WIDTH_OF_SECTION)
    yield { at: given.at, what: `the columns are ${width} wide together, not ${WIDTH_OF_SECTION}` };
}

export const checkComponents: SiteRule = function* (bundle, tree) {
  for (const view of bundle.ofType('sfdc_cms__view')) yield* checkPlaced(view, ['lightningCommunity__Page'], tree);
  for (const layout of bundle.ofType('sfdc_cms__themeLayout')) {
    const root = treeOf(layout)?.textAt('definition').replace(/^c:/, '');
    yield* checkPlaced(layout, ['lightningCommunity__Page'], tree, root);
  }
};

/** @param layout component that is the theme layout itself */
function* checkPlaced(
  item: Item,
  targets: readonly string[],
  tree: SourceTree,
  layout?: string,
): Iterable<SiteProblem> {
  for (const { name, part } of ownComponents(item)) {
    const at = (part.get('definition') ?? part).at;
    const meta = tree.find('LightningComponentBundle', name);
    if (!meta) {
      yield { at, what: `there is no Lightning web component c:${name}` };
      continue;
    }
    if (textOf(meta.xml, 'isExposed') !== 'true') yield { at, what: `c:${name} is not exposed` };
    const offered = childrenOf(meta.xml, 'targets').flatMap((list) =>
      childrenOf(list, 'target').map(({ text }) => text),
    );
    const wanted = name === layout ? ['lightningCommunity__Theme_Layout'] : [...targets, 'lightningCommunity__Default'];
    for (const target of wanted)
      if (!offered.includes(target)) yield { at, what: `c:${name} does not have the target ${target}` };
    const properties = propertiesOf(meta.xml);
    for (const [attribute, value] of part.get('attributes')?.entries() ?? [])
      yield* checkAttribute(name, attribute, value, properties);
  }
}

function* checkAttribute(
  component: string,
  name: string,
  value: JsonNode,
  properties: ReadonlyMap<string, string>,
): Iterable<SiteProblem> {
  if (GIVEN_TO_ALL.has(name)) return;
  const type = properties.get(name);
  if (type === undefined) yield { at: value.at, what: `c:${component} offers no property ${name}` };
  // `{!recordId}` is filled in by the page.
  else if (!value.text.startsWith('{!') && !isOfType(value.written, type))
    yield { at: value.at, what: `${name} of c:${component} is ${value.written}, not of the type ${type}` };
}

/** Types of properties by their names. */
function propertiesOf(meta: XmlElement): ReadonlyMap<string, string> {
  const configs = childrenOf(child(meta, 'targetConfigs') ?? { ...meta, children: [] }, 'targetConfig');
  return new Map(
    configs
      .filter(({ attributes }) => attributes['targets']?.split(/[,\s]+/).includes('lightningCommunity__Default'))
      .flatMap((config) => childrenOf(config, 'property'))
      .map(({ attributes }) => [attributes['name'] ?? '', attributes['type'] ?? '']),
  );
}
