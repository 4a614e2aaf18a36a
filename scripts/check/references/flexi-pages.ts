// Lightning pages name an object, fields, related lists, components, and facets of their own.
// Facts: Metadata API guide, "FlexiPage"; components as pages that orgs gave out name them.
import { fieldPath } from '../../../local/src/salesforce/formula/record-scope.ts';
import { child, childrenOf, textOf, type XmlElement } from '../../../local/src/salesforce/metadata/xml.ts';
import type { SObjectType } from '../../../local/src/salesforce/schema/schema.ts';
import { everyElement, numbersBeyond } from '../rule.ts';
import { objectOf, type MetadataFile } from '../source-tree.ts';
import type { ReferenceBook } from './reference-book.ts';
import { FACET_PROPERTIES, PAGE_COMPONENTS, RELATED_LISTS, TEMPLATE_REGIONS } from './standard-names.ts';

export function checkFlexiPage({ xml }: MetadataFile, book: ReferenceBook): void {
  const at = child(xml, 'sobjectType');
  const type = at && book.object(at, at.text);
  checkRegions(xml, book);
  for (const component of elements(xml, 'componentInstance')) checkComponent(component, type, book);
  if (!type) return;
  for (const field of elements(xml, 'fieldItem')) checkField(field, type, book);
  for (const rule of elements(xml, 'visibilityRule')) checkVisibility(rule, type, book);
}

const elements = (xml: XmlElement, name: string): XmlElement[] =>
  [...everyElement(xml)].filter((element) => element.name === name);

const propertyOf = (component: XmlElement, name: string): XmlElement | undefined =>
  childrenOf(component, 'componentInstanceProperties')
    .filter((property) => textOf(property, 'name') === name)
    .flatMap((property) => child(property, 'value') ?? [])[0];

/** Regions are those of the template; facets are those that a component of the page holds. */
function checkRegions(xml: XmlElement, book: ReferenceBook): void {
  const template = child(xml, 'template');
  const known = TEMPLATE_REGIONS[(template && textOf(template, 'name')) ?? ''];
  if (template && !known) book.report(template, `we know no template ${textOf(template, 'name')}`);
  const held = new Set(FACET_PROPERTIES.flatMap((name) => facetsHeld(xml, name)).map(({ text }) => text));
  const facets = new Set<string>();
  for (const region of childrenOf(xml, 'flexiPageRegions')) {
    const at = child(region, 'name')!;
    const name = at.text;
    const isFacet = textOf(region, 'type') === 'Facet';
    if (isFacet) facets.add(name);
    if (isFacet && !held.has(name)) book.report(at, `nothing shows the facet ${name}`);
    else if (!isFacet && known && !known.includes(name)) book.report(at, `the template has no region ${name}`);
    else book.resolved += 1;
  }
  for (const facet of FACET_PROPERTIES.flatMap((name) => facetsHeld(xml, name)))
    if (!facets.has(facet.text)) book.report(facet, `there is no facet ${facet.text} on this page`);
}

const facetsHeld = (xml: XmlElement, property: string): XmlElement[] =>
  elements(xml, 'componentInstance').flatMap((component) => propertyOf(component, property) ?? []);

function checkComponent(component: XmlElement, type: SObjectType | undefined, book: ReferenceBook): void {
  const at = child(component, 'componentName')!;
  const own = /^(?:c:)?([a-z]\w*)$/.exec(at.text)?.[1];
  if (own) book.file(at, new RegExp(`/(?:lwc|aura)/${own}/`), `component ${own}`);
  else if (PAGE_COMPONENTS.has(at.text)) book.resolved += 1;
  else book.report(at, `we know no component ${at.text}`);
  const list = propertyOf(component, 'relatedListApiName');
  if (type && list) checkRelatedList(component, list, type, book);
}

/** The list must exist, and a layout of the object must carry it: from there it takes its columns. */
function checkRelatedList(component: XmlElement, at: XmlElement, type: SObjectType, book: ReferenceBook): void {
  const parent = propertyOf(component, 'parentFieldApiName');
  if (parent && parent.text !== `${type.name}.Id`) book.report(parent, `${parent.text} is not the id of ${type.name}`);
  const list = book.schema.childRelationships(type).find(({ name }) => name === at.text);
  if (!list) return book.report(at, `${type.name} has no related list ${at.text}`);
  const names = [`${list.childType}.${list.field.name}`, ...standardListsOf(list.childType)];
  const layouts = book.tree.ofType('Layout').filter((layout) => objectOf(layout) === type.name);
  const shown = layouts
    .flatMap(({ xml }) => childrenOf(xml, 'relatedLists'))
    .map((each) => textOf(each, 'relatedList'));
  if (layouts.length > 0 && !shown.some((name) => name !== undefined && names.includes(name)))
    book.report(at, `no layout of ${type.name} carries the related list ${at.text}`);
  else book.resolved += 1;
}

const standardListsOf = (object: string): string[] =>
  Object.keys(RELATED_LISTS).filter((name) => RELATED_LISTS[name] === object);

function checkField(at: XmlElement, type: SObjectType, book: ReferenceBook): void {
  const [first, name, ...rest] = at.text.split('.');
  if (first !== 'Record' || !name || rest.length > 0) book.report(at, `${at.text} is no field of the record`);
  else book.field(at, type, name);
}

const OPERATORS: ReadonlySet<string> = new Set(['EQUAL', 'NE', 'CONTAINS', 'GT', 'GE', 'LT', 'LE']);

function checkVisibility(rule: XmlElement, type: SObjectType, book: ReferenceBook): void {
  const criteria = childrenOf(rule, 'criteria');
  for (const { at, what } of numbersBeyond(child(rule, 'booleanFilter'), criteria.length, 'criterion'))
    book.report(at, what);
  for (const each of criteria) checkCriterion(each, type, book);
}

function checkCriterion(criterion: XmlElement, type: SObjectType, book: ReferenceBook): void {
  const left = child(criterion, 'leftValue')!;
  const operator = child(criterion, 'operator')!;
  if (!OPERATORS.has(operator.text)) book.report(operator, `visibility knows no operator ${operator.text}`);
  const path = /^\{!Record\.([\w.]+)\}$/.exec(left.text)?.[1];
  if (!path)
    return left.text.startsWith('{!$') ? undefined : book.report(left, `${left.text} is no field of the record`);
  const found = fieldPath(book.schema, type, path.split('.'));
  if (!found) return book.report(left, `${type.name} has no field ${path}`);
  book.resolved += 1;
  const right = child(criterion, 'rightValue');
  if (right && operator.text !== 'CONTAINS') book.value(right, found.type, found.field, right.text);
}
