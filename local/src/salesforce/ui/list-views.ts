// List views of the project's metadata, as SOQL: which records, which columns.
import type { Component, Project } from '../metadata/project.ts';
import { UnsupportedMetadata } from '../metadata/source-error.ts';
import { childrenOf, requiredText, textOf, type XmlElement } from '../metadata/xml.ts';
import type { Field, Schema, SObjectType } from '../schema/schema.ts';

export interface NamedListView {
  readonly name: string;
  readonly label: string;
}
export interface ListView extends NamedListView {
  readonly columns: readonly Field[];
  /** SOQL condition, or '' for all records. */
  readonly where: string;
}

const ALL = 'All';

/** The list views of one type: "All", which the source may define itself, then those of the source by label. */
export function listViewsOf(project: Project, type: SObjectType): NamedListView[] {
  const declared = declaredViews(project, type).map((component) => ({
    name: nameOf(component),
    label: requiredText(component.xml!, 'label'),
  }));
  const all = declared.find(({ name }) => name === ALL) ?? allOf(type);
  const others = declared.filter((view) => view !== all);
  return [all, ...others.sort((a, b) => a.label.localeCompare(b.label))];
}

/**
 * The list view of that name, or "All" when there is none.
 * @throws UnsupportedMetadata it filters or shows what is not understood here
 */
export function readListView(project: Project, schema: Schema, type: SObjectType, name: string | undefined): ListView {
  const component = declaredViews(project, type).find((candidate) => nameOf(candidate) === (name ?? ALL));
  if (!component) return allOf(type);
  const xml = component.xml!;
  const columns = childrenOf(xml, 'columns').map((column) => fieldOfToken(column, column.text, schema, type));
  const conditions = childrenOf(xml, 'filters').map((filter) => condition(filter, schema, type));
  const logic = textOf(xml, 'booleanFilter');
  return {
    name: nameOf(component),
    label: requiredText(xml, 'label'),
    columns,
    where: logic
      ? logic.replace(/\d+/g, (number) => conditions[Number(number) - 1] ?? 'Id = null')
      : conditions.join(' AND '),
  };
}

function allOf(type: SObjectType): ListView {
  return { name: ALL, label: `All ${type.labelPlural}`, columns: defaultColumns(type), where: '' };
}

function declaredViews(project: Project, type: SObjectType): Component[] {
  const prefix = `${type.name.toLowerCase()}.`;
  return project.ofType('ListView').filter((component) => component.fullName.toLowerCase().startsWith(prefix));
}

function nameOf(component: Component): string {
  return component.fullName.split('.')[1]!;
}

const COMPARISONS: Readonly<Record<string, (field: string, values: readonly string[]) => string>> = {
  equals: (field, values) => (values.length ? `${field} IN (${values.join(', ')})` : `${field} = null`),
  notEqual: (field, values) => (values.length ? `${field} NOT IN (${values.join(', ')})` : `${field} != null`),
  lessThan: (field, [value]) => `${field} < ${value}`,
  greaterThan: (field, [value]) => `${field} > ${value}`,
  lessOrEqual: (field, [value]) => `${field} <= ${value}`,
  greaterOrEqual: (field, [value]) => `${field} >= ${value}`,
};

function condition(filter: XmlElement, schema: Schema, type: SObjectType): string {
  const field = fieldOfToken(filter, requiredText(filter, 'field'), schema, type);
  const operation = requiredText(filter, 'operation');
  const compare = COMPARISONS[operation];
  if (!compare) throw new UnsupportedMetadata(filter.position, `list view operation ${operation}`);
  return compare(field.name, literals(field, textOf(filter, 'value') ?? ''));
}

function literals(field: Field, text: string): string[] {
  if (text === '') return [];
  if (field.type === 'boolean') return [text === '1' ? 'TRUE' : 'FALSE'];
  const values = text.split(',').map((value) => value.trim());
  const isBare = ['int', 'double', 'currency', 'percent', 'date', 'datetime'].includes(field.type);
  return isBare ? values : values.map((value) => `'${value.replace(/['\\]/g, '\\$&')}'`);
}

/** Columns of standard fields that list views name by a token of their own. */
const TOKENS: Readonly<Record<string, string>> = {
  'CORE.USERS.ALIAS': 'OwnerId',
  'CORE.USERS.FULL_NAME': 'OwnerId',
  'ACCOUNT.NAME': 'AccountId',
  'SALES.ACCOUNT.NAME': 'AccountId',
  NAME: 'Name',
  FULL_NAME: 'Name',
  PHONE1: 'Phone',
  'CREATEDBY_USER.ALIAS': 'CreatedById',
  CREATED_DATE: 'CreatedDate',
  CREATED_DATE_DATE_ONLY: 'CreatedDate',
  LAST_UPDATE: 'LastModifiedDate',
};

function fieldOfToken(at: XmlElement, token: string, schema: Schema, type: SObjectType): Field {
  const field = columnNamed(token, schema, type);
  if (!field)
    throw new UnsupportedMetadata(
      at.position,
      `list view column ${token}: no such field on ${type.name} is known here`,
    );
  return field;
}

/** `Activation_Status__c`, `ORDER.STATUS`, `CASES.CASE_NUMBER` → the field; undefined: none that is known here. */
export function columnNamed(token: string, schema: Schema, type: SObjectType): Field | undefined {
  const lastPart = token.split('.').at(-1)!;
  const isOwnName = token === 'ACCOUNT.NAME' && type.name === 'Account';
  const ownName = isOwnName ? 'Name' : (TOKENS[token] ?? TOKENS[lastPart]);
  const tail = lastPart.replaceAll('_', '');
  return (
    schema.field(type, token) ??
    (ownName ? schema.field(type, ownName) : undefined) ??
    schema.field(type, tail) ??
    byTail(type, tail)
  );
}

/** `ORDER.EFFECTIVEDATE`, `OPPORTUNITY.STAGE` and `CASES.CLOSED` name a field by its letters or by most of them. */
function byTail(type: SObjectType, tail: string): Field | undefined {
  const wanted = tail.toLowerCase();
  const fields = [...type.fields.values()];
  return (
    fields.find((field) => field.name.toLowerCase().replaceAll('_', '') === wanted) ??
    fields.find((field) => [`${wanted}name`, `${wanted}id`, `is${wanted}`].includes(field.name.toLowerCase()))
  );
}

/** Name, then what tells records apart at a glance: the common standard fields and a few custom ones, statuses first. */
export function defaultColumns(type: SObjectType): Field[] {
  const wanted = [
    'AccountId',
    'ContactId',
    'Product2Id',
    'ContentDocumentId',
    'Status',
    'StageName',
    'Subject',
    'Email',
    'Quantity',
    'UnitPrice',
    'LastModifiedDate',
  ];
  const standard = wanted.flatMap((name) => type.fields.get(name) ?? []);
  const custom = [...type.fields.values()].filter((field) => field.custom && !isLong(field));
  const statuses = custom.filter((field) => field.type === 'picklist');
  const others = custom.filter((field) => field.type !== 'picklist');
  return [
    ...(type.nameField ? [type.nameField] : []),
    ...standard.slice(0, 5),
    ...[...statuses, ...others].slice(0, 3),
  ];
}

function isLong(field: Field): boolean {
  return field.type === 'textarea' || (field.type === 'string' && (field.length ?? 0) > 100);
}
