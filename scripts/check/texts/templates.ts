// Words in templates of components: they belong in custom labels, where they are translated.
import type { TextProblems } from '../texts.ts';
import { coloursIn } from './colours.ts';

/** Comments, tags with their attributes, and what stands between them. */
const PIECES = /<!--[^]*?-->|<\/?[a-z][\w-]*(?:\s+[^\s=>/]+(?:=(?:"[^"]*"|'[^']*'|\{[^}]*\}))?)*\s*\/?>|[^<]+/gi;
const ATTRIBUTE = /\s([^\s=>/]+)=(["'])(.*?)\2/g;
/** What of an element is shown or read out. Names of events, icons and variants are words for the machine. */
const SHOWN =
  /^(label|title|alt|placeholder|heading|subtitle|text|header|description|alternative-text|field-level-help|help-text|summary|message|aria-(label|description|roledescription|valuetext|placeholder)|message-when-.*|.*-(label|text|title|heading|message|placeholder))$/;
/** Attributes that name something else and end like the above. */
const NAMES: ReadonlySet<string> = new Set(['aria-labelledby']);
/** A word; a sample such as C-0001234 is none. */
const WORD = /\p{L}{2}|[\u3040-\u30ff\u4e00-\u9fff]/u;

export const templateProblems: TextProblems = function* (text) {
  for (const { 0: piece, index } of text.matchAll(PIECES)) {
    if (piece.startsWith('<!--')) continue;
    if (!piece.startsWith('<')) {
      const words = piece.replace(/\{[^}]*\}|&\w+;/g, (expression) => ' '.repeat(expression.length));
      const at = words.search(WORD);
      if (at >= 0) yield [index + at, `‘${words.trim()}’ is a text of the template: make it a label`];
      continue;
    }
    for (const { 0: whole, 1: name, 3: value, index: at } of piece.matchAll(ATTRIBUTE)) {
      const place = index + at + 1;
      if (SHOWN.test(name!) && !NAMES.has(name!) && WORD.test(value!))
        yield [place, `${name}=‘${value}’ is shown: make it a label`];
      if (name === 'style')
        for (const [, colour] of coloursIn(value!)) yield [place + whole.indexOf(value!) - 1, `the colour ${colour}`];
    }
  }
};
