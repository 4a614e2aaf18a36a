// Words in scripts of components: what is assigned to something that is shown.
import ts from 'typescript';
import type { TextProblems } from '../texts.ts';

const SHOWN =
  /^(label|title|heading|subtitle|text|message|placeholder|alternativeText|description|ariaLabel)$|(Label|Title|Heading|Text|Message)$/;
/** A word of a person: it begins with a capital or is not alone. One small word is a name for the machine. */
const WORDS = /^\p{Lu}\p{Ll}|\p{L}\s+\p{L}|[\u3040-\u30ff\u4e00-\u9fff]/u;

export const scriptProblems: TextProblems = function* (text) {
  const source = ts.createSourceFile('component.ts', text, ts.ScriptTarget.Latest, true);
  yield* problemsBelow(source, source);
};

function* problemsBelow(node: ts.Node, source: ts.SourceFile): Iterable<readonly [number, string]> {
  const isNamed = ts.isPropertyAssignment(node) || ts.isPropertyDeclaration(node);
  if (isNamed && SHOWN.test(node.name.getText(source)) && node.initializer) {
    const value = node.initializer;
    if (ts.isStringLiteralLike(value) && WORDS.test(value.text))
      yield [value.getStart(source), `‘${value.text}’ is shown: make it a label`];
  }
  for (const inner of node.getChildren(source)) yield* problemsBelow(inner, source);
}
