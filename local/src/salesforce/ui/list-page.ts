// The page of one list view, and the table that related lists share with it.
import type { SObjectType } from '../schema/schema.ts';
import type { RunningUser } from '../security/running-user.ts';
import { displayValue, shownLabel } from './field-display.ts';
import { html, type Html } from './html.ts';
import type { ListView } from './list-views.ts';
import type { RecordList } from './records.ts';
import { framed, type Shell } from './shell.ts';

export function listPage(
  shell: Shell,
  type: SObjectType,
  views: readonly ListView[],
  view: ListView,
  list: RecordList,
): Html {
  const links = views.map(
    (candidate) =>
      html`<a
        href="/console/list/${type.name}?view=${candidate.name}"
        ${candidate === view ? html`aria-current="page"` : ''}
        >${candidate.label}</a
      >`,
  );
  const isNewAllowed = type.createable && shell.user.can('create', type);
  const body = html`<div class="row">
      <h1>${type.labelPlural}</h1>
      ${isNewAllowed ? html`<a class="button" href="/console/new/${type.name}">New</a>` : ''}
    </div>
    <nav class="views" aria-label="List views">${links}</nav>
    <div class="card scroll" data-live>${recordTable(list, shell.user)}</div>`;
  return framed(shell, `${view.label}: ${type.labelPlural}`, body, type);
}

/** A table of records whose first column opens the record. */
export function recordTable(list: RecordList, user: RunningUser): Html {
  if (list.rows.length === 0) return html`<p>No records here.</p>`;
  const [first, ...others] = list.columns;
  return html`<table>
      <thead>
        <tr>
          ${list.columns.map((field) => html`<th scope="col">${shownLabel(field)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${list.rows.map(
          (row) =>
            html`<tr>
              <td>
                <a href="/console/record/${row.id}"
                  >${first ? String(row.values.get(first.name) ?? row.title) : row.title}</a
                >
              </td>
              ${others.map(
                (field) =>
                  html`<td data-key="${row.id}-${field.name}">
                    ${displayValue(field, row.values.get(field.name), user, (id) => row.names.get(id))}
                  </td>`,
              )}
            </tr>`,
        )}
      </tbody>
    </table>
    ${list.hasMore ? html`<p><small>Only the newest ${list.rows.length} are shown.</small></p>` : ''}`;
}
