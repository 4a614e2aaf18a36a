// Tokens → syntax tree, by precedence climbing. Precedence is that of Salesforce's published formula engine, where `^` binds
// looser than `*` and `/` (so 2*3^2 is 36), `&` as tight as `+`, and a sign tighter than everything.
import { refuse, type FormulaSource } from './formula-error.ts';
import { tokensOf, type Token } from './tokens.ts';

export type BinaryOperator = '||' | '&&' | '=' | '<>' | '<' | '>' | '<=' | '>=' | '+' | '-' | '&' | '^' | '*' | '/';
export type UnaryOperator = '-' | '+' | '!';

/** `at` is the character offset of the part in the formula's text. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number; readonly at: number }
  | { readonly kind: 'text'; readonly value: string; readonly at: number }
  | { readonly kind: 'boolean'; readonly value: boolean; readonly at: number }
  | { readonly kind: 'null'; readonly at: number }
  | { readonly kind: 'reference'; readonly path: string; readonly braced: boolean; readonly at: number }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[]; readonly at: number }
  | { readonly kind: 'unary'; readonly operator: UnaryOperator; readonly operand: Expression; readonly at: number }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
      readonly at: number;
    };

const BINARY: Readonly<Record<string, { operator: BinaryOperator; strength: number }>> = {
  '||': { operator: '||', strength: 1 },
  '&&': { operator: '&&', strength: 2 },
  '=': { operator: '=', strength: 3 },
  '==': { operator: '=', strength: 3 },
  '<>': { operator: '<>', strength: 3 },
  '!=': { operator: '<>', strength: 3 },
  '<': { operator: '<', strength: 4 },
  '>': { operator: '>', strength: 4 },
  '<=': { operator: '<=', strength: 4 },
  '>=': { operator: '>=', strength: 4 },
  '+': { operator: '+', strength: 5 },
  '-': { operator: '-', strength: 5 },
  '&': { operator: '&', strength: 5 },
  '^': { operator: '^', strength: 6 },
  '*': { operator: '*', strength: 7 },
  '/': { operator: '/', strength: 7 },
};

const WORDS: Readonly<Record<string, (at: number) => Expression>> = {
  TRUE: (at) => ({ kind: 'boolean', value: true, at }),
  FALSE: (at) => ({ kind: 'boolean', value: false, at }),
  NULL: (at) => ({ kind: 'null', at }),
};

/** @throws SourceError the text is no formula */
export function parseFormula(source: FormulaSource): Expression {
  const tokens = tokensOf(source);
  let next = 0;
  const peek = (): Token => tokens[next]!;
  const take = (): Token => tokens[next++]!;
  const takeIf = (symbol: string): boolean => {
    const found = peek().kind === 'symbol' && peek().value === symbol;
    if (found) next += 1;
    return found;
  };

  function expression(weakest: number): Expression {
    let left = unary();
    for (;;) {
      const token = peek();
      const rule = token.kind === 'symbol' ? BINARY[token.value] : undefined;
      if (!rule || rule.strength < weakest) return left;
      take();
      left = { kind: 'binary', operator: rule.operator, left, right: expression(rule.strength + 1), at: token.at };
    }
  }

  function unary(): Expression {
    const { at } = peek();
    for (const operator of ['-', '+', '!'] as const)
      if (takeIf(operator)) return { kind: 'unary', operator, operand: unary(), at };
    if (peek().kind === 'name' && (peek().value as string).toUpperCase() === 'NOT') {
      take();
      return { kind: 'unary', operator: '!', operand: unary(), at };
    }
    return primary();
  }

  function primary(): Expression {
    const token = take();
    if (token.kind === 'number' || token.kind === 'text') return token;
    if (token.kind === 'merge') return { kind: 'reference', path: token.value, braced: true, at: token.at };
    if (token.kind === 'name') return named(token.value, token.at);
    if (token.kind === 'symbol' && token.value === '(') {
      const inner = expression(1);
      expectClosing();
      return inner;
    }
    if (token.kind === 'end') throw refuse(source, token.at, 'Syntax error. Found end of formula');
    throw refuse(source, token.at, `Syntax error. Found '${token.value}'`);
  }

  function named(name: string, at: number): Expression {
    if (takeIf('(')) return { kind: 'call', name: name.toUpperCase(), args: callArguments(), at };
    return WORDS[name.toUpperCase()]?.(at) ?? { kind: 'reference', path: name, braced: false, at };
  }

  function callArguments(): Expression[] {
    const args: Expression[] = [];
    if (takeIf(')')) return args;
    do args.push(expression(1));
    while (takeIf(','));
    expectClosing();
    return args;
  }

  function expectClosing(): void {
    if (!takeIf(')')) throw refuse(source, peek().at, "Syntax error. Missing ')'");
  }

  const root = expression(1);
  if (peek().kind !== 'end') throw refuse(source, peek().at, `Syntax error. Extra '${peek().value}'`);
  return root;
}
