// What an action answers, before an installation's habits are applied to it (dialect.ts).

export type ReplyValue =
  string | number | boolean | null | undefined | ListOf | Verbatim | Reply | readonly ReplyValue[];
/** Keys whose value is undefined are left out. */
export interface Reply {
  readonly warning?: string | undefined;
  readonly [key: string]: ReplyValue;
}

export type EmptyForm = 'absent' | '""' | '[]' | '{}' | '{"x":[]}';

/** A list in WHMCS's wrapper: `{"order": [...]}`. */
export class ListOf {
  readonly itemKey: string;
  readonly items: readonly ReplyValue[];
  readonly documentedEmpty: EmptyForm;
  constructor(itemKey: string, items: readonly ReplyValue[], documentedEmpty: EmptyForm) {
    this.itemKey = itemKey;
    this.items = items;
    this.documentedEmpty = documentedEmpty;
  }
}

/** @param documentedEmpty how WHMCS's documentation shows the list with nothing in it */
export function listOf(itemKey: string, items: readonly ReplyValue[], documentedEmpty: EmptyForm = '{"x":[]}'): ListOf {
  return new ListOf(itemKey, items, documentedEmpty);
}

/** A value no dialect touches: request values echoed back. */
export class Verbatim {
  readonly value: string | number | null;
  constructor(value: string | number | null) {
    this.value = value;
  }
}

/** WHMCS refused the action: HTTP 200, `result: error`. Nothing was changed unless the action says otherwise. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}
