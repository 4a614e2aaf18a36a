// Statements. Each is compiled once into a closure; how it ended is a value; the unknown is refused when it is reached.
import {
  BlockContext,
  BreakStatementContext,
  ContinueStatementContext,
  DoWhileStatementContext,
  ExpressionStatementContext,
  ForStatementContext,
  IfStatementContext,
  LocalVariableDeclarationStatementContext,
  ReturnStatementContext,
  WhileStatementContext,
  type ExpressionContext,
  type LocalVariableDeclarationContext,
  type StatementContext,
} from '@apexdevtools/apex-parser';
import { UnsupportedApex } from '../errors.ts';
import type { Node, Optional } from '../syntax.ts';
import { VOID, type ApexType } from '../types.ts';
import type { ApexValue } from '../values/values.ts';
import type { Frame } from '../vm.ts';
import { convert } from './convert.ts';
import { compileExpression } from './expressions.ts';
import { compileForEach } from './loops.ts';
import { BREAK, CONTINUE, NORMAL, RETURN, type Scope, type Statement } from './scope.ts';
import { MORE_STATEMENTS } from './more-statements.ts';

type Compiler = (node: never, scope: Scope) => Statement;

const COMPILERS = new Map<unknown, Compiler>([
  [BlockContext, (node: BlockContext, scope) => compileBlock(node.statement_list(), scope.inner())],
  [IfStatementContext, compileIf],
  [WhileStatementContext, compileWhile],
  [DoWhileStatementContext, compileDoWhile],
  [ForStatementContext, compileFor],
  [ReturnStatementContext, compileReturn],
  [BreakStatementContext, () => () => BREAK],
  [ContinueStatementContext, () => () => CONTINUE],
  [LocalVariableDeclarationStatementContext, compileDeclarationStatement],
  [ExpressionStatementContext, compileExpressionStatement],
  ...MORE_STATEMENTS,
]);

/** Blocks have no line of their own. */
const COUNTS_NO_LINE = new Set<unknown>([BlockContext]);

/** @throws ApexCompileError the statement is wrong, or of a kind that is not supported */
export function compileStatement(statement: StatementContext, scope: Scope): Statement {
  const node = statement.getChild(0) as Node;
  const compile = COMPILERS.get(node.constructor);
  const run = compile
    ? whenReached(() => compile(node as never, scope))
    : refusal(scope.unsupported(node, `the statement '${node.getText().slice(0, 40)}'`));
  return COUNTS_NO_LINE.has(node.constructor) ? run : atLine(run, node, scope);
}

/** What is not supported is refused when the statement runs, not for the whole method around it. */
function whenReached<T>(compile: () => (frame: Frame) => T): (frame: Frame) => T {
  try {
    return compile();
  } catch (error) {
    if (error instanceof UnsupportedApex) return refusal(error);
    throw error;
  }
}

const refusal = (error: UnsupportedApex) => (): never => {
  throw error;
};

/** Wraps a statement so that it counts as a step, as a covered line, and as the line of stack traces. */
export function atLine(run: Statement, node: Node, scope: Scope): Statement {
  const { line } = node.start;
  const counter = scope.cls.unit.lines.counter(line);
  return (frame) => {
    frame.line = line;
    counter.hits++;
    frame.vm.step();
    return run(frame);
  };
}

export function compileBlock(statements: readonly StatementContext[], scope: Scope): Statement {
  const compiled = statements.map((statement) => compileStatement(statement, scope));
  if (compiled.length === 1) return compiled[0]!;
  return (frame) => {
    for (let index = 0; index < compiled.length; index++) {
      const end = compiled[index]!(frame);
      if (end !== NORMAL) return end;
    }
    return NORMAL;
  };
}

/** A condition. @returns what works it out; null counts as a null pointer, as on the platform */
export function compileCondition(node: ExpressionContext, scope: Scope): (frame: Frame) => boolean {
  const { evaluate } = convert(compileExpression(node, scope), scope.types.boolean, scope, node);
  return (frame) => {
    const value = evaluate(frame);
    return value === true || (value !== false && frame.vm.notNull(value as boolean | null));
  };
}

function compileIf(node: IfStatementContext, scope: Scope): Statement {
  const condition = compileCondition(node.parExpression().expression(), scope);
  const [then, otherwise] = node.statement_list().map((statement) => compileStatement(statement, scope.inner()));
  return (frame) => (condition(frame) ? then!(frame) : otherwise ? otherwise(frame) : NORMAL);
}

function compileWhile(node: WhileStatementContext, scope: Scope): Statement {
  const condition = compileCondition(node.parExpression().expression(), scope);
  const body = compileLoopBody(node.statement(), scope);
  return (frame) => {
    while (condition(frame)) {
      const end = body(frame);
      if (end === RETURN) return end;
      if (end === BREAK) break;
      frame.vm.step();
    }
    return NORMAL;
  };
}

