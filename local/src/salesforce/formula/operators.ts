// Operators: which types they take and what null does. Null rules are those of the published engine: a comparison or sum with
// null is null, null counts as false where a condition is asked for, blank text equals ''. Flows compare null by value.
import type { Value } from '../schema/schema.ts';
import { isFlow, type Compiler } from './compiler.ts';
import { add, divide, multiply, power, subtract } from './decimal.ts';
import { difference, shifted } from './functions-date.ts';
import type { BinaryOperator, Expression, UnaryOperator } from './syntax.ts';
import { titleOf, type FormulaScope, type FormulaType, type Typed } from './types.ts';

type BinaryCompiler = <S extends FormulaScope>(
  compiler: Compiler<S>,
  operator: BinaryOperator,
  left: Expression,
  right: Expression,
  at: number,
) => Typed<S>;

const COMPARABLE: readonly FormulaType[] = ['text', 'number', 'date', 'datetime', 'time'];
const MOVABLE: ReadonlySet<FormulaType> = new Set(['date', 'datetime', 'time']);

const ARITHMETIC = { '+': add, '-': subtract, '*': multiply, '/': divide, '^': power };
const ORDER = {
  '<': (a: Value, b: Value) => a! < b!,
  '>': (a: Value, b: Value) => a! > b!,
  '<=': (a: Value, b: Value) => a! <= b!,
  '>=': (a: Value, b: Value) => a! >= b!,
};

const BINARY: Readonly<Record<BinaryOperator, BinaryCompiler>> = {
  '||': logical,
  '&&': logical,
  '=': equality,
  '<>': equality,
  '<': ordering,
  '>': ordering,
  '<=': ordering,
  '>=': ordering,
  '+': sum,
  '-': sum,
  '&': concatenation,
  '^': arithmetic,
  '*': arithmetic,
  '/': arithmetic,
};

export const binary: BinaryCompiler = (compiler, operator, left, right, at) =>
  BINARY[operator](compiler, operator, left, right, at);

export function unary<S extends FormulaScope>(
  compiler: Compiler<S>,
  operator: UnaryOperator,
  operand: Expression,
  _at: number,
): Typed<S> {
  if (operator === '!') {
    const { run } = compiler.compileAs(operand, ['boolean'], `function 'NOT()'`);
    return {
      type: 'boolean',
      run: (scope) => {
        const value = run(scope);
        return value === null ? null : value !== true;
      },
    };
  }
  const { run } = compiler.compileAs(operand, ['number'], `operator '${operator}'`);
  if (operator === '+') return { type: 'number', run };
  return {
    type: 'number',
    run: (scope) => {
      const value = run(scope) as number | null;
      return value === null ? null : 0 - value;
    },
  };
}

/** AND of conditions stops at the first that is not true, OR at the first that is; null is not true. */
export function conditions<S extends FormulaScope>(
  compiler: Compiler<S>,
  parts: readonly Expression[],
  stopsAt: boolean,
  user: string,
): Typed<S> {
  const runs = parts.map((part) => compiler.compileAs(part, ['boolean'], user).run);
  return {
    type: 'boolean',
    run: (scope) => {
      for (const run of runs) if ((run(scope) === true) === stopsAt) return stopsAt;
      return !stopsAt;
    },
  };
}

function logical<S extends FormulaScope>(
  compiler: Compiler<S>,
  operator: BinaryOperator,
  left: Expression,
  right: Expression,
): Typed<S> {
  return conditions(compiler, [left, right], operator === '||', `operator '${operator}'`);
}

/** Equality of two values of one type; null is equal to null only where `nullIsValue`. */
export function equals(a: Value, b: Value, nullIsValue: boolean): boolean | null {
  if (a === null || b === null) return nullIsValue ? a === b : null;
  return a === b;
}

function equality<S extends FormulaScope>(
  compiler: Compiler<S>,
  operator: BinaryOperator,
  left: Expression,
  right: Expression,
): Typed<S> {
  const [a, b] = samePair(compiler, operator, left, right, [...COMPARABLE, 'boolean']);
  const nullIsValue = isFlow(compiler.use);
  const negated = operator === '<>';
  return {
    type: 'boolean',
    run: (scope) => {
      const equal = equals(a.run(scope), b.run(scope), nullIsValue);
      return equal === null ? null : equal !== negated;
    },
  };
}

