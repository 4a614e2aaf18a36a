// Which lines of the project's classes and triggers hold statements, and which of them tests have reached. Lines are read off
// the source, so that a method no test ever calls counts too; what was reached, off the marks that compiled code leaves.
import {
  ApexParserBaseListener,
  ApexParseTreeWalker,
  BlockContext,
  type ApexParserRuleContext,
  type StatementContext,
} from '@apexdevtools/apex-parser';
import type { Unit } from '../user-class.ts';
import type { Coverage } from './outcome.ts';

/** @param tree the whole class or trigger */
export function coverageOf(unit: Unit, tree: ApexParserRuleContext): Coverage {
  const reader = new StatementLines();
  ApexParseTreeWalker.DEFAULT.walk(reader, tree);
  const lines = [...new Set([...reader.lines, ...unit.lines.keys()])].sort((a, b) => a - b);
  return {
    name: unit.name,
    file: unit.file,
    isTrigger: unit.isTrigger,
    covered: lines.filter((line) => (unit.lines.get(line) ?? 0) > 0),
    uncovered: lines.filter((line) => !unit.lines.get(line)),
  };
}

/** A call of another constructor is part of the constructor's head and leaves no mark. */
const CONSTRUCTOR_CALL = /^(?:this|super)\(/i;

class StatementLines extends ApexParserBaseListener {
  readonly lines = new Set<number>();

  enterStatement(statement: StatementContext): void {
    if (statement.getChild(0) instanceof BlockContext || CONSTRUCTOR_CALL.test(statement.getText())) return;
    this.lines.add(statement.start.line);
  }
}
