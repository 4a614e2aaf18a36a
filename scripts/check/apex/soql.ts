// Queries in Apex against the schema, by the local org's own SOQL engine: objects, fields, relationship paths, values that do
// not fit a field. apex-ls does not look into queries. Judged are inline SOQL, what SOSL returns, and text given to
// Database.query and its relatives where the text is constant; text that is put together at run time is only counted.
import {
  ApexParserBaseListener,
  ApexParseTreeWalker,
  type ApexParserRuleContext,
  type DotExpressionContext,
  type FieldSpecContext,
  type SoqlLiteralContext,
} from '@apexdevtools/apex-parser';
import { SalesforceError } from '../../../local/src/salesforce/dml/save.ts';
import { loadProject } from '../../../local/src/salesforce/metadata/load-project.ts';
import { SourceError } from '../../../local/src/salesforce/metadata/source-error.ts';
import { buildSchema } from '../../../local/src/salesforce/schema/build-schema.ts';
import type { Schema } from '../../../local/src/salesforce/schema/schema.ts';
import { QueryFault } from '../../../local/src/salesforce/soql/errors.ts';
import { liftLiterals } from '../../../local/src/salesforce/soql/lift-literals.ts';
import { compileQuery } from '../../../local/src/salesforce/soql/run-query.ts';
import { counted, findingAt, type CheckResult, type Finding } from '../finding.ts';
import type { SourceTree } from '../source-tree.ts';
import { constantTexts, textValueOf } from './constant-text.ts';
import { apexSources, sourceText, type ApexSource } from './sources.ts';

export async function checkApexQueries(tree: SourceTree): Promise<CheckResult> {
  const { sources, malformed } = apexSources(tree);
  let schema: Schema;
  try {
    schema = buildSchema(await loadProject(tree.root));
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    const what = error.message.replace(/^\S+:\d+: /, '');
    return { summary: 'no schema, so no query could be judged', findings: [findingAt(error.position, what)] };
  }
  const queries = sources.map((source) => queriesOf(source, schema));
  const judged = queries.reduce((sum, { judged }) => sum + judged, 0);
  const unknown = queries.reduce((sum, { unknown }) => sum + unknown, 0);
  return {
    summary: `${counted(judged, 'query').replace('querys', 'queries')} against the schema, ${unknown} made at run time not judged`,
    findings: [...malformed, ...queries.flatMap(({ findings }) => findings)],
  };
}

function queriesOf(source: ApexSource, schema: Schema): QueryReader {
  const reader = new QueryReader(source, schema);
  ApexParseTreeWalker.DEFAULT.walk(reader, source.tree);
  return reader;
}

/** Methods of Database whose first argument is SOQL. */
const QUERY_METHODS = new Set([
  'query',
  'querywithbinds',
  'countquery',
  'countquerywithbinds',
  'getquerylocator',
  'getquerylocatorwithbinds',
]);

class QueryReader extends ApexParserBaseListener {
  readonly findings: Finding[] = [];
  judged = 0;
  unknown = 0;
  readonly #path: string;
  readonly #schema: Schema;
  readonly #constants: ReadonlyMap<string, string>;

  constructor({ path, tree }: ApexSource, schema: Schema) {
    super();
    this.#path = path;
    this.#schema = schema;
    this.#constants = constantTexts(tree);
  }

  enterSoqlLiteral(literal: SoqlLiteralContext): void {
    const query = literal.query();
    this.#judge(sourceText(query), query, (fault) => placeAfter(query, fault));
  }

  /** `RETURNING Account(Id, Name WHERE …)` holds what `SELECT Id, Name FROM Account WHERE …` holds. */
  enterFieldSpec(spec: FieldSpecContext): void {
    const fields = spec.fieldList() as ReturnType<FieldSpecContext['fieldList']> | null;
    if (!fields) return;
    const [object] = spec.soslId_list();
    const where = spec.WHERE() ? ` WHERE ${sourceText(spec.logicalExpression())}` : '';
    this.#judge(`SELECT ${sourceText(fields)} FROM ${object!.getText()}${where}`, spec, () => placeOf(spec));
  }

  enterDotExpression(expression: DotExpressionContext): void {
    const call = expression.dotMethodCall() as ReturnType<DotExpressionContext['dotMethodCall']> | null;
    if (!call || !/^(System\.)?Database$/i.test(expression.expression().getText())) return;
    if (!QUERY_METHODS.has(call.anyId().getText().toLowerCase())) return;
    const given = call.expressionList()?.expression(0);
    if (!given || /^\[/.test(given.getText())) return; // an inline query, judged as such
    const text = textValueOf(given, this.#constants);
    if (text === undefined) this.unknown += 1;
    else this.#judge(text, given, () => placeOf(given));
  }

  #judge(text: string, at: ApexParserRuleContext, placeFor: (fault: Fault) => Place): void {
    this.judged += 1;
    try {
      compileQuery(this.#schema, text);
    } catch (error) {
      const cause = error instanceof SalesforceError ? error.cause : undefined;
      if (!(cause instanceof QueryFault)) throw new Error(`${this.#path}:${at.start.line}: ${text}`, { cause: error });
      const before = text.slice(0, liftLiterals(text).toOriginal(cause.offset)).split('\n');
      const place = placeFor({ row: before.length - 1, column: before.at(-1)!.length });
      this.findings.push({ file: this.#path, ...place, what: `${cause.message} [SOQL ${cause.errorCode}]` });
    }
  }
}

/** Where in the text of a query, both from 0. */
interface Fault {
  readonly row: number;
  readonly column: number;
}

type Place = Pick<Finding, 'line' | 'column'>;

const placeOf = ({ start }: ApexParserRuleContext): Place => ({ line: start.line, column: start.column + 1 });

function placeAfter({ start }: ApexParserRuleContext, { row, column }: Fault): Place {
  return { line: start.line + row, column: (row === 0 ? start.column : 0) + column + 1 };
}