function ordering<S extends FormulaScope>(
  compiler: Compiler<S>,
  operator: BinaryOperator,
  left: Expression,
  right: Expression,
): Typed<S> {
  const [a, b] = samePair(compiler, operator, left, right, COMPARABLE);
  const compare = ORDER[operator as keyof typeof ORDER];
  return {
    type: 'boolean',
    run: (scope) => {
      const [x, y] = [a.run(scope), b.run(scope)];
      return x === null || y === null ? null : compare(x, y);
    },
  };
}

/** Both sides, of one type. The right side is told what the left one is. */
function samePair<S extends FormulaScope>(
  compiler: Compiler<S>,
  operator: string,
  left: Expression,
  right: Expression,
  types: readonly FormulaType[],
): [Typed<S>, Typed<S>] {
  const user = `operator '${operator}'`;
  const a = compiler.compileAs(left, types, user);
  const b = compiler.compileAs(right, left.kind === 'null' ? types : [a.type], user);
  return [left.kind === 'null' ? compiler.compileAs(left, [b.type], user) : a, b];
}

function arithmetic<S extends FormulaScope>(
  compiler: Compiler<S>,
  operator: BinaryOperator,
  left: Expression,
  right: Expression,
): Typed<S> {
  const user = `operator '${operator}'`;
  const a = compiler.compileAs(left, ['number'], user);
  const b = compiler.compileAs(right, ['number'], user);
  return numeric(a, b, ARITHMETIC[operator as keyof typeof ARITHMETIC]);
}

function numeric<S extends FormulaScope>(
  a: Typed<S>,
  b: Typed<S>,
  work: (a: number, b: number) => number | string,
  type: FormulaType = 'number',
): Typed<S> {
  return {
    type,
    run: (scope) => {
      const [x, y] = [a.run(scope), b.run(scope)];
      return x === null || y === null ? null : work(x as number, y as number);
    },
  };
}

function sum<S extends FormulaScope>(
  compiler: Compiler<S>,
  operator: BinaryOperator,
  left: Expression,
  right: Expression,
  at: number,
): Typed<S> {
  const user = `operator '${operator}'`;
  const adds = operator === '+';
  const a = compiler.compileAs(left, adds ? COMPARABLE : ['number', 'date', 'datetime', 'time'], user);
  const b = compiler.compileAs(right, adds ? COMPARABLE : ['number', 'date', 'datetime', 'time'], user);
  if (adds && a.type === 'text' && (b.type === 'text' || right.kind === 'null')) return joined(a, b);
  if (adds && b.type === 'text' && left.kind === 'null') return joined(a, b);
  if (a.type === 'null' || b.type === 'null') return { type: 'null', run: () => null };
  if (a.type === 'number' && b.type === 'number') return numeric(a, b, adds ? add : subtract);
  if (MOVABLE.has(a.type) && b.type === 'number')
    return numeric(a, b, (x, y) => shifted(x as unknown as string, a.type, adds ? y : -y), a.type);
  if (adds && a.type === 'number' && (b.type === 'date' || b.type === 'datetime'))
    return numeric(b, a, (x, y) => shifted(x as unknown as string, b.type, y), b.type);
  if (!adds && MOVABLE.has(a.type) && a.type === b.type)
    return numeric(a, b, (x, y) => difference(x as unknown as string, y as unknown as string, a.type));
  throw compiler.refuse(
    at,
    `Incorrect parameter type for ${user}. Received ${titleOf([a.type])} and ${titleOf([b.type])}`,
  );
}

function concatenation<S extends FormulaScope>(
  compiler: Compiler<S>,
  operator: BinaryOperator,
  left: Expression,
  right: Expression,
): Typed<S> {
  const user = `operator '${operator}'`;
  return joined(compiler.compileAs(left, ['text'], user), compiler.compileAs(right, ['text'], user));
}

function joined<S extends FormulaScope>(a: Typed<S>, b: Typed<S>): Typed<S> {
  return { type: 'text', run: (scope) => `${(a.run(scope) as string) ?? ''}${(b.run(scope) as string) ?? ''}` };
}
