// Apex classes and triggers of a project, parsed once for all checks that look into them.
import { ApexErrorListener, ApexParserFactory, type ApexParserRuleContext } from '@apexdevtools/apex-parser';
import type { Finding } from '../finding.ts';
import { remembered } from '../remembered.ts';
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
  const all = apexPaths(tree).map((path) => parse(path, tree.text(path)));
  return {
    sources: all.filter((each): each is ApexSource => 'tree' in each),
    malformed: all.filter((each): each is Finding => 'what' in each),
  };
}

const parse = remembered((path, text): ApexSource | Finding => {
  const errors = new SyntaxErrors(path);
  const { parser } = ApexParserFactory.createLexerAndParser(text, errors);
  const unit = path.endsWith('.cls') ? parser.compilationUnit() : parser.triggerUnit();
  const name = path.split('/').at(-1)!;
  return errors.found[0] ?? { path, name: name.replace(/\.\w+$/, ''), tree: unit };
});

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
