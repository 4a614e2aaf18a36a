// Takes the text literals out of a statement, so that statements differing only in ids and names share one compiled plan.
// `Id IN ('801…','801…')` becomes `Id IN ('0')` with slot 0 = both. A literal stays a literal, so the grammar judges the same
// statement; numbers, dates and everything else stay in place.

export interface LiftedText {
  readonly template: string;
  /** Per slot the bodies of one run of literals, between the quotes, escapes untouched. */
  readonly slots: readonly (readonly string[])[];
  /** Place in the original text of a place in the template. */
  readonly toOriginal: (offset: number) => number;
}

/** Lifts all text literals. An unterminated one stays as it is, for the lexer to refuse. */
export function liftLiterals(text: string): LiftedText {
  const slots: string[][] = [];
  const places: { template: number; original: number }[] = [];
  let template = '';
  let copied = 0;
  for (let quote = nextQuote(text, 0); quote >= 0; quote = nextQuote(text, copied)) {
    const run = literalRun(text, quote);
    if (!run) break;
    template += text.slice(copied, quote) + `'${slots.length}'`;
    slots.push(run.bodies);
    copied = run.end;
    places.push({ template: template.length, original: copied });
  }
  template += text.slice(copied);
  return {
    template,
    slots,
    toOriginal(offset) {
      const before = places.findLast((place) => place.template <= offset);
      return before ? before.original + offset - before.template : offset;
    },
  };
}

/** The next quote that is not inside a comment (statements in Apex may hold comments). */
function nextQuote(text: string, from: number): number {
  QUOTE_OR_COMMENT.lastIndex = from;
  for (let match = QUOTE_OR_COMMENT.exec(text); match; match = QUOTE_OR_COMMENT.exec(text)) {
    if (match[0] === "'") return match.index;
  }
  return -1;
}

const QUOTE_OR_COMMENT = /'|\/\/.*|\/\*[^]*?\*\//g;

/** A literal and those that follow it after commas. */
function literalRun(text: string, start: number): { bodies: string[]; end: number } | undefined {
  const bodies: string[] = [];
  let quote = start;
  for (;;) {
    const close = closingQuote(text, quote);
    if (close < 0) return undefined;
    bodies.push(text.slice(quote + 1, close));
    NEXT_LITERAL.lastIndex = close + 1;
    if (!NEXT_LITERAL.test(text) || closingQuote(text, NEXT_LITERAL.lastIndex - 1) < 0)
      return { bodies, end: close + 1 };
    quote = NEXT_LITERAL.lastIndex - 1;
  }
}

const NEXT_LITERAL = /\s*,\s*'/y;

function closingQuote(text: string, open: number): number {
  for (let i = open + 1; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (char === 92) i++;
    else if (char === 39) return i;
    else if (char === 10) return -1;
  }
  return -1;
}
