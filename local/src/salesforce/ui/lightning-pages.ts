// Lightning record pages of the project's metadata: which page the app opens for an object, and what stands on it above the
// details. Drawn are field sections and rich text of the main region; the console has places of its own for all else.
// Source: Metadata API Developer Guide, "FlexiPage", "CustomApplication".
import type { Project } from '../metadata/project.ts';
import { child, childrenOf, textOf, type XmlElement } from '../metadata/xml.ts';
import type { Field, Schema, SObjectType, Value } from '../schema/schema.ts';
import { compileVisibility } from './visibility.ts';

/** A part of a page above the details. */
export interface PagePart {
  readonly name: string;
  /** '' for text without a heading. */
  readonly label: string;
  readonly fields: readonly Field[];
  readonly text: string;
  /** Shown for some records only: a notice. */
  readonly isConditional: boolean;
  isVisible(this: void, values: ReadonlyMap<string, Value>): boolean;
}

/**
 * Parts of the object's record page, in order; none without such a page.
 * @throws UnsupportedMetadata a visibility rule asks what the console does not know
 */
export function pagePartsOf(project: Project, schema: Schema, type: SObjectType): PagePart[] {
  const page = recordPageOf(project, type);
  if (!page) return [];
  const regions = new Map(childrenOf(page, 'flexiPageRegions').map((region) => [textOf(region, 'name') ?? '', region]));
  return componentsIn(regions.get('main')).flatMap((component) => partOf(component, regions, schema, type));
}

function recordPageOf(project: Project, type: SObjectType): XmlElement | undefined {
  const ofApps = project
    .ofType('CustomApplication')
    .flatMap(({ xml }) => childrenOf(xml!, 'actionOverrides'))
    .filter((override) => textOf(override, 'pageOrSobjectType') === type.name);
  const ofObject = project
    .ofType('CustomObject')
    .filter(({ fullName }) => fullName === type.name)
    .flatMap(({ xml }) => (xml ? childrenOf(xml, 'actionOverrides') : []));
  const shown = [...ofApps, ...ofObject].find(
    (override) =>
      textOf(override, 'actionName') === 'View' &&
      textOf(override, 'type') === 'Flexipage' &&
      textOf(override, 'formFactor') !== 'Small',
  );
  const name = shown && textOf(shown, 'content');
  return project.ofType('FlexiPage').find(({ fullName }) => fullName === name)?.xml;
}

const componentsIn = (region: XmlElement | undefined): XmlElement[] =>
  (region ? childrenOf(region, 'itemInstances') : []).flatMap((item) => childrenOf(item, 'componentInstance'));

const fieldsIn = (region: XmlElement | undefined): string[] =>
  (region ? childrenOf(region, 'itemInstances') : [])
    .flatMap((item) => childrenOf(item, 'fieldInstance'))
    .map((field) => (textOf(field, 'fieldItem') ?? '').replace(/^Record\./, ''));

function partOf(
  component: XmlElement,
  regions: ReadonlyMap<string, XmlElement>,
  schema: Schema,
  type: SObjectType,
): PagePart[] {
  const kind = textOf(component, 'componentName');
  if (kind !== 'flexipage:fieldSection' && kind !== 'flexipage:richText') return [];
  const property = (of: XmlElement, name: string): string =>
    childrenOf(of, 'componentInstanceProperties')
      .filter((each) => textOf(each, 'name') === name)
      .map((each) => textOf(each, 'value') ?? '')[0] ?? '';
  const rule = child(component, 'visibilityRule');
  const columns = componentsIn(regions.get(property(component, 'columns')));
  const names = columns.flatMap((column) => fieldsIn(regions.get(property(column, 'body'))));
  return [
    {
      name: textOf(component, 'identifier') ?? kind,
      label: property(component, 'label'),
      fields: names.flatMap((name) => schema.field(type, name) ?? []),
      text: property(component, 'richTextValue')
        .replace(/<[^>]+>/g, ' ')
        .trim(),
      isConditional: rule !== undefined,
      isVisible: compileVisibility(rule),
    },
  ];
}

/** Fields that the object's compact layout puts at the top of a record. */
export function highlightsOf(project: Project, schema: Schema, type: SObjectType): Field[] {
  const object = project.ofType('CustomObject').find(({ fullName }) => fullName === type.name);
  const assigned = object?.xml && textOf(object.xml, 'compactLayoutAssignment');
  const layout = project.ofType('CompactLayout').find(({ fullName }) => fullName === `${type.name}.${assigned}`);
  return (layout?.xml ? childrenOf(layout.xml, 'fields') : []).flatMap(({ text }) => schema.field(type, text) ?? []);
}
