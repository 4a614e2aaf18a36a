// One workflow of GitHub Actions as the rules look at it: its jobs and steps with their lines.
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
import { isMap, isScalar, isSeq, LineCounter, parseDocument, visit, type Document } from 'yaml';

/** A text anywhere in the workflow, and the names of the settings that lead to it. */
export interface Text {
  readonly value: string;
  readonly line: number;
  /** `['jobs', 'offline', 'steps', 2, 'run']` */
  readonly path: readonly (string | number)[];
}

export interface StepText {
  readonly job: string;
  readonly line: number;
  readonly text: string;
}

export interface Workflow {
  /** Relative to the project. */
  readonly file: string;
  readonly triggers: ReadonlySet<string>;
  readonly jobs: readonly { readonly name: string; readonly line: number }[];
  /** `run` and `uses` of every step; `uses` of jobs that call another workflow. */
  readonly runs: readonly StepText[];
  readonly uses: readonly StepText[];
  /** Every text, comments left out. */
  readonly texts: readonly Text[];
  readonly has: (...path: readonly (string | number)[]) => boolean;
  /** A text, or undefined. */
  readonly textAt: (...path: readonly (string | number)[]) => string | undefined;
  /** Line of what is at the path; 1 when nothing is. */
  readonly lineOf: (...path: readonly (string | number)[]) => number;
}

/** @throws YamlProblem with line and what is wrong */
export class YamlProblem extends Error {
  readonly line: number;
  constructor(line: number, what: string) {
    super(what);
    this.line = line;
  }
}

/** @throws YamlProblem the text is no YAML, or no map */
export function readWorkflow(file: string, source: string): Workflow {
  const counter = new LineCounter();
  const document = parseDocument(source, { lineCounter: counter, prettyErrors: false });
  const [problem] = document.errors;
  if (problem) throw new YamlProblem(counter.linePos(problem.pos[0]).line, problem.message);
  if (!isMap(document.contents)) throw new YamlProblem(1, 'a workflow is a map with on and jobs');
  const lineOf = (...path: readonly (string | number)[]): number => {
    const node = document.getIn(path, true) as { range?: [number] } | undefined;
    return node?.range ? counter.linePos(node.range[0]).line : 1;
  };
  const texts = textsOf(document, counter);
  const named = (key: string): StepText[] =>
    texts
      .filter(({ path }) => path[0] === 'jobs' && path.at(-1) === key && (path[2] === 'steps' || path.length === 3))
      .map(({ value, line, path }) => ({ job: String(path[1]), line, text: value }));
  return {
    file,
    triggers: triggersOf(document),
    jobs: keysAt(document, ['jobs']).map((name) => ({ name, line: lineOf('jobs', name) })),
    runs: named('run'),
    uses: named('uses'),
    texts,
    has: (...path) => document.hasIn(path),
    textAt: (...path) => texts.find((text) => text.path.join('/') === path.join('/'))?.value,
    lineOf,
  };
}

/** `on: push`, `on: [push, pull_request]` and `on: { push: … }` say the same. */
function triggersOf(document: Document): Set<string> {
  const on = document.get('on');
  if (isMap(on)) return new Set(keysAt(document, ['on']));
  if (isSeq(on)) return new Set(on.items.map((item) => (isScalar(item) ? String(item.value) : '')));
  return new Set(typeof on === 'string' ? [on] : []);
}

function keysAt(document: Document, path: readonly string[]): string[] {
  const map = document.getIn(path);
  return isMap(map) ? map.items.map(({ key }) => String(isScalar(key) ? key.value : key)) : [];
}

function textsOf(document: Document, counter: LineCounter): Text[] {
  const texts: Text[] = [];
  visit(document, {
    Scalar: (key, { value, range }, ancestors) => {
      if (key === 'key' || !isPlain(value)) return;
      const line = counter.linePos(range![0]).line;
      texts.push({ value: String(value), line, path: pathOf(key, ancestors) });
    },
  });
  return texts;
}

function isPlain(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function pathOf(key: unknown, ancestors: readonly unknown[]): (string | number)[] {
  const path: (string | number)[] = [];
  ancestors.forEach((node, index) => {
    const next = ancestors[index + 1];
    if (typeof node === 'object' && node !== null && 'key' in node)
      path.push(String((node.key as { value?: unknown }).value));
    else if (isSeq(node)) path.push(next === undefined ? Number(key) : node.items.indexOf(next));
  });
  return path;
}
