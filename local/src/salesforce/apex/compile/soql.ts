// Query literals: `[SELECT … WHERE Id = :id]` and `[FIND …]`. Binds are compiled from the tree; the engine gets the statement
// with each bind expression replaced by a name, so one statement is one compiled plan whatever its values.
import { BoundExpressionContext, type ApexParserRuleContext, type SoqlLiteralContext } from '@apexdevtools/apex-parser';
import { SalesforceError } from '../../dml/save.ts';
import { compileQuery, type CompiledQuery } from '../../soql/run-query.ts';
import { currentAccess } from '../sobject/access.ts';
import { toRestValue } from '../sobject/field-values.ts';
import { queryRecords, resultType, runQuery, type Binds } from '../sobject/queries.ts';
import { textBetween, type Node } from '../syntax.ts';
import type { ApexType } from '../types.ts';
import { ApexList } from '../values/collections.ts';
import type { Frame } from '../vm.ts';
import { compileExpression } from './expressions.ts';
import type { Expression, Scope } from './scope.ts';

export function compileSoql(node: SoqlLiteralContext, scope: Scope): Expression {
  const { text, binds } = withoutBinds(node.query(), scope);
  const compiled = compileStatic(text, node, scope);
  if (compiled.plan.isCount) {
    return {
      type: scope.types.integer,
      evaluate: (frame) => runQuery(frame.vm, compiled, binds(frame), currentAccess(frame.vm)).totalSize,
    };
  }
  const type = scope.types.list(resultType(scope, compiled));
  return {
    type,
    isQuery: true,
    evaluate: (frame) => new ApexList(type, queryRecords(frame.vm, compiled, binds(frame), currentAccess(frame.vm))),
  };
}

/** In Apex of this API version and later the clause no longer compiles. (unconfirmed) */
const NO_SECURITY_ENFORCED_SINCE = 67;

/** Names in a query literal are checked when the code is compiled, as the platform does. */
export function compileStatic(text: string, node: Node, scope: Scope): CompiledQuery {
  const compiled = compileText(text, node, scope);
  if (compiled.plan.mode === 'SECURITY_ENFORCED' && scope.cls.unit.apiVersion >= NO_SECURITY_ENFORCED_SINCE)
    throw scope.wrong(node, 'WITH SECURITY_ENFORCED is not supported in this API version: use WITH USER_MODE'); // (wording unconfirmed)
  return compiled;
}

function compileText(text: string, node: Node, scope: Scope): CompiledQuery {
  try {
    return compileQuery(scope.program.schema, text);
  } catch (error) {
    if (!(error instanceof SalesforceError)) throw error;
    const { cause } = error;
    throw scope.wrong(node, cause instanceof Error ? cause.message : error.message);
  }
}

/** The statement with its bind expressions replaced by names, and what works out their values. */
export function withoutBinds(
  query: ApexParserRuleContext,
  scope: Scope,
): { readonly text: string; readonly binds: (frame: Frame) => Binds } {
  const found = bindsIn(query);
  let text = '';
  let copied = query.start.start;
  const expressions = found.map((bind, index) => {
    const { start, stop } = bind.expression();
    text += `${textBetween(scope.cls.unit, copied, start.start)}b${index}`;
    copied = stop!.stop + 1;
    const { type, evaluate } = compileExpression(bind.expression(), scope);
    return { type, evaluate };
  });
  text += textBetween(scope.cls.unit, copied, query.stop!.stop + 1);
  return {
    text,
    binds(frame) {
      const values: Record<string, unknown> = {};
      for (const [index, { type, evaluate }] of expressions.entries())
        values[`b${index}`] = bindValue(evaluate(frame), type, frame);
      return values;
    },
  };
}

const isCollection = (type: ApexType): boolean => type.is('List') || type.is('Set');

function bindValue(value: unknown, type: ApexType, frame: Frame): unknown {
  if (value === null && isCollection(type)) frame.vm.notNull(value);
  return toRestValue(value);
}

function bindsIn(node: ApexParserRuleContext): BoundExpressionContext[] {
  if (node instanceof BoundExpressionContext) return [node];
  return (node.children ?? []).flatMap((child) => ('children' in child ? bindsIn(child as ApexParserRuleContext) : []));
}

/** A query where one record is wanted. Source: Apex Developer Guide, "Working with SOQL and SOSL Query Results". */
export function onlyRow(query: Expression, type: ApexType, nullForNone = false): Expression {
  return {
    type,
    evaluate(frame) {
      const { items } = query.evaluate(frame) as ApexList;
      if (items.length === 1) return items[0];
      if (!items.length && nullForNone) return null;
      return frame.vm.raise(
        'System.QueryException',
        items.length
          ? 'List has more than 1 row for assignment to SObject'
          : 'List has no rows for assignment to SObject',
      );
    },
  };
}
