// The children of a record: first the related lists of its layout, with their columns, then whatever else points to it.
// Source: Metadata API Developer Guide, "Layout", "RelatedListItem".
import type { LocalOrg } from '../org.ts';
import { childrenOf, requiredText } from '../metadata/xml.ts';
import type { ChildRelationship, Field, SObjectType } from '../schema/schema.ts';
import type { RunningUser } from '../security/running-user.ts';
import { shownLabel } from './field-display.ts';
import { layoutFileOf } from './layouts.ts';
import { columnNamed, defaultColumns } from './list-views.ts';
import { select, type RecordList, type ShownRecord } from './records.ts';

const RELATED_ROWS = 20;

export interface RelatedList extends RecordList {
  readonly label: string;
  readonly field: Field;
  /** Columns of the layout that the console cannot show. */
  readonly unknown: readonly string[];
}

/** A related list as the layout has it. */
interface LayoutList {
  readonly type: SObjectType;
  readonly relationship: ChildRelationship;
  readonly columns: readonly Field[];
  readonly unknown: readonly string[];
}

/** Related lists that the layout names otherwise than by their object. Those that are not here hold records of `Related…List`. */
const OTHERWISE_NAMED: Readonly<Record<string, string>> = {
  RelatedCommentsList: 'CaseComment',
  RelatedLineItemList: 'OpportunityLineItem',
};

/** The layout's lists, empty ones too; then other children that are there. All that the user may read. */
export function relatedListsOf(org: LocalOrg, user: RunningUser, parent: ShownRecord): RelatedList[] {
  const ofLayout = layoutLists(org, parent.type);
  const inLayout = new Set(ofLayout.map(({ relationship }) => relationship));
  const others = org.schema
    .childRelationships(parent.type)
    .filter((relationship) => relationship.name && !inLayout.has(relationship))
    .flatMap((relationship) => listOf(org, relationship, []) ?? [])
    .filter(({ type, relationship }) => org.store.find(type.name, relationship.field.name, parent.id).length > 0);
  const lists = [
    ...ofLayout.filter((list) => canList(list, user)).map((list) => read(org, user, list, parent)),
    ...others
      .filter((list) => canList(list, user))
      .map((list) => read(org, user, list, parent))
      .filter(({ rows }) => rows.length > 0),
  ];
  const isAlone = ({ label }: RelatedList): boolean => lists.filter((other) => other.label === label).length === 1;
  return lists.map((list) => (isAlone(list) ? list : { ...list, label: `${list.label} (${shownLabel(list.field)})` }));
}

const canList = ({ type, relationship }: LayoutList, user: RunningUser): boolean =>
  type.queryable && user.can('read', type) && user.canReadField(type, relationship.field);

function read(org: LocalOrg, user: RunningUser, list: LayoutList, parent: ShownRecord): RelatedList {
  const { type, relationship, columns, unknown } = list;
  const found = select(org, user, type, columns, `${relationship.field.name} = '${parent.id}'`, RELATED_ROWS);
  return { ...found, label: type.labelPlural, field: relationship.field, unknown };
}

function layoutLists(org: LocalOrg, type: SObjectType): LayoutList[] {
  const layout = layoutFileOf(org.project, type);
  const children = org.schema.childRelationships(type);
  return (layout ? childrenOf(layout, 'relatedLists') : []).flatMap((element) => {
    const name = requiredText(element, 'relatedList');
    const relationship = children.find((each) => isNamed(each, name));
    // Lists of activities, files and history show records of several kinds, each with columns of its own.
    return (
      (relationship &&
        listOf(
          org,
          relationship,
          childrenOf(element, 'fields').map(({ text }) => text),
        )) ??
      []
    );
  });
}

/** `Invoice__c.Order__c`, `RelatedOrderItemList`. */
function isNamed({ childType, field, name }: ChildRelationship, list: string): boolean {
  const standard = OTHERWISE_NAMED[list] ?? /^Related(\w+)List$/.exec(list)?.[1];
  return list === `${childType}.${field.name}` || (standard === childType && !field.custom && name !== undefined);
}

/** @param tokens columns as the layout names them; without any, the usual ones of the object */
function listOf(org: LocalOrg, relationship: ChildRelationship, tokens: readonly string[]): LayoutList | undefined {
  const type = org.schema.type(relationship.childType);
  if (!type) return undefined;
  const columns = tokens.flatMap((token) => columnNamed(token, org.schema, type) ?? []);
  const unknown = tokens.filter((token) => !columnNamed(token, org.schema, type));
  const usual = () => defaultColumns(type).filter((field) => field.name !== relationship.field.name);
  return { type, relationship, columns: columns.length ? columns : usual(), unknown };
}
