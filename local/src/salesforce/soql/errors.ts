// Refusals of a query, worded and placed as the platform does: the line, a caret, row and column, then what is wrong.
import { SalesforceError } from '../dml/save.ts';

/** A fault at a place of the statement; `offset` counts characters of the text that was compiled. */
export class QueryFault extends Error {
  readonly errorCode: string;
  readonly offset: number;
  constructor(errorCode: string, offset: number, message: string) {
    super(message);
    this.name = 'QueryFault';
    this.errorCode = errorCode;
    this.offset = offset;
  }
}

export const malformed = (offset: number, message: string): QueryFault =>
  new QueryFault('MALFORMED_QUERY', offset, message);

export function noSuchColumn(offset: number, column: string, type: string): QueryFault {
  return new QueryFault(
    'INVALID_FIELD',
    offset,
    `No such column '${column}' on entity '${type}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. ${SEE_DESCRIBE}`,
  );
}

export function noSuchParent(offset: number, relationship: string): QueryFault {
  return new QueryFault(
    'INVALID_FIELD',
    offset,
    `Didn't understand relationship '${relationship}' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. ${SEE_DESCRIBE}`,
  );
}

export function noSuchChild(offset: number, relationship: string): QueryFault {
  return new QueryFault(
    'INVALID_TYPE',
    offset,
    `Didn't understand relationship '${relationship}' in FROM part of query call. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. ${SEE_DESCRIBE}`,
  );
}

export function noSuchType(offset: number, type: string): QueryFault {
  return new QueryFault(
    'INVALID_TYPE',
    offset,
    `sObject type '${type}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. ${SEE_DESCRIBE}`,
  );
}

const SEE_DESCRIBE = 'Please reference your WSDL or the describe call for the appropriate names.';

/**
 * The error a caller sees.
 * @param text the statement as it was sent
 * @param offset where in that text the fault is
 */
export function toSalesforceError(fault: QueryFault, text: string, offset: number): SalesforceError {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  const row = before.split('\n').length;
  const column = offset - lineStart;
  const line = text.slice(lineStart).split('\n', 1)[0]!;
  // A long line is cut around the fault, as the platform cuts it.
  const cut = Math.max(0, column - 60);
  const excerpt = line.slice(cut, column + 60);
  const block = `\n${excerpt}\n${' '.repeat(column - cut)}^\nERROR at Row:${row}:Column:${column + 1}\n`;
  return new SalesforceError(fault.errorCode, block + fault.message, { cause: fault });
}
