// HTML with every inserted value escaped. The only way in unescaped is another piece of Html.

export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

type Insert = string | number | Html | readonly Html[];

/** @example html`<b>${'<'}</b>`.text // '<b>&lt;</b>' */
export function html(parts: TemplateStringsArray, ...inserts: readonly Insert[]): Html {
  return new Html(parts.map((part, i) => (i === 0 ? part : rendered(inserts[i - 1]!) + part)).join(''));
}

function rendered(insert: Insert): string {
  if (insert instanceof Html) return insert.text;
  if (typeof insert === 'object') return insert.map((each) => each.text).join('');
  return String(insert).replace(/[&<>"']/g, (char) => ENTITIES[char]!);
}
