// From a method's tree to what runs: its parameters take the first slots, then its block; constructors first build what
// they extend and initialise their fields.
import type { Program } from '../program.ts';
import type { Method } from '../user-class.ts';
import type { Frame } from '../vm.ts';
import { compileConstructorStart } from './construction.ts';
import { Scope } from './scope.ts';
import { compileBlock } from './statements.ts';

export function compileBody(program: Program, method: Method): (frame: Frame) => void {
  const scope = new Scope(program, method);
  for (const { name, type } of method.parameters) {
    if (type.problem) throw type.problem;
    scope.declare(name, type, method.block!);
  }
  if (method.isConstructor) {
    const start = compileConstructorStart(method, scope);
    const rest = compileBlock(start.rest, scope.inner());
    return (frame) => {
      start.run(frame);
      rest(frame);
    };
  }
  if (!method.block) throw new Error(`apex: ${method.traceName} has no body to run`);
  const block = compileBlock(method.block.statement_list(), scope.inner());
  return (frame) => void block(frame);
}
