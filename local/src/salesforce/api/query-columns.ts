// `columns=true`: what a query's columns are, for clients that lay out a table. The query itself has been run before.
import type { Schema } from '../schema/schema.ts';
import { columnsOf } from '../soql/columns.ts';
import { compileQuery } from '../soql/run-query.ts';

/** @param soql a query that has been accepted */
export function columnMetadata(schema: Schema, soql: string): object {
  const compiled = compileQuery(schema, soql);
  const columnMetadata = columnsOf(compiled);
  return { columnMetadata, idSelected: columnMetadata.some(({ columnName }) => columnName === 'Id') };
}
