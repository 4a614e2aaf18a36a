// From text to syntax tree, by the SOQL part of the public Apex grammar (@apexdevtools/apex-parser, rule `query`).
import { ApexErrorListener, ApexParserFactory } from '@apexdevtools/apex-parser';
import type {
  ApexParser,
  ComparisonOperatorContext,
  ConditionalExpressionContext,
  DateFormulaContext,
  FieldExpressionContext,
  FieldNameContext,
  FieldOrderContext,
  FromNameListContext,
  GroupByClauseContext,
  LocationValueContext,
  LogicalExpressionContext,
  QueryContext,
  SelectEntryContext,
  SoqlFunctionContext,
  SoqlIdContext,
  SubFieldEntryContext,
  SubQueryContext,
  TypeOfContext,
  ValueContext,
  WhereConditionalExpressionContext,
  WhereLogicalExpressionContext,
  WithClauseContext,
} from '@apexdevtools/apex-parser';
import { malformed } from './errors.ts';
import type {
  Bind,
  Call,
  Condition,
  Grouping,
  Literal,
  Operator,
  Ordering,
  Path,
  Place,
  Query,
  SecurityMode,
  SelectItem,
} from './syntax.ts';

/** What ANTLR gives for an optional part that is not there: null, whatever its types say. */
type Maybe<T> = T | null | undefined;

/**
 * Parses one statement.
 * @param template a statement whose text literals are slot numbers (see lift-literals.ts)
 * @throws QueryFault MALFORMED_QUERY at the token that does not fit
 */
export function parseQuery(template: string): Query {
  const listener = new FirstError(template);
  const { parser } = ApexParserFactory.createLexerAndParser(template, listener);
  const tree = parser.query();
  listener.throwIfAny();
  refuseLeftOver(parser);
  return toQuery(tree);
}

class FirstError extends ApexErrorListener {
  #offset = -1;
  #missesFrom = false;
  readonly #text: string;

  constructor(text: string) {
    super();
    this.#text = text;
  }

