// What a name stands for: a value, a type, or the beginning of a type's name. Variables come before types.
// Source: Apex Developer Guide, "Name Shadowing" and "Type Resolution and System Namespace for Types".
import {
  DotExpressionContext,
  IdPrimaryContext,
  PrimaryExpressionContext,
  SubExpressionContext,
  type ExpressionContext,
} from '@apexdevtools/apex-parser';
import { ApexCompileError } from '../errors.ts';
import { refuseUnsupported } from '../program.ts';
import type { Node, Optional } from '../syntax.ts';
import type { ApexType } from '../types.ts';
import { compileMethodCall } from './calls.ts';
import { compileExpression } from './expressions.ts';
import { readField, readMember, readStaticMember } from './members.ts';
import type { Expression, Scope } from './scope.ts';

export type Named =
  | { readonly kind: 'value'; readonly expression: Expression }
  | { readonly kind: 'type'; readonly type: ApexType }
  /** Dotted names that only become a type with the next one: `Messaging`. */
  | { readonly kind: 'namespace'; readonly name: string };

const value = (expression: Expression): Named => ({ kind: 'value', expression });

/** A simple name: local variable, field of this class or the ones around it, type, namespace. */
export function resolveId(name: string, scope: Scope): Named | undefined {
  const local = scope.findLocal(name);
  if (local) return value({ type: local.type, evaluate: (frame) => frame.locals[local.slot] });
  for (let cls = scope.cls as typeof scope.cls | undefined; cls; cls = cls.outer) {
    const field = cls.findField(name);
    // Of an outer class only statics can be meant: inner classes have no outer instance.
    if (field && (field.isStatic || (cls === scope.cls && !scope.method.isStatic)))
      return value(readField(field, undefined, scope));
    if (cls.kind === 'enum') {
      const found = cls.enumValues.find((one) => one.name.toLowerCase() === name.toLowerCase());
      if (found) return value({ type: cls.type, evaluate: () => found });
    }
  }
  const type = scope.program.typeNamed(name, scope.cls);
  if (type) return { kind: 'type', type };
  return scope.types.isNamespace(name) ? { kind: 'namespace', name } : undefined;
}

/** Parentheses end a chain: `(a?.b).c` fails where `a` is null. */
export function unchained({ chain: _ended, ...expression }: Expression): Expression {
  return expression;
}

/** @throws ApexCompileError nothing has that name */
export function resolveName(node: ExpressionContext, scope: Scope): Named {
  if (node instanceof PrimaryExpressionContext) {
    const primary = node.primary();
    if (primary instanceof IdPrimaryContext) {
      const named = resolveId(primary.id().getText(), scope);
      if (!named) throw scope.wrong(node, `Variable does not exist: ${node.getText()}`);
      return named;
    }
    return value(compileExpression(node, scope));
  }
  if (node instanceof SubExpressionContext) return value(unchained(compileExpression(node.expression(), scope)));
  if (!(node instanceof DotExpressionContext)) return value(compileExpression(node, scope));

  const call = node.dotMethodCall() as Optional<ReturnType<typeof node.dotMethodCall>>;
  const isSafe = node.QUESTIONDOT() != null;
  const member = (left: Named): Named => {
    if (call) return value(compileMethodCall(left, call, isSafe, scope));
    const name = node.anyId().getText();
    if (left.kind === 'value') return value(readMember(left.expression, name, isSafe, scope, node));
    return resolveInType(left, name, scope, node);
  };
  return orOfType(member, resolveName(node.expression(), scope), node.expression(), scope);
}

/** A variable with the name of a class hides the class only as far as it has the member: `Test.isRunningTest()`. */
function orOfType(member: (left: Named) => Named, left: Named, node: ExpressionContext, scope: Scope): Named {
  const type = left.kind === 'value' ? typeHiddenBy(node, scope) : undefined;
  if (!type) return member(left);
  try {
    return member(left);
  } catch (error) {
    if (!(error instanceof ApexCompileError)) throw error;
    try {
      return member({ kind: 'type', type });
    } catch {
      throw error;
    }
  }
}

function typeHiddenBy(node: ExpressionContext, scope: Scope): ApexType | undefined {
  if (!(node instanceof PrimaryExpressionContext)) return undefined;
  const primary = node.primary();
  return primary instanceof IdPrimaryContext ? scope.program.typeNamed(primary.id().getText(), scope.cls) : undefined;
}

function resolveInType(left: Exclude<Named, { kind: 'value' }>, name: string, scope: Scope, node: Node): Named {
  if (left.kind === 'type') {
    const member = readStaticMember(left.type, name, scope, node);
    if (member) return value(member);
    const inner = left.type.user?.inner.get(name.toLowerCase());
    if (inner) return { kind: 'type', type: inner.type };
    refuseUnsupported(left.type, scope.cls.unit, node);
  }
  const dotted = `${left.kind === 'type' ? left.type.name : left.name}.${name}`;
  const type = scope.types.find(dotted);
  if (!type) throw scope.wrong(node, `Variable does not exist: ${dotted}`);
  return { kind: 'type', type };
}
