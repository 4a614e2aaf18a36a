// `columns=true`: what a query's columns are, for clients that lay out a table. The query itself has been run before.
// Shape as the Salesforce CLI reads it: a parent path nests in `joinColumns`, child results and aggregates carry `aggregate`.
import { ApexParserFactory, type FieldNameContext, type SelectEntryContext } from '@apexdevtools/apex-parser';
import type { Field, Schema, SObjectType } from '../schema/schema.ts';

interface Column {
  readonly columnName: string;
  readonly displayName: string;
  readonly aggregate: boolean;
  readonly custom: boolean;
  readonly booleanType: boolean;
  readonly numberType: boolean;
  readonly textType: boolean;
  readonly insertable: boolean;
  readonly updatable: boolean;
  readonly foreignKeyName: string | null;
  readonly joinColumns: readonly Column[];
}

const NUMBER_TYPES = ['int', 'long', 'double', 'currency', 'percent'];

/** @param soql a query that has been accepted */
export function columnMetadata(schema: Schema, soql: string): object {
  const query = ApexParserFactory.createParser(soql).query();
  const type = schema.type(query.fromNameList().fieldName(0).getText());
  const columns = new ColumnList(schema);
  for (const entry of query.selectList().selectEntry_list()) columns.add(type, entry);
  return {
    columnMetadata: columns.merged(),
    entityName: type?.name ?? null,
    groupBy: query.groupByClause() !== null,
    idSelected: columns.merged().some(({ columnName }) => columnName === 'Id'),
    keyPrefix: type?.keyPrefix ?? null,
  };
}

class ColumnList {
  readonly #schema: Schema;
  readonly #columns: Column[] = [];
  #expressions = 0;

  constructor(schema: Schema) {
    this.#schema = schema;
  }

  /** Columns under one name (`Account.Name, Account.Id`) become one column that joins both. */
  merged(): readonly Column[] {
    const byName = new Map<string, Column>();
    for (const column of this.#columns) {
      const earlier = byName.get(column.columnName);
      const joinColumns = [...(earlier?.joinColumns ?? []), ...column.joinColumns];
      byName.set(column.columnName, earlier ? { ...earlier, joinColumns } : column);
    }
    return [...byName.values()];
  }

  add(type: SObjectType | undefined, entry: SelectEntryContext): void {
    const alias = entry.soqlId()?.getText();
    if (entry.fieldName()) this.#columns.push(this.#path(type, namesOf(entry.fieldName()), alias));
    else if (entry.subQuery()) this.#columns.push(this.#children(type, entry));
    else if (entry.typeOf()) this.#columns.push(column(entry.typeOf().fieldName().getText(), undefined, false));
    else this.#addFunction(type, entry, alias);
  }

  #addFunction(type: SObjectType | undefined, entry: SelectEntryContext, alias: string | undefined): void {
    const text = entry.soqlFunction().getText();
    if (/^FIELDS\(/i.test(text)) {
      for (const field of type?.fields.values() ?? []) this.#columns.push(column(field.name, field, false));
      return;
    }
    const name = alias ?? `expr${this.#expressions++}`;
    this.#columns.push({ ...column(name, undefined, true), displayName: alias ?? text });
  }

  #path(type: SObjectType | undefined, names: readonly string[], alias?: string): Column {
    const [first = '', ...rest] = names;
    if (rest.length === 0) {
      const field = type && this.#schema.field(type, first);
      return column(alias ?? field?.name ?? first, field, false);
    }
    const lookup = type && this.#schema.parentRelationship(type, first);
    const parent = lookup?.referenceTo.length === 1 ? this.#schema.type(lookup.referenceTo[0]!) : undefined;
    const joined = {
      ...column(lookup?.relationshipName ?? first, undefined, false),
      foreignKeyName: lookup?.name ?? null,
    };
    return { ...joined, joinColumns: [this.#path(parent, rest)] };
  }

  #children(type: SObjectType | undefined, entry: SelectEntryContext): Column {
    const name = entry.subQuery().fromNameList().fieldName(0).getText();
    const relationships = type ? this.#schema.childRelationships(type) : [];
    const relationship = relationships.find((one) => one.name?.toLowerCase() === name.toLowerCase());
    const child = relationship && this.#schema.type(relationship.childType);
    const fields = entry.subQuery().subFieldList().subFieldEntry_list();
    const joinColumns = fields.flatMap((field) =>
      field.fieldName() ? [this.#path(child, namesOf(field.fieldName()))] : [],
    );
    return { ...column(relationship?.name ?? name, undefined, true), joinColumns };
  }
}

function namesOf(fieldName: FieldNameContext): string[] {
  return fieldName.getText().split('.');
}

function column(columnName: string, field: Field | undefined, aggregate: boolean): Column {
  const isNumber = field !== undefined && NUMBER_TYPES.includes(field.type);
  const isBoolean = field?.type === 'boolean';
  return {
    aggregate,
    booleanType: isBoolean,
    columnName,
    custom: field?.custom ?? false,
    displayName: columnName,
    foreignKeyName: null,
    insertable: field?.createable ?? false,
    joinColumns: [],
    numberType: isNumber,
    textType: field !== undefined && !isNumber && !isBoolean,
    updatable: field?.updateable ?? false,
  };
}
