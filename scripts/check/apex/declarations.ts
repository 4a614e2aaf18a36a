// What the Apex compiler asks of annotated methods, of tests, of triggers and of classes that are queued, beyond types: apex-ls
// passes these over. Source: Apex Developer Guide, "Annotations" and the page of each; "Triggers"; "Asynchronous Apex".
import { counted, type CheckResult, type Finding } from '../finding.ts';
import type { SourceTree } from '../source-tree.ts';
import { asynchronousProblems, cycleProblems } from './relations.ts';
import { declaredIn, type DeclaredClass, type DeclaredMethod, type DeclaredTrigger } from './declared.ts';
import { apexSources, sourceText } from './sources.ts';

export interface ApexProblem {
  readonly line: number;
  readonly what: string;
}

export function checkDeclarations(tree: SourceTree): CheckResult {
  const { sources } = apexSources(tree);
  const declared = sources.map((source) => ({ source, ...declaredIn(source) }));
  const classes = new Map(declared.flatMap((each) => each.classes).map((cls) => [cls.name.toLowerCase(), cls]));
  const findings = declared.flatMap(({ source, ...own }): Finding[] =>
    [
      ...own.annotations.flatMap(annotationProblems),
      ...own.classes.flatMap((cls) => [...classProblems(cls), ...cycleProblems(cls, classes)]),
      ...own.triggers.flatMap((trigger) => [...triggerProblems(trigger, source.name)]),
      ...asynchronousProblems(source, classes),
    ].map((problem) => ({ file: source.path, ...problem })),
  );
  return { summary: `${counted(classes.size, 'class').replace('classs', 'classes')} and what they declare`, findings };
}

const ANNOTATIONS: ReadonlySet<string> = new Set(
  (
    'auraenabled deprecated future httpdelete httpget httppatch httppost httpput invocablemethod invocablevariable ' +
    'istest jsonaccess namespaceaccessible readonly remoteaction restresource suppresswarnings testsetup testvisible'
  ).split(' '),
);

function annotationProblems({ text, line }: { readonly text: string; readonly line: number }): ApexProblem[] {
  const name = /^@(\w+)/.exec(text)?.[1] ?? '';
  return ANNOTATIONS.has(name.toLowerCase()) ? [] : [{ line, what: `there is no annotation @${name}` }];
}

/** A method's rules: what must be so, and what to say where it is not. */
interface MethodRule {
  readonly on: string;
  readonly says: string;
  holds(this: void, method: DeclaredMethod, cls: DeclaredClass): boolean;
}

const isStatic = ({ words }: DeclaredMethod): boolean => words.includes('static');
const isVoid = ({ returns }: DeclaredMethod): boolean => returns.toLowerCase() === 'void';
const isPublic = ({ words }: DeclaredMethod): boolean => words.includes('public') || words.includes('global');
const takesNothing = ({ parameters }: DeclaredMethod): boolean => parameters.length === 0;
const HTTP = ['@httpdelete', '@httpget', '@httppatch', '@httppost', '@httpput'];
const PRIMITIVE = /^(blob|boolean|date|datetime|decimal|double|id|integer|long|string|time)$/;

/** Primitives, and arrays and collections of them. */
const isPrimitive = (type: string): boolean =>
  type
    .toLowerCase()
    .split(/[<>,[\]]/)
    .filter(Boolean)
    .every((part) => PRIMITIVE.test(part) || /^(list|set|map)$/.test(part));

