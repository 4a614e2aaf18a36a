// Special forms: functions that evaluate only what they need, or that look at the name of a field instead of its value.
import { isFlow, readerOf, type Compiler } from './compiler.ts';
import { FormulaError } from './formula-error.ts';
import { conditions, equals } from './operators.ts';
import type { Expression } from './syntax.ts';
import { titleOf, type FormulaScope, type FormulaType, type FormulaUse, type Typed } from './types.ts';

type Call = Expression & { kind: 'call' };

export interface Form {
  /** Least and most arguments. */
  readonly count: readonly [number, number];
  readonly onlyIn?: readonly FormulaUse[];
  compile<S extends FormulaScope>(this: void, compiler: Compiler<S>, call: Call): Typed<S>;
}

const ANY: readonly FormulaType[] = [
  'text',
  'number',
  'boolean',
  'date',
  'datetime',
  'time',
  'picklist',
  'multipicklist',
  'location',
];
const RESULT: readonly FormulaType[] = ['text', 'number', 'boolean', 'date', 'datetime', 'time', 'location'];

/** ISNEW, ISCLONE and ISCHANGED: validation rules and record-triggered flows. @see Salesforce Help, "ISCHANGED" */
const WHILE_SAVING: readonly FormulaUse[] = ['validation', 'flow', 'flowStart'];

/** Functions of the platform that the local org does not execute: they need other records, sessions or pages. */
export const UNSUPPORTED: ReadonlySet<string> = new Set([
  'CURRENCYRATE',
  'GETRECORDIDS',
  'GETSESSIONID',
  'IMAGEPROXYURL',
  'INCLUDE',
  'JSINHTMLENCODE',
  'JUNCTIONIDLIST',
  'LINKTO',
  'PARENTGROUPVAL',
  'PREDICT',
  'PREVGROUPVAL',
  'REGEXREPLACE',
  'REQUIRESCRIPT',
  'URLFOR',
  'VLOOKUP',
]);

export const FORMS: Readonly<Record<string, Form>> = {
  AND: { count: [1, Infinity], compile: (c, call) => conditions(c, call.args, false, `function 'AND()'`) },
  OR: { count: [1, Infinity], compile: (c, call) => conditions(c, call.args, true, `function 'OR()'`) },
  // The value of a formula field has the tag that its page shows as a new line.
  BR: { count: [0, 0], compile: (c) => ({ type: 'text', run: () => (c.use === 'field' ? '<br>' : '\n') }) },
  IF: { count: [3, 3], compile: (c, call) => chosen(c, call) },
  IFS: { count: [3, Infinity], compile: (c, call) => chosen(c, call) },
  CASE: { count: [4, Infinity], compile: compileCase },
  IFERROR: { count: [2, 2], compile: compileIfError },
  ISBLANK: { count: [1, 1], compile: (c, call) => blankTest(c, call, true) },
  ISNULL: { count: [1, 1], compile: (c, call) => blankTest(c, call, false) },
  BLANKVALUE: { count: [2, 2], compile: (c, call) => substitute(c, call, true) },
  NULLVALUE: { count: [2, 2], compile: (c, call) => substitute(c, call, false) },
  ISPICKVAL: { count: [2, 2], compile: compileIsPickval },
  ISNEW: { count: [0, 0], onlyIn: WHILE_SAVING, compile: () => ({ type: 'boolean', run: (scope) => scope.isNew }) },
  ISCLONE: { count: [0, 0], onlyIn: WHILE_SAVING, compile: () => ({ type: 'boolean', run: (scope) => scope.isClone }) },
  ISCHANGED: { count: [1, 1], onlyIn: WHILE_SAVING, compile: compileIsChanged },
  // Salesforce Help, "Flow Formula Considerations", lists PRIORVALUE as not supported in flow formulas.
  PRIORVALUE: { count: [1, 1], onlyIn: ['validation', 'flowStart'], compile: compilePriorValue },
  REGEX: { count: [2, 2], compile: compileRegex },
};

/** Compiles parts that must agree on one type: the results of IF and CASE. */
function agreeing<S extends FormulaScope>(
  compiler: Compiler<S>,
  parts: readonly Expression[],
  user: string,
): Typed<S>[] {
  const first = parts.map((part) => compiler.compileAs(part, RESULT, user));
  const type = first.find((_, i) => parts[i]!.kind !== 'null')?.type ?? 'null';
  return parts.map((part, i) => {
    if (type === 'null' || first[i]!.type === type) return first[i]!;
    return part.kind === 'null' ? { type, run: () => null } : compiler.compileAs(part, [type], user);
  });
}

/** IF(test, then, else) and IFS(test, value, test, value, …, else). */
function chosen<S extends FormulaScope>(compiler: Compiler<S>, call: Call): Typed<S> {
  const user = `function '${call.name}()'`;
  if (call.args.length % 2 === 0)
    throw compiler.refuse(call.at, `Incorrect number of parameters for ${user}: the last one is the value otherwise`);
  const results = call.args.filter((_, i) => i % 2 === 1 || i === call.args.length - 1);
  const values = agreeing(compiler, results, user);
  const tests = call.args.slice(0, -1).filter((_, i) => i % 2 === 0);
  const runs = tests.map((test) => compiler.compileAs(test, ['boolean'], user).run);
  return {
    type: values[0]!.type,
    run: (scope) => {
      const hit = runs.findIndex((run) => run(scope) === true);
      return values.at(hit)!.run(scope); // no hit is -1: the last one
    },
  };
}

