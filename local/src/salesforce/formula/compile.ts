// Syntax tree → closures, with static types: what a formula names and whether types fit is settled before anything runs.
import type { Value } from '../schema/schema.ts';
import { DATE_FUNCTIONS } from './functions-date.ts';
import { MATH_FUNCTIONS } from './functions-math.ts';
import { TEXT_FUNCTIONS } from './functions-text.ts';
import { isFlow, isTextual, readerOf, type Compiler } from './compiler.ts';
import { FORMS, UNSUPPORTED } from './forms.ts';
import { binary, unary } from './operators.ts';
import { refuse, refuseUnsupported, type FormulaSource } from './formula-error.ts';
import type { FormulaFunction, FunctionTable } from './function-table.ts';
import type { SourcePosition } from '../metadata/source-error.ts';
import { parseFormula, type Expression } from './syntax.ts';
import {
  titleOf,
  type FormulaScope,
  type FormulaType,
  type FormulaUse,
  type Reference,
  type Typed,
  type UnsupportedReference,
} from './types.ts';

export interface FormulaOptions<S extends FormulaScope> {
  readonly allow: FormulaUse;
  /** What a name stands for; undefined refuses the formula. In flows the name comes without its `{!…}`. */
  resolve(this: void, path: string): Reference<S> | UnsupportedReference | undefined;
  /** Where the formula's first line stands; every refusal names file and line. */
  readonly position?: SourcePosition;
  /** A formula field's "treat blank fields as zeroes". */
  readonly blankAsZero?: boolean;
}

export interface Formula<S extends FormulaScope> {
  readonly type: FormulaType;
  /** Names read, in order of appearance, each once. */
  readonly references: readonly string[];
  /** Blank text comes out as null. @throws FormulaError what the platform shows as #Error! */
  evaluate(this: void, scope: S): Value;
}

const FUNCTIONS: FunctionTable = { ...TEXT_FUNCTIONS, ...MATH_FUNCTIONS, ...DATE_FUNCTIONS };

/**
 * Compiles a formula of a validation rule, formula field, default value or flow.
 * @throws SourceError syntax, unknown function or name, wrong number or type of arguments: with file, line and column
 * @throws UnsupportedMetadata a function that Salesforce has and the local org has not
 */
export function compileFormula<S extends FormulaScope>(text: string, options: FormulaOptions<S>): Formula<S> {
  const source: FormulaSource = { text, position: options.position ?? { file: '<formula>', line: 1 } };
  const references = new Set<string>();
  const compiler = newCompiler(source, options, references);
  const { type, run } = compiler.compile(parseFormula(source));
  const nullIs = type === 'boolean' && options.allow === 'field' ? false : null;
  return {
    type,
    references: [...references],
    evaluate: (scope) => {
      const result = run(scope);
      // White space at the end of a formula field's text is not kept, as public tests of address formulas show.
      const value = typeof result === 'string' && options.allow === 'field' ? result.trimEnd() : result;
      return value === '' || value === null ? nullIs : value;
    },
  };
}

function newCompiler<S extends FormulaScope>(
  source: FormulaSource,
  options: FormulaOptions<S>,
  references: Set<string>,
): Compiler<S> {
  const compiler: Compiler<S> = {
    use: options.allow,
    refuse: (at, what) => refuse(source, at, what),
    compile: (expression) => compileExpression(compiler, source, options, expression),
    compileAs: (expression, types, user) => compileTyped(compiler, expression, types, user),
    reference: (expression, user) => {
      if (expression.kind !== 'reference') throw refuse(source, expression.at, `${user} needs the name of a field`);
      return resolve(source, options, references, expression);
    },
  };
  return compiler;
}

function compileExpression<S extends FormulaScope>(
  compiler: Compiler<S>,
  source: FormulaSource,
  options: FormulaOptions<S>,
  expression: Expression,
): Typed<S> {
  switch (expression.kind) {
    case 'number':
    case 'text':
    case 'boolean':
      return { type: expression.kind, run: () => expression.value };
    case 'null':
      return { type: 'null', run: () => null };
    case 'reference':
      return readerOf(compiler.reference(expression, 'A name'), options.blankAsZero === true);
    case 'unary':
      return unary(compiler, expression.operator, expression.operand, expression.at);
    case 'binary':
      return binary(compiler, expression.operator, expression.left, expression.right, expression.at);
    case 'call':
      return compileCall(compiler, source, expression);
  }
}

