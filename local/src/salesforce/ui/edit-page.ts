// The form of a new or existing record: the layout's fields that the running user may edit.
import type { SaveError } from '../dml/save.ts';
import type { LocalOrg } from '../org.ts';
import type { SObjectType, Value } from '../schema/schema.ts';
import { fieldInput, shownLabel } from './field-display.ts';
import { html, type Html } from './html.ts';
import { layoutOf, type LayoutField } from './layouts.ts';
import { lookupChoices } from './records.ts';
import { framed, type Shell } from './shell.ts';

/** What the form holds. `id` is null for a record that does not exist yet. */
export interface Draft {
  readonly id: string | null;
  readonly values: ReadonlyMap<string, Value>;
  readonly errors: readonly SaveError[];
}

export function editPage(org: LocalOrg, shell: Shell, type: SObjectType, draft: Draft): Html {
  const title = draft.id ? `Edit ${type.label}` : `New ${type.label}`;
  const action = draft.id ? `/console/record/${draft.id}` : `/console/new/${type.name}`;
  const back = draft.id ? `/console/record/${draft.id}` : `/console/list/${type.name}`;
  const isEditable = ({ field, readOnly }: LayoutField): boolean =>
    !readOnly && (draft.id ? field.updateable : field.createable) && shell.user.canEditField(type, field);
  const sections = layoutOf(org.project, org.schema, type).map((section) => ({
    label: section.label,
    fields: section.fields.filter(isEditable),
  }));
  const body = html`<h1>${title}</h1>
    ${draft.errors.length ? errorBox(draft.errors) : ''}
    <form method="post" action="${action}">
      ${sections.map((section) => (section.fields.length ? sectionFields(org, section.label, section.fields, draft, shell) : ''))}
      <div class="row">
        <span><button class="primary">Save</button> <a class="button" href="${back}">Cancel</a></span>
      </div>
    </form>`;
  return framed(shell, title, body, type);
}

function errorBox(errors: readonly SaveError[]): Html {
  return html`<div class="errors" role="alert">
    ${errors.map((error) => html`<div>${error.message} <small>(${error.statusCode}${error.fields.length ? `: ${error.fields.join(', ')}` : ''})</small></div>`)}
  </div>`;
}

function sectionFields(org: LocalOrg, label: string, fields: readonly LayoutField[], draft: Draft, shell: Shell): Html {
  return html`<fieldset class="card">
    <legend>${label}</legend>
    <div class="fields form">
      ${fields.map(
        ({ field, required }) =>
          html`<div>
            <label for="f-${field.name}">${shownLabel(field)}${required ? ' *' : ''}</label>
            ${fieldInput(field, draft.values.get(field.name), shell.user, lookupChoices(org, shell.user, field))}
          </div>`,
      )}
    </div>
  </fieldset>`;
}
