// Apex classes and triggers of a project, parsed once for all checks that look into them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApexErrorListener, ApexParserFactory, type ApexParserRuleContext } from '@apexdevtools/apex-parser';
import type { Finding } from '../finding.ts';
import type { SourceTree } from '../source-tree.ts';

export interface ApexSource {
  /** Relative to the project root, with `/`. */
  readonly path: string;
  /** Name of the file without its suffix, which is the name of the class or trigger. */
  readonly name: string;
  readonly tree: ApexParserRuleContext;
}

export interface ApexSources {
  readonly sources: readonly ApexSource[];
  /** Files that are not Apex; they are not among the sources. */
  readonly malformed: readonly Finding[];
}

const read = new WeakMap<SourceTree, ApexSources>();

/** Paths of all classes and triggers that deploy. */
export function apexPaths({ paths }: SourceTree): string[] {
  return paths.filter((path) => /\.(cls|trigger)$/.test(path));
}

/** All classes and triggers of the project. */
export function apexSources(tree: SourceTree): ApexSources {
  let found = read.get(tree);
  if (!found) read.set(tree, (found = parseAll(tree)));
  return found;
}

function parseAll(tree: SourceTree): ApexSources {
  const all = apexPaths(tree).map((path) => parse(path, readFileSync(join(tree.root, path), 'utf8')));
  return {
    sources: all.filter((each): each is ApexSource => 'tree' in each),
    malformed: all.filter((each): each is Finding => 'what' in each),
  };
}

/** Last texts and what came of them: whoever checks again after a change need not parse what has not changed. */
const parsed = new Map<string, { readonly text: string; readonly result: ApexSource | Finding }>();

function parse(path: string, text: string): ApexSource | Finding {
  const known = parsed.get(path);
  if (known?.text === text) return known.result;
  const errors = new SyntaxErrors(path);
  const { parser } = ApexParserFactory.createLexerAndParser(text, errors);
  const unit = path.endsWith('.cls') ? parser.compilationUnit() : parser.triggerUnit();
  const name = path.split('/').at(-1)!;
  const result = errors.found[0] ?? { path, name: name.replace(/\.\w+$/, ''), tree: unit };
  parsed.set(path, { text, result });
  return result;
}

class SyntaxErrors extends ApexErrorListener {
  readonly found: Finding[] = [];
  readonly #path: string;

  constructor(path: string) {
    super();
    this.#path = path;
  }

  override apexSyntaxError(line: number, column: number, message: string): void {
    this.found.push({ file: this.#path, line, column: column + 1, what: `is not Apex: ${message}` });
  }
}

/** The text a part of the tree was parsed from, with its spaces. */
export function sourceText({ start, stop }: ApexParserRuleContext): string {
  return start.getInputStream().getText(start.start, (stop ?? start).stop);
}
