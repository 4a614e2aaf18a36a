// Search literals: `[FIND :text IN ALL FIELDS RETURNING Account(Name)]`. Each entry of RETURNING becomes a query of what was found.
import type {
  FieldSpecContext,
  FieldSpecListContext,
  SoslClausesContext,
  SoslLiteralContext,
} from '@apexdevtools/apex-parser';
import type { AccessMode } from '../../org.ts';
import { currentAccess, systemAccess } from '../sobject/access.ts';
import { MAX_SEARCH_ROWS, queryOfEntry, runSearch } from '../sobject/search.ts';
import type { Optional } from '../syntax.ts';
import type { Vm } from '../vm.ts';
import { compileExpression } from './expressions.ts';
import type { Expression, Scope } from './scope.ts';
import { compileStatic, withoutBinds } from './soql.ts';

export function compileSosl(node: SoslLiteralContext, scope: Scope): Expression {
  const { types } = scope;
  const clauses = node.soslClauses();
  const entries = entriesOf(clauses).map((entry) => {
    const { text, binds } = withoutBinds(entry, scope);
    return { compiled: compileStatic(queryOfEntry(text), entry, scope), binds };
  });
  if (!entries.length) throw scope.unsupported(node, 'SOSL without RETURNING');
  const refused = clauses.soslWithClause_list().find((one) => FILTERS.test(one.getText()));
  if (refused) throw scope.unsupported(refused, `SOSL ${refused.getText()}`);
  const sought = node.boundExpression() as Optional<ReturnType<typeof node.boundExpression>>;
  const term = sought && compileExpression(sought.expression(), scope);
  const access = accessOf(clauses);
  const limit = limitOf(clauses, scope);
  return {
    type: types.list(types.list(types.sobjectBase)),
    evaluate(frame) {
      if (term) frame.vm.notNull(term.evaluate(frame));
      const given = entries.map(({ compiled, binds }) => ({ compiled, binds: binds(frame) }));
      return runSearch(frame.vm, given, access(frame.vm), limit ? (limit.evaluate(frame) as number) : MAX_SEARCH_ROWS);
    },
  };
}

/** WITH clauses that leave records out; the others only say how results are shown. */
export const FILTERS = /^WITH(DIVISION|DATACATEGORY|NETWORK|PRICEBOOKID)/i;

export function entriesOf(clauses: SoslClausesContext): FieldSpecContext[] {
  const list = clauses.fieldSpecList() as Optional<FieldSpecListContext>;
  return list ? flatten(list) : [];
}

/** The grammar nests the list in itself. */
const flatten = (list: FieldSpecListContext): FieldSpecContext[] => [
  list.fieldSpec(),
  ...list.fieldSpecList_list().flatMap(flatten),
];

/** Without WITH USER_MODE it is what the class's sharing keyword says. */
export function accessOf(clauses: SoslClausesContext): (vm: Vm) => AccessMode {
  for (const clause of clauses.soslWithClause_list()) {
    if (clause.USER_MODE()) return () => 'user';
    if (clause.SYSTEM_MODE()) return systemAccess;
  }
  return currentAccess;
}

function limitOf(clauses: SoslClausesContext, scope: Scope): Expression | undefined {
  const clause = clauses.limitClause() as Optional<ReturnType<typeof clauses.limitClause>>;
  if (!clause) return undefined;
  const bound = clause.boundExpression() as Optional<ReturnType<typeof clause.boundExpression>>;
  if (bound) return compileExpression(bound.expression(), scope);
  const rows = Number(clause.IntegerLiteral().getText());
  return { type: scope.types.integer, evaluate: () => rows };
}
