// What the operator's pages are made of beside their frame: tables, times, and forms of one button.
import { html, type Html } from './html.ts';

type Cell = string | number | Html | readonly Html[] | null;

export interface Table {
  readonly caption: string;
  /** Headings, one per cell of a row; on a narrow screen each cell carries its own. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** Of the columns: those whose texts may break anywhere. */
  readonly broken?: readonly string[];
  /** False where no cell names its row: by default the first does. */
  readonly hasRowNames?: boolean;
}

/** A table; in place of rows that are missing it says “None.” */
export function table({ caption, columns, rows, broken = [], hasRowNames = true }: Table): Html {
  const cell = (value: Cell, index: number): Html => {
    if (index === 0 && hasRowNames) return html`<th scope="row">${value}</th>`;
    const column = columns[index]!;
    return html`<td data-label="${column}" ${broken.includes(column) ? html`class="any"` : ''}>${value}</td>`;
  };
  const body = rows.map(
    (row) =>
      html`<tr>
        ${row.map(cell)}
      </tr>`,
  );
  return html`<table>
    <caption>
      ${caption}
    </caption>
    <thead>
      <tr>
        ${columns.map((column) => html`<th scope="col">${column}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${
        rows.length > 0
          ? body
          : html`<tr>
              <td colspan="${columns.length}">None.</td>
            </tr>`
      }
    </tbody>
  </table>`;
}

/** A moment in UTC, to the second; nothing for none. @param at a Date, or ISO 8601 */
export function time(at: Date | string | null | undefined): Html | '' {
  if (at === null || at === undefined) return '';
  const iso = typeof at === 'string' ? at : at.toISOString();
  return html`<time datetime="${iso}">${iso.replace('T', ' ').slice(0, 19)} UTC</time>`;
}

/** A form that sends what it was given, and proves that it came from our page. */
export function postForm(
  action: string,
  csrf: string,
  content: Html,
  values: Readonly<Record<string, string>> = {},
): Html {
  return html`<form method="post" action="${action}">
    ${Object.entries({ csrf, ...values }).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
    ${content}
  </form>`;
}
