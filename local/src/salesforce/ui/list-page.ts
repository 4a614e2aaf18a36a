// The page of one list view, and the table that related lists share with it.
import type { Field, SObjectType } from '../schema/schema.ts';
import type { RunningUser } from '../security/running-user.ts';
import { displayValue, shownLabel } from './field-display.ts';
import { html, type Html } from './html.ts';
import { inItsLanguage } from './language.ts';
import type { ListView, NamedListView } from './list-views.ts';
import type { RecordList, ShownRecord } from './records.ts';
import { framed, type Shell } from './shell.ts';

export function listPage(
  shell: Shell,
  type: SObjectType,
  views: readonly NamedListView[],
  view: ListView,
  list: RecordList,
): Html {
  const links = views.map(
    (candidate) =>
      html`<a
        href="/console/list/${type.name}?view=${candidate.name}"
        ${candidate.name === view.name ? html`aria-current="page"` : ''}
        >${candidate.label}</a
      >`,
  );
  const isNewAllowed = type.createable && shell.user.can('create', type);
  const body = html`<div class="row">
      <h1>${type.labelPlural}</h1>
      ${isNewAllowed ? html`<a class="button" href="/console/new/${type.name}">New <span class="unseen">${type.label}</span></a>` : ''}
    </div>
    <nav class="views" aria-label="List views">${links}</nav>
    <div class="card" data-live>${recordTable(list, shell.user)}</div>`;
  return framed(shell, `${view.label}: ${type.labelPlural}`, body, type);
}

/** A table of records whose first column opens the record. */
export function recordTable(list: RecordList, user: RunningUser): Html {
  if (list.rows.length === 0) return html`<p>No records here.</p>`;
  const [first, ...others] = list.columns;
  return html`<table>
      <thead>
        <tr>
          ${list.columns.map((field) => html`<th scope="col" class="${isNumber(field) ? 'number' : ''}">${shownLabel(field)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${list.rows.map(
          (row) =>
            html`<tr data-part="${row.id}">
              <th scope="row">
                <a href="/console/record/${row.id}">${inItsLanguage(linkText(first, row))}</a>
              </th>
              ${others.map((field) => bodyCell(field, row, user))}
            </tr>`,
        )}
      </tbody>
    </table>
    ${list.hasMore ? html`<p><small>Only the newest ${list.rows.length} are shown.</small></p>` : ''}`;
}

/** What the first column says; the record's own title where that is blank. */
function linkText(first: Field | undefined, row: ShownRecord): string {
  const value = first && row.values.get(first.name);
  return value === undefined || value === null ? row.title : (row.names.get(String(value)) ?? String(value));
}

function bodyCell(field: Field, row: ShownRecord, user: RunningUser): Html {
  const value = displayValue(field, row.values.get(field.name), user, (id) => row.names.get(id));
  const kind = value === '' ? 'empty' : isNumber(field) ? 'number' : '';
  return html`<td data-key="${row.id}-${field.name}" data-name="${shownLabel(field)}" class="${kind}">${value}</td>`;
}

const NUMBERS: ReadonlySet<string> = new Set(['int', 'double', 'currency', 'percent']);

/** Amounts and quantities line up on the right; a whole `double` is somebody's id. */
function isNumber(field: Field): boolean {
  return NUMBERS.has(field.type) && (field.type !== 'double' || (field.scale ?? 0) > 0);
}