function resolve<S extends FormulaScope>(
  source: FormulaSource,
  options: FormulaOptions<S>,
  references: Set<string>,
  { path, braced, at }: Expression & { kind: 'reference' },
): Reference<S> {
  if (braced !== isFlow(options.allow))
    throw refuse(source, at, braced ? `Syntax error. Found '{!${path}}'` : `Write {!${path}} to name it in a flow`);
  const found = options.resolve(path);
  if (!found) throw refuse(source, at, `Field ${path} does not exist. Check spelling.`);
  if ('unsupported' in found) throw refuseUnsupported(source, at, `${path}: ${found.unsupported}`);
  references.add(path);
  return found;
}

function compileTyped<S extends FormulaScope>(
  compiler: Compiler<S>,
  expression: Expression,
  types: readonly FormulaType[],
  user: string,
): Typed<S> {
  const part = compiler.compile(expression);
  if (part.type === 'null') return types.includes('text') ? { type: 'text', run: () => '' } : part;
  if (types.includes(part.type)) return part;
  // Flow formulas read picklists as text; elsewhere only the functions that take picklists may.
  if (isFlow(compiler.use) && isTextual(part.type) && types.includes('text')) return { ...part, type: 'text' };
  if (part.type === 'picklist' || part.type === 'multipicklist')
    throw compiler.refuse(
      expression.at,
      `${nameOf(expression)} is a ${part.type === 'picklist' ? '' : 'multi-select '}picklist field, which is only supported in certain functions; ${user} is not one of them.`,
    );
  throw compiler.refuse(
    expression.at,
    `Incorrect parameter type for ${user}. Expected ${titleOf(types)}, received ${titleOf([part.type])}`,
  );
}

const nameOf = (expression: Expression): string =>
  expression.kind === 'reference' ? `Field ${expression.path}` : 'This';

function compileCall<S extends FormulaScope>(
  compiler: Compiler<S>,
  source: FormulaSource,
  call: Expression & { kind: 'call' },
): Typed<S> {
  const form = Object.hasOwn(FORMS, call.name) ? FORMS[call.name] : undefined;
  if (form) {
    if (form.onlyIn && !form.onlyIn.includes(compiler.use)) throw notHere(compiler, call);
    const [least, most] = form.count;
    if (call.args.length < least || call.args.length > most)
      throw wrongCount(compiler, call, least === most || call.args.length < least ? least : most);
    return form.compile(compiler, call);
  }
  if (UNSUPPORTED.has(call.name))
    throw refuseUnsupported(source, call.at, `function ${call.name} is not executed by the local org`);
  const known = Object.hasOwn(FUNCTIONS, call.name) ? FUNCTIONS[call.name] : undefined;
  if (!known) throw refuse(source, call.at, `Unknown function ${call.name}. Check spelling.`);
  if (known.notIn?.includes(compiler.use)) throw notHere(compiler, call);
  return compileFunction(compiler, call, known);
}

function compileFunction<S extends FormulaScope>(
  compiler: Compiler<S>,
  call: Expression & { kind: 'call' },
  { parameters, optional = 0, repeats = false, result, takesNull = false, apply }: FormulaFunction,
): Typed<S> {
  const count = call.args.length;
  if (count < parameters.length - optional) throw wrongCount(compiler, call, parameters.length - optional);
  if (count > parameters.length && !repeats) throw wrongCount(compiler, call, parameters.length);
  const args = call.args.map((arg, i) =>
    compiler.compileAs(arg, parameters[Math.min(i, parameters.length - 1)]!, `function '${call.name}()'`),
  );
  const types = args.map((arg) => arg.type);
  const runs = args.map((arg) => arg.run);
  const type = typeof result === 'string' ? result : result(types);
  const blank = type === 'text' ? '' : null;
  return {
    type,
    run: (scope) => {
      const values: never[] = [];
      for (const run of runs) {
        const value = run(scope);
        if (value === null && !takesNull) return blank;
        values.push(value as never);
      }
      return apply(values, types, scope) ?? blank;
    },
  };
}

function wrongCount<S extends FormulaScope>(
  compiler: Compiler<S>,
  call: Expression & { kind: 'call' },
  expected: number,
): Error {
  return compiler.refuse(
    call.at,
    `Incorrect number of parameters for function '${call.name}()'. Expected ${expected}, received ${call.args.length}`,
  );
}

function notHere<S extends FormulaScope>(compiler: Compiler<S>, call: Expression & { kind: 'call' }): Error {
  return compiler.refuse(call.at, `Function ${call.name} may not be used in this type of formula (${compiler.use})`);
}
