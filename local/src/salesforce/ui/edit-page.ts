// The form of a new or existing record: the layout's fields that the running user may edit.
import type { SaveError } from '../dml/save.ts';
import type { LocalOrg } from '../org.ts';
import type { Field, SObjectType, Value } from '../schema/schema.ts';
import { fieldInput, shownLabel } from './field-display.ts';
import { html, type Html, type HtmlValue } from './html.ts';
import { inItsLanguage } from './language.ts';
import { layoutOf, type LayoutField, type LayoutSection } from './layouts.ts';
import { lookupChoices } from './records.ts';
import { framed, type Shell } from './shell.ts';

/** What the form holds. */
export interface Draft {
  /** null for a record that does not exist yet. */
  readonly id: string | null;
  /** Name or number of the record; '' for a new one. */
  readonly title: string;
  readonly values: ReadonlyMap<string, Value>;
  readonly errors: readonly SaveError[];
}

export function editPage(org: LocalOrg, shell: Shell, type: SObjectType, draft: Draft): Html {
  const title = draft.id ? `Edit ${type.label} ${draft.title}` : `New ${type.label}`;
  const action = draft.id ? `/console/record/${draft.id}` : `/console/new/${type.name}`;
  const back = draft.id ? `/console/record/${draft.id}` : `/console/list/${type.name}`;
  const isEditable = ({ field, readOnly }: LayoutField): boolean =>
    !readOnly && (draft.id ? field.updateable : field.createable) && shell.user.canEditField(type, field);
  const sections = layoutOf(org.project, org.schema, type).map((section) => ({
    label: section.label,
    fields: section.fields.filter(isEditable),
  }));
  const body = html`<h1>${inItsLanguage(title)}</h1>
    ${draft.errors.length ? errorBox(draft.errors, sections) : ''}
    <p><small>Fields with * are required.</small></p>
    <form method="post" action="${action}">
      ${sections.map((section) => (section.fields.length ? sectionFields(org, type, section, draft, shell) : ''))}
      <div class="row">
        <span><button class="primary">Save</button> <a class="button" href="${back}">Cancel</a></span>
      </div>
    </form>`;
  return framed(shell, draft.errors.length ? `Not saved: ${title}` : title, body, type);
}

/** Takes the focus (console.js), so that it is read out and the next Tab leads to the first link in it. */
function errorBox(errors: readonly SaveError[], sections: readonly LayoutSection[]): Html {
  const onForm = sections.flatMap((section) => section.fields).map(({ field }) => field);
  const link = (name: string): HtmlValue => {
    const field = onForm.find((candidate) => candidate.name === name);
    return field ? html` <a href="#f-${field.name}">${shownLabel(field)}</a>` : ` ${name}`;
  };
  return html`<div class="errors" role="alert" tabindex="-1" data-focus>
    <strong>The record was not saved.</strong>
    ${errors.map((error) => html`<div>${error.message} <small>(${error.statusCode}${error.fields.length ? ':' : ''}${error.fields.map(link)})</small></div>`)}
  </div>`;
}

function sectionFields(
  org: LocalOrg,
  type: SObjectType,
  { label, fields }: LayoutSection,
  draft: Draft,
  shell: Shell,
): Html {
  return html`<fieldset class="card">
    <legend>${label}</legend>
    <div class="fields form">
      ${fields.map(
        ({ field, required }) =>
          html`<div>
            <label for="f-${field.name}">${shownLabel(field)}${required ? ' *' : ''}</label>
            ${fieldInput(field, draft.values.get(field.name), shell.user, {
              choices: lookupChoices(org, shell.user, field, type),
              required,
              problem: problemWith(field, draft.errors),
            })}
          </div>`,
      )}
    </div>
  </fieldset>`;
}

function problemWith(field: Field, errors: readonly SaveError[]): string {
  return errors
    .filter((error) => error.fields.includes(field.name))
    .map((error) => error.message)
    .join(' ');
}
