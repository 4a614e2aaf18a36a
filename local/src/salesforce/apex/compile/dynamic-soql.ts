// Calls such as Database.query: the variables in sight are what the statement's binds may name.
import { ApexCompileError } from '../errors.ts';
import { leaveSight } from '../sobject/dynamic-binds.ts';
import { toRestValue } from '../sobject/field-values.ts';
import { parseExpression } from '../syntax.ts';
import type { Frame } from '../vm.ts';
import { compileExpression } from './expressions.ts';
import type { Expression, Scope } from './scope.ts';

/** Methods of Database and Search that read a statement with binds; true: gives records, so a single record may be wanted of it. */
const READS_BINDS: Readonly<Record<string, boolean>> = {
  query: true,
  querywithbinds: true,
  countquery: false,
  getquerylocator: false,
  getcursor: false,
  getpaginationcursor: false,
};

/** The call, with the variables in sight told to the library. */
export function withSight(type: string, name: string, call: Expression, scope: Scope): Expression {
  const givesRecords = READS_BINDS[name.toLowerCase()];
  if (!(type === 'Database' && givesRecords !== undefined) && !(type === 'Search' && name.toLowerCase() === 'query'))
    return call;
  const known = new Map<string, Expression | undefined>();
  const resolve = (frame: Frame, text: string): unknown => {
    if (!known.has(text)) known.set(text, compileBind(text, scope));
    const bind = known.get(text);
    return bind && toRestValue(bind.evaluate(frame));
  };
  return {
    type: call.type,
    isQuery: type === 'Database' && givesRecords === true,
    evaluate(frame) {
      leaveSight(frame.vm, (text) => resolve(frame, text));
      return call.evaluate(frame);
    },
  };
}

/** undefined: nothing of that name is in sight */
function compileBind(text: string, scope: Scope): Expression | undefined {
  try {
    return compileExpression(parseExpression(text), scope);
  } catch (error) {
    if (error instanceof ApexCompileError) return undefined;
    throw error;
  }
}
