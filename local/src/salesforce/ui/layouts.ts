// Page layouts of the project's metadata: which fields of a record an agent sees, in which sections.
import type { Project } from '../metadata/project.ts';
import { childrenOf, textOf, type XmlElement } from '../metadata/xml.ts';
import type { Field, Schema, SObjectType } from '../schema/schema.ts';
import { isShown } from './field-display.ts';

export interface LayoutField {
  readonly field: Field;
  readonly readOnly: boolean;
  readonly required: boolean;
}
export interface LayoutSection {
  readonly label: string;
  readonly fields: readonly LayoutField[];
}

/** Sections of the type's layout; without one, all fields in two sections. */
export function layoutOf(project: Project, schema: Schema, type: SObjectType): LayoutSection[] {
  const layout = layoutFileOf(project, type);
  const sections = layout
    ? childrenOf(layout, 'layoutSections').map((section) => readSection(section, schema, type))
    : [];
  const filled = sections.filter((section) => section.fields.length > 0);
  return filled.length ? filled : sectionsWithoutLayout(type);
}

/** The layout of the type, the first if there are several. */
export function layoutFileOf(project: Project, type: SObjectType): XmlElement | undefined {
  return project
    .ofType('Layout')
    .find((component) => decodeURIComponent(component.fullName).startsWith(`${type.name}-`))?.xml;
}

function readSection(section: XmlElement, schema: Schema, type: SObjectType): LayoutSection {
  const items = childrenOf(section, 'layoutColumns').map((column) => childrenOf(column, 'layoutItems'));
  return {
    label: textOf(section, 'label') ?? '',
    fields: interleave(items).flatMap((item) => layoutField(item, schema, type)),
  };
}

/** Columns are read side by side, as the page shows them. */
function interleave<T>(columns: readonly (readonly T[])[]): T[] {
  const length = Math.max(0, ...columns.map((column) => column.length));
  return Array.from({ length }, (_, row) =>
    columns.flatMap((column) => (row < column.length ? [column[row]!] : [])),
  ).flat();
}

function layoutField(item: XmlElement, schema: Schema, type: SObjectType): LayoutField[] {
  const name = textOf(item, 'field');
  const behavior = textOf(item, 'behavior');
  return (name ? partsOf(name, schema, type) : [])
    .filter(isShown)
    .map((field) => ({ field, readOnly: behavior === 'Readonly', required: behavior === 'Required' }));
}

/** A compound on the layout (BillingAddress, Name of a person) stands for its parts. */
function partsOf(name: string, schema: Schema, type: SObjectType): Field[] {
  const parts = [...type.fields.values()].filter((field) => field.compound?.toLowerCase() === name.toLowerCase());
  const field = schema.field(type, name);
  return parts.length
    ? parts.filter((part) => !/Latitude|Longitude|GeocodeAccuracy/.test(part.name)).sort(byAddressLine)
    : field
      ? [field]
      : [];
}

/** An address in the order in which the platform's pages show it; other parts keep theirs. */
const ADDRESS_LINES = ['Street', 'City', 'State', 'PostalCode', 'Country'];

function byAddressLine(a: Field, b: Field): number {
  const line = ({ name }: Field): number => ADDRESS_LINES.findIndex((part) => name.endsWith(part));
  return line(a) - line(b);
}

const SYSTEM_FIELDS =
  /^(Id|IsDeleted|CreatedById|CreatedDate|LastModifiedById|LastModifiedDate|SystemModstamp|LastViewedDate|LastReferencedDate)$/;

/** Objects without layouts, whose page in Lightning Experience is always the same; who wrote a comment is not typed in. */
const FIXED_PAGES: Readonly<Record<string, readonly string[]>> = {
  CaseComment: ['ParentId', 'IsPublished', 'CommentBody', 'CreatedById', 'CreatedDate'],
};

function sectionsWithoutLayout(type: SObjectType): LayoutSection[] {
  const fixed = FIXED_PAGES[type.name];
  const fields = (fixed ? fixed.flatMap((name) => type.fields.get(name) ?? []) : [...type.fields.values()])
    .filter(isShown)
    .map((field) => ({ field, readOnly: false, required: field.requiredOnCreate }));
  return [
    { label: 'Details', fields: fields.filter(({ field }) => !SYSTEM_FIELDS.test(field.name)) },
    { label: 'System', fields: fields.filter(({ field }) => SYSTEM_FIELDS.test(field.name)) },
  ];
}
