// Text in Apex whose value can be read off the source: literals, their concatenations, and names of `final` strings that hold such.
import {
  Arth2ExpressionContext,
  ClassBodyDeclarationContext,
  LiteralPrimaryContext,
  PrimaryExpressionContext,
  SubExpressionContext,
  IdPrimaryContext,
  ApexParserBaseListener,
  ApexParseTreeWalker,
  type ApexParserRuleContext,
  type ExpressionContext,
  type FieldDeclarationContext,
  type LocalVariableDeclarationContext,
  type ModifierContext,
} from '@apexdevtools/apex-parser';

/** Values of the `final String` fields and variables of a class, by lower-case name; a name declared twice has none. */
export function constantTexts(tree: ApexParserRuleContext): ReadonlyMap<string, string> {
  const reader = new ConstantReader();
  ApexParseTreeWalker.DEFAULT.walk(reader, tree);
  for (const name of reader.ambiguous) reader.values.delete(name);
  return reader.values;
}

/** The value of an expression; undefined where it is only known at run time. */
export function textValueOf(expression: ExpressionContext, constants: ReadonlyMap<string, string>): string | undefined {
  if (expression instanceof SubExpressionContext) return textValueOf(expression.expression(), constants);
  if (expression instanceof Arth2ExpressionContext) {
    const [left, right] = expression.expression_list().map((part) => textValueOf(part, constants));
    return expression.ADD() && left !== undefined && right !== undefined ? left + right : undefined;
  }
  if (!(expression instanceof PrimaryExpressionContext)) return undefined;
  const primary = expression.primary();
  if (primary instanceof IdPrimaryContext) return constants.get(primary.getText().toLowerCase());
  return primary instanceof LiteralPrimaryContext ? literalValue(primary.getText()) : undefined;
}

function literalValue(text: string): string | undefined {
  const body = /^'''\n?([^]*)'''$/.exec(text)?.[1] ?? /^'([^]*)'$/.exec(text)?.[1];
  return body?.replace(/\\(u[0-9a-f]{4}|.)/gi, (_all, escape: string) => ESCAPES[escape] ?? unescape16(escape));
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

const unescape16 = (escape: string): string =>
  escape.length === 5 ? String.fromCharCode(Number.parseInt(escape.slice(1), 16)) : escape;

class ConstantReader extends ApexParserBaseListener {
  readonly values = new Map<string, string>();
  readonly ambiguous = new Set<string>();
  readonly #seen = new Set<string>();

  enterFieldDeclaration(field: FieldDeclarationContext): void {
    const declaration = field.parentCtx?.parentCtx;
    if (declaration instanceof ClassBodyDeclarationContext) this.#read(field, declaration.modifier_list());
  }

  enterLocalVariableDeclaration(variable: LocalVariableDeclarationContext): void {
    this.#read(variable, variable.modifier_list());
  }

  #read(
    declaration: FieldDeclarationContext | LocalVariableDeclarationContext,
    modifiers: readonly ModifierContext[],
  ): void {
    const isConstant = modifiers.some((modifier) => modifier.getText().toLowerCase() === 'final');
    for (const declarator of declaration.variableDeclarators().variableDeclarator_list()) {
      const name = declarator.id().getText().toLowerCase();
      const value = declarator.expression() as ExpressionContext | null;
      const text = value && isConstant ? textValueOf(value, this.values) : undefined;
      if (this.#seen.has(name)) this.ambiguous.add(name);
      this.#seen.add(name);
      if (text !== undefined) this.values.set(name, text);
    }
  }
}