  override apexSyntaxError(line: number, column: number, message: string): void {
    if (this.#offset >= 0) return;
    let start = 0;
    for (let row = 1; row < line; row++) start = this.#text.indexOf('\n', start) + 1;
    this.#offset = start + column;
    this.#missesFrom = message.startsWith("missing 'from'");
  }

  throwIfAny(): void {
    if (this.#offset < 0) return;
    // `Id FORM Account`: the grammar takes FORM as an alias and stumbles one token late.
    const alias = this.#missesFrom ? /[\w)]\s+(\w+)\s+$/.exec(this.#text.slice(0, this.#offset)) : null;
    if (alias) throw unexpected(alias.index + alias[0].indexOf(alias[1]!, 1), alias[1]!);
    throw unexpected(this.#offset, /^\s*(\w+|\S)/.exec(this.#text.slice(this.#offset))?.[1] ?? '<EOF>');
  }
}

const unexpected = (offset: number, token: string) => malformed(offset, `unexpected token: '${token}'`);

interface TokenPlace {
  readonly start: number;
  readonly text: string;
  readonly type: number;
}

function refuseLeftOver(parser: ApexParser): void {
  const next = (parser.getTokenStream() as unknown as { LT(distance: number): TokenPlace }).LT(1);
  if (next.type !== -1) throw unexpected(next.start, next.text);
}

function toQuery(tree: QueryContext): Query {
  return {
    ...toBody(tree, tree.selectList().selectEntry_list().map(toSelectItem)),
    ...fromScope(tree),
    mode: toMode(tree.withClause()),
    groupBy: toGrouping(tree.groupByClause()),
    having: toHaving(tree.groupByClause()),
    offset: toCount(tree.offsetClause()),
    allRows: present(tree.allRowsClause()),
  };
}

function toSubquery(tree: SubQueryContext): Query {
  return { ...toBody(tree, tree.subFieldList().subFieldEntry_list().map(toSelectItem)), allRows: false };
}

function toBody(tree: QueryContext | SubQueryContext, select: readonly SelectItem[]): Omit<Query, 'allRows'> {
  const where: Maybe<ReturnType<QueryContext['whereClause']>> = tree.whereClause();
  const order: Maybe<ReturnType<QueryContext['orderByClause']>> = tree.orderByClause();
  const update: Maybe<object> = tree.updateList();
  if (update)
    throw malformed(tree.start.start, 'UPDATE TRACKING and UPDATE VIEWSTAT are not supported by the local org');
  const from = toFrom(tree.fromNameList());
  return {
    select,
    ...from,
    at: from.from.offset,
    where: where ? toCondition(where.whereLogicalExpression()) : undefined,
    orderBy: order ? order.fieldOrderList().fieldOrder_list().map(toOrdering) : [],
    limit: toCount(tree.limitClause()),
    forClauses: toForClauses(tree.forClauses()),
  };
}

function toForClauses(tree: ReturnType<QueryContext['forClauses']>): string[] {
  return tree.children?.map((node) => node.getText().toUpperCase()).filter((word) => word !== 'FOR') ?? [];
}

function fromScope(tree: QueryContext): Pick<Query, 'scope'> {
  const scope: Maybe<ReturnType<QueryContext['usingScope']>> = tree.usingScope();
  return scope ? { scope: { name: scope.soqlId().getText().toLowerCase(), offset: scope.soqlId().start.start } } : {};
}

/** Words that cannot be an alias although the grammar's identifier allows them: `FROM Account WHERE`. */
const CLAUSE_WORDS =
  /^(where|limit|order|group|having|offset|using|with|for|all|by|and|or|not|in|like|from|select|update)$/i;

function toFrom(tree: FromNameListContext): Pick<Query, 'from' | 'aliases'> {
  const children = tree.children ?? [];
  const aliases = new Map<string, readonly string[]>();
  let from: Path | undefined;
  for (const [index, node] of children.entries()) {
    if (!isFieldName(node)) continue;
    const path = toPath(node);
    const next = children[index + 1];
    const alias = next && !isFieldName(next) && next.getText() !== ',' ? aliasOf(next as SoqlIdContext) : undefined;
    if (!from) {
      from = path;
      if (alias) aliases.set(alias.toLowerCase(), []);
    } else {
      addParentAlias(aliases, path, alias);
    }
  }
  return { from: from!, aliases };
}

function addParentAlias(aliases: Map<string, readonly string[]>, path: Path, alias: string | undefined): void {
  const base = aliases.get(path.names[0]!.toLowerCase());
  if (!base || !alias || path.names.length < 2) throw unexpected(path.offset, path.names.join('.'));
  aliases.set(alias.toLowerCase(), [...base, ...path.names.slice(1)]);
}

const isFieldName = (node: object): node is FieldNameContext => 'DOT_list' in node && 'soqlId_list' in node;

function aliasOf(id: Maybe<SoqlIdContext>): string | undefined {
  if (!id) return undefined;
  if (CLAUSE_WORDS.test(id.getText())) throw unexpected(id.stop!.stop + 1, '<EOF>');
  return id.getText();
}

function toSelectItem(entry: SelectEntryContext | SubFieldEntryContext): SelectItem {
  const field: Maybe<FieldNameContext> = entry.fieldName();
  const call: Maybe<SoqlFunctionContext> = entry.soqlFunction();
  const query: Maybe<SubQueryContext> = entry.subQuery();
  const alias = aliasOf(entry.soqlId());
  if (field) return { kind: 'field', path: toPath(field), alias };
  if (call) return { kind: 'function', call: toCall(call), alias };
  if (query) return { kind: 'children', query: toSubquery(query), offset: query.start.start };
  return toTypeof(entry.typeOf());
}

function toTypeof(tree: TypeOfContext): SelectItem {
  const otherwise: Maybe<ReturnType<TypeOfContext['elseClause']>> = tree.elseClause();
  return {
    kind: 'typeof',
    path: toPath(tree.fieldName()),
    whens: tree
      .whenClause_list()
      .map((when) => ({ type: toPath(when.fieldName()), fields: when.fieldNameList().fieldName_list().map(toPath) })),
    otherwise: otherwise ? otherwise.fieldNameList().fieldName_list().map(toPath) : [],
  };
}

function toPath(tree: FieldNameContext): Path {
  return { kind: 'path', names: tree.soqlId_list().map((id) => id.getText()), offset: tree.start.start };
}

function toCall(tree: SoqlFunctionContext): Call {
  const name = tree.start.text.toUpperCase();
  const dateField: Maybe<ReturnType<SoqlFunctionContext['dateFieldName']>> = tree.dateFieldName();
  const inner: Maybe<SoqlFunctionContext> = tree.soqlFunction();
  const field: Maybe<FieldNameContext> = dateField ? dateField.fieldName() : tree.fieldName();
  const fields: Maybe<ReturnType<SoqlFunctionContext['soqlFieldsParameter']>> = tree.soqlFieldsParameter();
  return {
    kind: 'call',
    name,
    argument: inner ? toCall(inner) : field ? toPath(field) : undefined,
    inUserZone: present(dateField?.CONVERT_TIMEZONE()),
    distance: name === 'DISTANCE' ? toDistance(tree) : undefined,
    fieldsOf: fields ? (fields.getText().toUpperCase() as Call['fieldsOf']) : undefined,
    offset: tree.start.start,
  };
}

function toDistance(tree: SoqlFunctionContext): Call['distance'] {
  const [from, to] = tree.locationValue_list().map(toPlace) as [Place, Place];
  const unit = tree.StringLiteral();
  return { from, to, unit: slotOf(unit.getText(), unit.symbol.start) };
}

function toPlace(tree: LocationValueContext): Place {
  const field: Maybe<FieldNameContext> = tree.fieldName();
  const bind: Maybe<ReturnType<LocationValueContext['boundExpression']>> = tree.boundExpression();
  if (field) return toPath(field);
  if (bind) return toBind(bind);
  const [latitude, longitude] = tree.coordinateValue_list().map((value): Literal => {
    const number: Maybe<ReturnType<typeof value.signedNumber>> = value.signedNumber();
    return number
      ? { kind: 'number', value: Number(number.getText()), offset: value.start.start }
      : toBind(value.boundExpression());
  });
  return { kind: 'geolocation', latitude: latitude!, longitude: longitude! };
}

function toMode(tree: Maybe<WithClauseContext>): SecurityMode | undefined {
  if (!tree) return undefined;
  for (const mode of ['SECURITY_ENFORCED', 'USER_MODE', 'SYSTEM_MODE'] as const) if (present(tree[mode]())) return mode;
  throw malformed(
    tree.start.start,
    `${tree.start.text.toUpperCase()} DATA CATEGORY and other WITH filters are not supported by the local org`,
  );
}

function toGrouping(tree: Maybe<GroupByClauseContext>): Grouping | undefined {
  if (!tree) return undefined;
  const kind = present(tree.ROLLUP()) ? 'ROLLUP' : present(tree.CUBE()) ? 'CUBE' : 'plain';
  const by = tree
    .fieldGroupByList()
    .fieldGroupBy_list()
    .map((item) => toLeft(item));
  return { kind, by };
}

function toHaving(tree: Maybe<GroupByClauseContext>): Condition | undefined {
  const having: Maybe<LogicalExpressionContext> = tree?.logicalExpression();
  return having ? toCondition(having) : undefined;
}

function toOrdering(tree: FieldOrderContext): Ordering {
  return { by: toLeft(tree), descending: present(tree.DESC()), nullsLast: present(tree.LAST()) };
}

function toLeft(tree: { fieldName(): FieldNameContext; soqlFunction(): SoqlFunctionContext }): Path | Call {
  const field: Maybe<FieldNameContext> = tree.fieldName();
  return field ? toPath(field) : toCall(tree.soqlFunction());
}

function toCondition(tree: WhereLogicalExpressionContext | LogicalExpressionContext): Condition {
  const parts =
    'whereConditionalExpression_list' in tree
      ? tree.whereConditionalExpression_list()
      : tree.conditionalExpression_list();
  const terms = parts.map(toTerm);
  if (present(tree.NOT())) return { kind: 'not', term: terms[0]! };
  if (terms.length === 1) return terms[0]!;
  return { kind: tree.SOQLOR_list().length > 0 ? 'or' : 'and', terms };
}

function toTerm(tree: WhereConditionalExpressionContext | ConditionalExpressionContext): Condition {
  const isWhere = 'whereLogicalExpression' in tree;
  const inner: Maybe<WhereLogicalExpressionContext | LogicalExpressionContext> = isWhere
    ? tree.whereLogicalExpression()
    : tree.logicalExpression();
  if (inner) return toCondition(inner);
  if (!isWhere) return toComparison(tree.fieldExpression());
  const expression = tree.whereFieldExpression();
  const plain: Maybe<FieldExpressionContext> = expression.fieldExpression();
  if (!plain) throw malformed(expression.start.start, 'FORMULA() in WHERE is not supported by the local org');
  return toComparison(plain);
}

function toComparison(tree: FieldExpressionContext): Condition {
  return {
    kind: 'compare',
    left: toLeft(tree),
    operator: toOperator(tree.comparisonOperator()),
    right: toLiteral(tree.value()),
    offset: tree.start.start,
  };
}

function toOperator(tree: ComparisonOperatorContext): Operator {
  const written = (tree.children ?? []).map((node) => node.getText().toUpperCase()).join(' ');
  return (OPERATORS[written] ?? written) as Operator;
}

const OPERATORS: Readonly<Record<string, Operator>> = { '<>': '!=', '< =': '<=', '> =': '>=' };

function toLiteral(tree: ValueContext): Literal {
  const offset = tree.start.start;
  const text = tree.getText();
  const query: Maybe<SubQueryContext> = tree.subQuery();
  const list: Maybe<ReturnType<ValueContext['valueList']>> = tree.valueList();
  const bind: Maybe<ReturnType<ValueContext['boundExpression']>> = tree.boundExpression();
  const period: Maybe<DateFormulaContext> = tree.dateFormula();
  if (query) return { kind: 'query', query: toSubquery(query), offset };
  if (list) return { kind: 'list', items: list.value_list().map(toLiteral), offset };
  if (bind) return toBind(bind);
  if (period) return toPeriod(period);
  if (present(tree.StringLiteral())) return slotOf(text, offset);
  if (present(tree.NULL())) return { kind: 'null', value: null, offset };
  if (present(tree.BooleanLiteral())) return { kind: 'boolean', value: text.toLowerCase() === 'true', offset };
  if (present(tree.signedNumber())) return { kind: 'number', value: Number(text), offset };
  if (present(tree.DateLiteral())) return { kind: 'date', value: text, offset };
  if (present(tree.TimeLiteral())) return { kind: 'time', value: text, offset };
  if (present(tree.DateTimeLiteral())) return { kind: 'datetime', value: text, offset };
  throw malformed(
    offset,
    `currency literals such as ${text} need multiple currencies, which the local org has not switched on`,
  );
}

function slotOf(text: string, offset: number): Literal {
  return { kind: 'slot', slot: Number(text.slice(1, -1)), offset };
}

function toPeriod(tree: DateFormulaContext): Literal {
  const count: Maybe<ReturnType<DateFormulaContext['signedInteger']>> = tree.signedInteger();
  return {
    kind: 'period',
    name: tree.start.text.toUpperCase(),
    count: count ? Number(count.getText()) : 1,
    offset: tree.start.start,
  };
}

function toBind(tree: { expression(): { getText(): string }; start: { start: number } }): Bind {
  return { kind: 'bind', expression: tree.expression().getText(), offset: tree.start.start };
}

function toCount(
  clause: Maybe<ReturnType<QueryContext['limitClause']> | ReturnType<QueryContext['offsetClause']>>,
): Literal | undefined {
  if (!clause) return undefined;
  const number: Maybe<ReturnType<typeof clause.IntegerLiteral>> = clause.IntegerLiteral();
  return number
    ? { kind: 'number', value: Number(number.getText()), offset: number.symbol.start }
    : toBind(clause.boundExpression());
}

const present = (part: Maybe<object>): boolean => part != null;