function compileCase<S extends FormulaScope>(compiler: Compiler<S>, call: Call): Typed<S> {
  const user = `function 'CASE()'`;
  if (call.args.length % 2 !== 0)
    throw compiler.refuse(call.at, `Incorrect number of parameters for ${user}: the last one is the value otherwise`);
  const [tested, ...rest] = call.args as [Expression, ...Expression[]];
  const subject = compiler.compileAs(tested, ['picklist', ...RESULT], user);
  const type = subject.type === 'picklist' ? 'text' : subject.type;
  const pairs = rest.slice(0, -1);
  const keys = pairs.filter((_, i) => i % 2 === 0).map((key) => compiler.compileAs(key, [type], user).run);
  const values = agreeing(compiler, [...pairs.filter((_, i) => i % 2 === 1), rest.at(-1)!], user);
  return {
    type: values[0]!.type,
    run: (scope) => {
      const value = subject.run(scope);
      const hit = keys.findIndex((key) => equals(value, key(scope), isFlow(compiler.use)) === true);
      return values.at(hit)!.run(scope);
    },
  };
}

function compileIfError<S extends FormulaScope>(compiler: Compiler<S>, call: Call): Typed<S> {
  const [value, otherwise] = agreeing(compiler, call.args, `function 'IFERROR()'`) as [Typed<S>, Typed<S>];
  return {
    type: value.type,
    run: (scope) => {
      try {
        return value.run(scope);
      } catch (error) {
        if (error instanceof FormulaError) return otherwise.run(scope);
        throw error;
      }
    },
  };
}

/** ISNULL of text is always false: text is blank, never null. */
function blankTest<S extends FormulaScope>(compiler: Compiler<S>, call: Call, seesBlank: boolean): Typed<S> {
  const { type, run } = compiler.compileAs(call.args[0]!, ANY, `function '${call.name}()'`);
  if (type === 'text' && !seesBlank && call.args[0]!.kind !== 'null') return { type: 'boolean', run: () => false };
  return {
    type: 'boolean',
    run: (scope) => {
      const value = run(scope);
      return value === null || value === '';
    },
  };
}

function substitute<S extends FormulaScope>(compiler: Compiler<S>, call: Call, seesBlank: boolean): Typed<S> {
  const [value, otherwise] = agreeing(compiler, call.args, `function '${call.name}()'`) as [Typed<S>, Typed<S>];
  return {
    type: value.type,
    run: (scope) => {
      const found = value.run(scope);
      return found === null || (seesBlank && found === '') ? otherwise.run(scope) : found;
    },
  };
}

function compileIsPickval<S extends FormulaScope>(compiler: Compiler<S>, call: Call): Typed<S> {
  const user = `function 'ISPICKVAL()'`;
  const field = compiler.compile(call.args[0]!);
  const isText = field.type === 'text' && isFlow(compiler.use); // a flow's picklist variables are text
  if (field.type !== 'picklist' && !isText)
    throw compiler.refuse(
      call.args[0]!.at,
      `Incorrect parameter type for ${user}. Expected Picklist, received ${titleOf([field.type])}`,
    );
  const value = compiler.compileAs(call.args[1]!, ['text'], user);
  return { type: 'boolean', run: (scope) => field.run(scope) === value.run(scope) };
}

function compileIsChanged<S extends FormulaScope>(compiler: Compiler<S>, call: Call): Typed<S> {
  const { type, read, readPrior } = compiler.reference(call.args[0]!, 'ISCHANGED()');
  if (!readPrior) throw compiler.refuse(call.args[0]!.at, 'ISCHANGED() takes a field of the record itself');
  const blank = type === 'boolean' ? false : null;
  const comparable = (value: ReturnType<typeof read>) =>
    value === null || value === '' ? blank : typeof value === 'string' ? value.replaceAll('\r\n', '\n') : value;
  return {
    type: 'boolean',
    run: (scope) => !scope.isNew && comparable(read(scope)) !== comparable(readPrior(scope)),
  };
}

/** On a new record there is no value before: the current one stands in. */
function compilePriorValue<S extends FormulaScope>(compiler: Compiler<S>, call: Call): Typed<S> {
  const { type, read, readPrior } = compiler.reference(call.args[0]!, 'PRIORVALUE()');
  if (!readPrior) throw compiler.refuse(call.args[0]!.at, 'PRIORVALUE() takes a field of the record itself');
  return readerOf({ type, read: (scope: S) => (scope.isNew ? read(scope) : readPrior(scope)) }, false);
}

function compileRegex<S extends FormulaScope>(compiler: Compiler<S>, call: Call): Typed<S> {
  const user = `function 'REGEX()'`;
  const text = compiler.compileAs(call.args[0]!, ['text'], user);
  const [, written] = call.args as [Expression, Expression];
  if (written.kind === 'text') {
    const pattern = fullMatch(written.value);
    if (!pattern) throw compiler.refuse(written.at, `Invalid regular expression: ${written.value}`);
    return { type: 'boolean', run: (scope) => pattern.test(text.run(scope) as string) };
  }
  const source = compiler.compileAs(written, ['text'], user);
  return {
    type: 'boolean',
    run: (scope) => {
      const pattern = fullMatch(source.run(scope) as string);
      if (!pattern) throw new FormulaError('Invalid regular expression');
      return pattern.test(text.run(scope) as string);
    },
  };
}

/** Java's `matches`: the whole text. `(?i)` in front ignores case. */
function fullMatch(source: string): RegExp | undefined {
  const insensitive = source.startsWith('(?i)');
  const pattern = `^(?:${insensitive ? source.slice(4) : source})$`;
  for (const flags of ['u', '']) {
    try {
      return new RegExp(pattern, flags + (insensitive ? 'i' : ''));
    } catch {
      // With `u` JavaScript refuses escapes that Java allows, such as `\-`: tried again without it.
    }
  }
  return undefined;
}
