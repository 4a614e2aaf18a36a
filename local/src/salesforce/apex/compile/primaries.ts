// Literals, names, `this`, type tokens and query literals.
import {
  IdPrimaryContext,
  LiteralPrimaryContext,
  SoqlPrimaryContext,
  SoslPrimaryContext,
  SuperPrimaryContext,
  ThisPrimaryContext,
  TypeRefPrimaryContext,
  VoidPrimaryContext,
  type LiteralContext,
  type PrimaryContext,
} from '@apexdevtools/apex-parser';
import { NULL, VOID, type ApexType } from '../types.ts';
import { ApexDecimal } from '../values/decimal.ts';
import { ApexDouble, type ApexValue } from '../values/values.ts';
import { TypeToken } from '../library/type-token.ts';
import { resolveId } from './names.ts';
import { compileSoql } from './soql.ts';
import { compileSosl } from './sosl.ts';
import { unescape } from './text.ts';
import type { Expression, Scope } from './scope.ts';

type Compiler = (node: never, scope: Scope) => Expression;

const COMPILERS = new Map<unknown, Compiler>([
  [LiteralPrimaryContext, (node: LiteralPrimaryContext, scope) => compileLiteral(node.literal(), scope)],
  [ThisPrimaryContext, compileThis],
  [SuperPrimaryContext, compileSuper],
  [TypeRefPrimaryContext, compileTypeToken],
  [VoidPrimaryContext, (_node, scope) => token(VOID, scope)],
  [SoqlPrimaryContext, (node: SoqlPrimaryContext, scope) => compileSoql(node.soqlLiteral(), scope)],
  [SoslPrimaryContext, (node: SoslPrimaryContext, scope) => compileSosl(node.soslLiteral(), scope)],
  [IdPrimaryContext, compileId],
]);

export function compilePrimary(node: PrimaryContext, scope: Scope): Expression {
  const compile = COMPILERS.get(node.constructor);
  if (!compile) throw scope.unsupported(node, `'${node.getText()}'`);
  return compile(node as never, scope);
}

export const constant = (type: ApexType, value: ApexValue): Expression => ({ type, evaluate: () => value });

function compileLiteral(node: LiteralContext, scope: Scope): Expression {
  const { types } = scope;
  const text = node.getText();
  if (node.NULL()) return constant(NULL, null);
  if (node.BooleanLiteral()) return constant(types.boolean, text.toLowerCase() === 'true');
  if (node.StringLiteral()) return constant(types.string, unescape(text.slice(1, -1)));
  if (node.MultilineStringLiteral()) return constant(types.string, unescape(text.slice(3, -3).replace(/^\r?\n/, '')));
  if (node.LongLiteral()) return constant(types.long, BigInt(text.slice(0, -1)));
  if (node.IntegerLiteral()) {
    // 2147483648 is allowed behind a minus sign, where wrapping it gives the right value.
    if (Number(text) > 2_147_483_648) throw scope.wrong(node, `Illegal integer: ${text}`);
    return constant(types.integer, Number(text) | 0);
  }
  if (/d$/i.test(text)) return constant(types.double, new ApexDouble(Number(text.slice(0, -1))));
  return constant(types.decimal, ApexDecimal.parse(text)!);
}

function compileThis(node: ThisPrimaryContext | SuperPrimaryContext, scope: Scope): Expression {
  if (scope.method.isStatic) throw scope.wrong(node, `${node.getText()} cannot be referenced in a static context`);
  return { type: scope.cls.type, evaluate: (frame) => frame.self };
}

/** `super.method()`: this instance, with the methods that the class above has. */
function compileSuper(node: SuperPrimaryContext, scope: Scope): Expression {
  return { ...compileThis(node, scope), type: scope.cls.superclass ?? scope.types.object, isSuper: true };
}

/** `Account.class` */
function compileTypeToken(node: TypeRefPrimaryContext, scope: Scope): Expression {
  return token(scope.program.resolveType(node.typeRef(), scope.cls), scope);
}

const token = (type: ApexType, scope: Scope): Expression => constant(scope.types.native('Type'), new TypeToken(type));

function compileId(node: IdPrimaryContext, scope: Scope): Expression {
  const named = resolveId(node.id().getText(), scope);
  if (named?.kind === 'value') return named.expression;
  throw scope.wrong(node, `Variable does not exist: ${node.getText()}`);
}