function compileDoWhile(node: DoWhileStatementContext, scope: Scope): Statement {
  const condition = compileCondition(node.parExpression().expression(), scope);
  const body = compileBlock(node.block().statement_list(), scope.inner());
  return (frame) => {
    do {
      const end = body(frame);
      if (end === RETURN) return end;
      if (end === BREAK) break;
      frame.vm.step();
    } while (condition(frame));
    return NORMAL;
  };
}

/** The body of a loop; `for (…);` has none. */
export function compileLoopBody(node: Optional<StatementContext>, scope: Scope): Statement {
  return node ? compileStatement(node, scope.inner()) : () => NORMAL;
}

function compileFor(node: ForStatementContext, scope: Scope): Statement {
  const control = node.forControl();
  const each = control.enhancedForControl() as Optional<ReturnType<typeof control.enhancedForControl>>;
  const statement = node.statement() as Optional<StatementContext>;
  const own = scope.inner();
  if (each) return compileForEach(each, statement, own);
  const init = control.forInit() as Optional<ReturnType<typeof control.forInit>>;
  const declaration = init?.localVariableDeclaration() as Optional<LocalVariableDeclarationContext>;
  const begin = declaration
    ? compileDeclaration(declaration, own)
    : effects(init?.expressionList().expression_list() ?? [], own);
  const test = control.expression() as Optional<ExpressionContext>;
  const condition = test ? compileCondition(test, own) : () => true;
  const update = control.forUpdate() as Optional<ReturnType<typeof control.forUpdate>>;
  const next = effects(update?.expressionList().expression_list() ?? [], own);
  const body = compileLoopBody(statement, own);
  return (frame) => {
    for (begin(frame); condition(frame); next(frame)) {
      const end = body(frame);
      if (end === RETURN) return end;
      if (end === BREAK) break;
      frame.vm.step();
    }
    return NORMAL;
  };
}

/** Expressions run for what they do. */
function effects(nodes: readonly ExpressionContext[], scope: Scope): (frame: Frame) => void {
  const all = nodes.map((node) => compileExpression(node, scope).evaluate);
  if (all.length === 1) return all[0]!;
  return (frame) => {
    for (const evaluate of all) evaluate(frame);
  };
}

function compileReturn(node: ReturnStatementContext, scope: Scope): Statement {
  const { returns, isConstructor } = scope.method;
  const expression = node.expression() as Optional<ExpressionContext>;
  if (!expression) {
    if (returns !== VOID) throw scope.wrong(node, `Missing return value of type ${returns.name}`);
    return () => RETURN;
  }
  if (returns === VOID || isConstructor) throw scope.wrong(node, 'Unexpected return value');
  const { evaluate } = convert(compileExpression(expression, scope), returns, scope, expression);
  return (frame) => {
    frame.result = evaluate(frame);
    return RETURN;
  };
}

function compileDeclarationStatement(node: LocalVariableDeclarationStatementContext, scope: Scope): Statement {
  const declare = compileDeclaration(node.localVariableDeclaration(), scope);
  return (frame) => {
    declare(frame);
    return NORMAL;
  };
}

/** A declaration of local variables, or of what anonymous Apex takes for fields. */
export type VariablesTree = Pick<LocalVariableDeclarationContext, 'typeRef' | 'variableDeclarators'>;

/** `String a, b = 'x'`. The names are known after it, in `scope`. */
export function compileDeclaration(node: VariablesTree, scope: Scope): (frame: Frame) => void {
  const type = scope.program.resolveType(node.typeRef(), scope.cls);
  const settings = node
    .variableDeclarators()
    .variableDeclarator_list()
    .map((declarator) => {
      const expression = declarator.expression() as Optional<ExpressionContext>;
      // The initialiser is compiled first: it does not see the variable it initialises.
      const value = expression ? whenReached(() => compileConverted(expression, type, scope)) : () => null;
      const { slot } = scope.declare(declarator.id().getText(), type, declarator);
      return (frame: Frame) => void (frame.locals[slot] = value(frame));
    });
  if (settings.length === 1) return settings[0]!;
  return (frame) => {
    for (const set of settings) set(frame);
  };
}

/** An expression whose value is converted to `type` as in an assignment. */
export function compileConverted(node: ExpressionContext, type: ApexType, scope: Scope): (frame: Frame) => ApexValue {
  return convert(compileExpression(node, scope), type, scope, node).evaluate;
}

function compileExpressionStatement(node: ExpressionStatementContext, scope: Scope): Statement {
  const { evaluate } = compileExpression(node.expression(), scope);
  return (frame) => {
    evaluate(frame);
    return NORMAL;
  };
}
