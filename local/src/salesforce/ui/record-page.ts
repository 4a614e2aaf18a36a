// The page of one record: what its compact layout puts on top, what its Lightning page says above the details, its layout's
// fields, then its related lists. Refreshes itself while it is looked at.
import type { LocalOrg } from '../org.ts';
import type { Field } from '../schema/schema.ts';
import type { RunningUser } from '../security/running-user.ts';
import { displayValue, shownLabel } from './field-display.ts';
import { html, type Html } from './html.ts';
import { inItsLanguage } from './language.ts';
import { layoutOf, type LayoutSection } from './layouts.ts';
import { recordTable } from './list-page.ts';
import { highlightsOf, pagePartsOf, type PagePart } from './lightning-pages.ts';
import type { ShownRecord } from './records.ts';
import type { RelatedList } from './related-lists.ts';
import { framed, type Shell } from './shell.ts';

export function recordPage(org: LocalOrg, shell: Shell, record: ShownRecord, related: readonly RelatedList[]): Html {
  const { type, id, title } = record;
  const canEdit = type.updateable && shell.user.can('edit', type);
  const body = html`<div class="row">
      <h1>${type.label} ${inItsLanguage(title)}</h1>
      ${canEdit ? html`<a class="button primary" href="/console/record/${id}/edit">Edit</a>` : ''}
    </div>
    <p class="unseen" role="status" data-news></p>
    <div data-live>
      ${highlights(highlightsOf(org.project, org.schema, type), record, shell.user)}
      ${pagePartsOf(org.project, org.schema, type).map((part) => partCard(part, record, shell.user))}
      ${layoutOf(org.project, org.schema, type).map((section) => sectionCard(section, record, shell.user))}
      ${related.map((list) => relatedCard(list, record, shell.user))}
    </div>`;
  return framed(shell, `${type.label} ${title}`, body, type);
}

function highlights(fields: readonly Field[], record: ShownRecord, user: RunningUser): Html {
  const shown = fields.filter((field) => field !== record.type.nameField && record.values.has(field.name));
  if (shown.length === 0) return html``;
  return html`<section class="card" data-part="highlights" aria-label="Highlights">
    <dl class="highlights">${shown.map((field) => fieldRow(field, record, user, 'highlight-'))}</dl>
  </section>`;
}

function partCard(part: PagePart, record: ShownRecord, user: RunningUser): Html {
  const shown = part.fields.filter((field) => record.values.has(field.name));
  if (!part.isVisible(record.values) || (shown.length === 0 && !part.text)) return html``;
  return html`<section class="card ${part.isConditional ? 'notice' : ''}" data-part="page ${part.name}">
    ${part.label ? html`<h2>${part.label}</h2>` : ''} ${part.text ? html`<p>${part.text}</p>` : ''}
    ${shown.length ? html`<dl class="fields">${shown.map((field) => fieldRow(field, record, user, `${part.name}-`))}</dl>` : ''}
  </section>`;
}

function sectionCard(section: LayoutSection, record: ShownRecord, user: RunningUser): Html {
  const shown = section.fields.filter(({ field }) => record.values.has(field.name));
  if (shown.length === 0) return html``;
  return html`<section class="card" data-part="section ${section.label}">
    <h2>${section.label}</h2>
    <dl class="fields">${shown.map(({ field }) => fieldRow(field, record, user))}</dl>
  </section>`;
}

/** @param place what tells this showing of the field from others on the page */
function fieldRow(field: Field, record: ShownRecord, user: RunningUser, place = ''): Html {
  const value = displayValue(field, record.values.get(field.name), user, (id) => record.names.get(id));
  return html`<div>
    <dt>${shownLabel(field)}</dt>
    <dd data-key="${place}${field.name}" data-name="${shownLabel(field)}">${value}</dd>
  </div>`;
}

function relatedCard(list: RelatedList, parent: ShownRecord, user: RunningUser): Html {
  const isNewAllowed = list.type.createable && user.can('create', list.type);
  return html`<section class="card" data-part="related ${list.label}">
    <div class="row">
      <h2>${list.label}</h2>
      ${
        isNewAllowed
          ? html`<a class="button" href="/console/new/${list.type.name}?${list.field.name}=${parent.id}"
              >New <span class="unseen">${list.type.label}</span></a
            >`
          : ''
      }
    </div>
    ${recordTable(list, user)}
    ${list.unknown.length ? html`<p><small>Not shown here: ${list.unknown.join(', ')}</small></p>` : ''}
  </section>`;
}
