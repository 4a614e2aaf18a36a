// `switch on`. Source: Apex Developer Guide, "Switch Statements": no falling through, text with its case, null only by `when
// null` or `when else`, records by their type.
import type { SwitchStatementContext, WhenLiteralContext } from '@apexdevtools/apex-parser';
import { keyOf } from '../equality.ts';
import { isInstance } from '../runtime-type.ts';
import type { Optional } from '../syntax.ts';
import type { ApexType } from '../types.ts';
import type { ApexValue } from '../values/values.ts';
import type { Frame } from '../vm.ts';
import { conversion } from './convert.ts';
import { compileExpression } from './expressions.ts';
import { readStaticMember } from './members.ts';
import { resolveId } from './names.ts';
import { NORMAL, type Expression, type Scope, type Statement } from './scope.ts';
import { compileBlock } from './statements.ts';
import { unescape } from './text.ts';

/** `when Account a` */
interface TypeChoice {
  readonly type: ApexType;
  readonly slot: number;
  readonly run: Statement;
}

export function compileSwitch(node: SwitchStatementContext, scope: Scope): Statement {
  const subject = compileExpression(node.expression(), scope);
  const byLiteral: { value: (frame: Frame) => ApexValue; run: Statement }[] = [];
  const byType: TypeChoice[] = [];
  let otherwise: Statement = () => NORMAL;
  for (const control of node.whenControl_list()) {
    const when = control.whenValue();
    const own = scope.inner();
    const typeRef = when.typeRef() as Optional<ReturnType<typeof when.typeRef>>;
    if (typeRef) {
      const type = scope.program.resolveType(typeRef, scope.cls);
      const { slot } = own.declare(when.id().getText(), type, when);
      byType.push({ type, slot, run: compileBlock(control.block().statement_list(), own.inner()) });
      continue;
    }
    const run = compileBlock(control.block().statement_list(), own);
    if (when.ELSE()) otherwise = run;
    for (const literal of when.whenLiteral_list())
      byLiteral.push({ value: compileLiteral(literal, subject.type, scope), run });
  }
  let table: Map<unknown, Statement> | undefined;
  return (frame) => {
    const value = subject.evaluate(frame);
    if (!table) {
      table = new Map();
      for (const one of byLiteral) table.set(keyOf(one.value(frame), frame.vm), one.run);
    }
    const literal = byLiteral.length ? table.get(keyOf(value, frame.vm)) : undefined;
    if (literal) return literal(frame);
    const found = byType.find(({ type }) => isInstance(value, type, frame.vm.types));
    if (!found) return otherwise(frame);
    frame.locals[found.slot] = value;
    return found.run(frame);
  };
}

function compileLiteral(node: WhenLiteralContext, subject: ApexType, scope: Scope): (frame: Frame) => ApexValue {
  const inner = node.whenLiteral() as Optional<WhenLiteralContext>;
  if (inner) return compileLiteral(inner, subject, scope);
  const text = node.getText();
  if (node.NULL()) return () => null;
  if (node.StringLiteral()) {
    const value = unescape(text.slice(1, -1));
    const change = conversion(scope.types.string, subject);
    return change ? ({ vm }) => change(vm, value) : () => value;
  }
  if (node.MultilineStringLiteral()) return () => unescape(text.slice(3, -3).replace(/^\r?\n/, ''));
  const name = node.qualifiedName() as Optional<ReturnType<typeof node.qualifiedName>>;
  if (name) return constantNamed(name.getText(), subject, scope, node).evaluate;
  const isNegative = (text.match(/-/g)?.length ?? 0) % 2 === 1;
  // Keys of numbers are the same for Integer and Long.
  const value = BigInt(text.replace(/[^0-9]/g, '')) * (isNegative ? -1n : 1n);
  return () => value;
}

/** A constant of the subject's enum by its bare name; else what the name means in the class. */
function constantNamed(name: string, subject: ApexType, scope: Scope, node: WhenLiteralContext): Expression {
  const bare = name.split('.').at(-1)!;
  const constant = subject.kind === 'sobject' ? undefined : readStaticMember(subject, bare, scope, node);
  if (constant) return constant;
  const named = resolveId(name, scope);
  if (named?.kind === 'value') return named.expression;
  throw scope.wrong(node, `Invalid when value: ${name}`);
}
