// Statements that leave the straight path: try, throw, System.runAs.
import {
  RunAsStatementContext,
  SwitchStatementContext,
  ThrowStatementContext,
  TryStatementContext,
  type CatchClauseContext,
} from '@apexdevtools/apex-parser';
import { ApexThrow } from '../errors.ts';
import { isInstance } from '../runtime-type.ts';
import type { Optional } from '../syntax.ts';
import type { ApexObject } from '../values/values.ts';
import { DML_STATEMENTS } from './dml.ts';
import { compileExpression } from './expressions.ts';
import { NORMAL, type Completion, type Scope, type Statement } from './scope.ts';
import { compileBlock } from './statements.ts';
import { compileSwitch } from './switch.ts';
import { runAs } from '../library/run-as.ts';
import type { SObjectValue } from '../sobject/sobject-value.ts';

export const MORE_STATEMENTS: readonly [unknown, (node: never, scope: Scope) => Statement][] = [
  [TryStatementContext, compileTry],
  [ThrowStatementContext, compileThrow],
  [SwitchStatementContext, compileSwitch],
  [RunAsStatementContext, compileRunAs],
  ...DML_STATEMENTS,
];

function compileTry(node: TryStatementContext, scope: Scope): Statement {
  const body = compileBlock(node.block().statement_list(), scope.inner());
  const catches = node.catchClause_list().map((clause) => compileCatch(clause, scope));
  const last = node.finallyBlock() as Optional<ReturnType<typeof node.finallyBlock>>;
  const cleanUp = last ? compileBlock(last.block().statement_list(), scope.inner()) : undefined;
  const guarded: Statement = (frame) => {
    try {
      return body(frame);
    } catch (error) {
      const thrown = asApexThrow(error, frame);
      if (thrown.isFinal) throw thrown;
      frame.vm.frame = frame;
      const found = catches.find(({ takes }) => takes(frame, thrown.exception));
      if (!found) throw thrown;
      return found.run(frame, thrown.exception);
    }
  };
  if (!cleanUp) return guarded;
  return (frame) => {
    let end: Completion = NORMAL;
    try {
      end = guarded(frame);
    } catch (error) {
      if (error instanceof ApexThrow && !error.isFinal) {
        frame.vm.frame = frame;
        const ended = cleanUp(frame);
        if (ended !== NORMAL) return ended;
      }
      throw error;
    }
    const { result } = frame;
    const ended = cleanUp(frame);
    if (ended !== NORMAL) return ended;
    frame.result = result;
    return end;
  };
}

function compileCatch(clause: CatchClauseContext, scope: Scope) {
  const written = clause.qualifiedName().getText();
  const type = scope.program.typeNamed(written, scope.cls);
  if (!type) throw scope.wrong(clause, `Invalid type: ${written}`);
  const own = scope.inner();
  const { slot } = own.declare(clause.id().getText(), type, clause);
  const block = compileBlock(clause.block().statement_list(), own.inner());
  return {
    takes: (frame: Parameters<Statement>[0], exception: ApexObject) => isInstance(exception, type, frame.vm.types),
    run(frame: Parameters<Statement>[0], exception: ApexObject): Completion {
      frame.locals[slot] = exception;
      return block(frame);
    },
  };
}

/** Apex that recurses too deep shows as JavaScript's own stack overflow first. */
function asApexThrow(error: unknown, frame: Parameters<Statement>[0]): ApexThrow {
  if (error instanceof ApexThrow) return error;
  if (error instanceof RangeError && /call stack/.test(error.message))
    return new ApexThrow(
      frame.vm.exception(frame.vm.types.native('System.LimitException'), 'Maximum stack depth reached: 1001'),
      true,
    );
  throw error;
}

function compileThrow(node: ThrowStatementContext, scope: Scope): Statement {
  const { evaluate } = compileExpression(node.expression(), scope);
  return (frame) => {
    throw new ApexThrow(frame.vm.notNull(evaluate(frame) as ApexObject | null));
  };
}

/** `System.runAs(user) { … }`. Source: Apex Developer Guide, "Using the runAs Method". */
function compileRunAs(node: RunAsStatementContext, scope: Scope): Statement {
  const args = node.expressionList() as Optional<ReturnType<typeof node.expressionList>>;
  const [user, ...more] = args?.expression_list() ?? [];
  if (!user || more.length) throw scope.wrong(node, 'System.runAs takes one user or one package version');
  const who = compileExpression(user, scope);
  if (who.type.kind !== 'sobject') throw scope.unsupported(node, 'System.runAs with a package version');
  const body = compileBlock(node.block().statement_list(), scope.inner());
  return (frame) => runAs(frame.vm, who.evaluate(frame) as SObjectValue | null, () => body(frame));
}