const METHOD_RULES: readonly MethodRule[] = [
  {
    on: '@auraenabled',
    says: 'is static: an instance method cannot be called by a page, and only static ones are cacheable',
    holds: (m) => isStatic(m) || !/cacheable/i.test(m.annotations.join()),
  },
  {
    on: '@auraenabled',
    says: 'has a name of its own: since API 55.0 no two @AuraEnabled methods of a class share one',
    holds: (m, cls) => namesakes(m, cls)[0] === m,
  },
  {
    on: '@auraenabled',
    says: 'that is cacheable saves nothing: the platform refuses it when it runs',
    holds: (m) =>
      !/cacheable=true/i.test(m.annotations.join().replace(/\s/g, '')) ||
      !/\b(insert|update|upsert|delete|undelete|merge)\s+(as\s+(user|system)\s+)?\w+/i.test(codeOf(m)),
  },
  { on: '@future', says: 'is static', holds: isStatic },
  { on: '@future', says: 'returns nothing', holds: isVoid },
  {
    on: '@future',
    says: 'takes primitives and collections of them, no sObjects and no objects',
    holds: ({ parameters }) => parameters.every(isPrimitive),
  },
  { on: '@invocablemethod', says: 'is static and public or global', holds: (m) => isStatic(m) && isPublic(m) },
  {
    on: '@invocablemethod',
    says: 'takes at most one parameter, a list',
    holds: ({ parameters }) => parameters.length < 2 && parameters.every((type) => /^list<|\[\]$/i.test(type)),
  },
  {
    on: '@invocablemethod',
    says: 'returns a list or nothing',
    holds: (m) => isVoid(m) || /^list<|\[\]$/i.test(m.returns),
  },
  { on: '@invocablemethod', says: 'is the only one of its class', holds: only('@invocablemethod') },
  { on: '@invocablemethod', says: 'is in a class that is in no other', holds: (_, cls) => !cls.name.includes('.') },
  { on: '@remoteaction', says: 'is static', holds: isStatic },
  { on: '@istest', says: 'is static', holds: isStatic },
  { on: '@istest', says: 'returns nothing', holds: isVoid },
  { on: '@istest', says: 'takes no parameters', holds: takesNothing },
  {
    on: '@testsetup',
    says: 'is static, returns nothing and takes no parameters',
    holds: (m) => isStatic(m) && isVoid(m) && takesNothing(m),
  },
  { on: '@testsetup', says: 'is the only one of its class', holds: only('@testsetup') },
  ...HTTP.flatMap((on): MethodRule[] => [
    { on, says: 'is in a class with @RestResource', holds: (_, { words }) => words.includes('@restresource') },
    { on, says: 'is the only one of its class', holds: only(on) },
    { on, says: 'is global and static', holds: (m) => isStatic(m) && m.words.includes('global') },
  ]),
];

/** True for the first method of a class with an annotation. */
function only(annotation: string): MethodRule['holds'] {
  return (method, { methods }) => methods.find(({ words }) => words.includes(annotation)) === method;
}

function namesakes({ name }: DeclaredMethod, { methods }: DeclaredClass): readonly DeclaredMethod[] {
  return methods.filter(
    (each) => each.name.toLowerCase() === name.toLowerCase() && each.words.includes('@auraenabled'),
  );
}

/** Without what is no code: comments and texts. */
const codeOf = ({ context }: DeclaredMethod): string =>
  sourceText(context).replace(/'(?:\\.|[^'\\])*'|\/\/.*|\/\*[^]*?\*\//g, '');

function* classProblems(cls: DeclaredClass): Iterable<ApexProblem> {
  for (const method of cls.methods)
    for (const { on, says, holds } of METHOD_RULES)
      if (method.words.includes(on) && !holds(method, cls))
        yield { line: method.line, what: `a method with ${written(method, on)} ${says}: ${method.name}` };
  if (cls.words.includes('@restresource')) yield* resourceProblems(cls);
}

/** `@Future` as the class writes it. */
const written = ({ annotations }: DeclaredMethod, on: string): string =>
  annotations.find((text) => text.toLowerCase().startsWith(on))?.replace(/\(.*$/s, '') ?? on;

function* resourceProblems({ annotations, line, words }: DeclaredClass): Iterable<ApexProblem> {
  const text = annotations.find((each) => /^@restresource/i.test(each)) ?? '';
  const mapping = /urlMapping\s*=\s*'([^']*)'/i.exec(text)?.[1];
  if (!mapping?.startsWith('/')) yield { line, what: 'a class with @RestResource has a urlMapping that begins with /' };
  if (!words.includes('global')) yield { line, what: 'a class with @RestResource is global' };
}

const EVENTS: ReadonlySet<string> = new Set([
  'before insert',
  'before update',
  'before delete',
  'after insert',
  'after update',
  'after delete',
  'after undelete',
]);

function* triggerProblems({ name, object, events, line }: DeclaredTrigger, file: string): Iterable<ApexProblem> {
  if (name !== file) yield { line, what: `the trigger ${name} is not named as its file, ${file}` };
  const isEvent = object.toLowerCase().endsWith('__e');
  for (const event of events) {
    if (!EVENTS.has(event)) yield { line, what: `there is no trigger ${event}` };
    else if (isEvent && event !== 'after insert')
      yield { line, what: `a trigger on the event ${object} is after insert, not ${event}` };
  }
}
