// A type while the schema is being built: the same facts as SObjectType, still open for the project's additions.
import type { Field, ObjectKind, RecordType, SharingModel, SObjectType, ValidationRule } from './schema.ts';
import type { SourcePosition } from '../metadata/source-error.ts';

export interface TypeDraft {
  name: string;
  label: string;
  labelPlural: string;
  /** Empty until prefixes are given out. */
  keyPrefix: string;
  kind: ObjectKind;
  fields: Map<string, Field>;
  validationRules: ValidationRule[];
  recordTypes: RecordType[];
  sharingModel: SharingModel;
  externalSharingModel: SharingModel;
  publishBehavior?: SObjectType['publishBehavior'];
  createable: boolean;
  updateable: boolean;
  deletable: boolean;
  queryable: boolean;
  position?: SourcePosition;
}

/** Adds the field, or replaces the one of that name. */
export function addField(draft: TypeDraft, field: Field): void {
  draft.fields.set(field.name, field);
}

export function fieldOf(draft: TypeDraft, name: string): Field | undefined {
  const exact = draft.fields.get(name);
  if (exact) return exact;
  const wanted = name.toLowerCase();
  return [...draft.fields.values()].find((field) => field.name.toLowerCase() === wanted);
}

export function finishType(draft: TypeDraft): SObjectType {
  const fields = [...draft.fields.values()];
  return { ...draft, nameField: fields.find((field) => field.nameField) };
}
