// lightning/uiRecordApi, as far as a page can answer it by itself: the visitor's own user, which the server wrote into it.
// Of any other record getRecord answers with an error that says so. Nothing else of the module is here.
// @see Lightning Web Components Developer Guide, "getRecord", "getFieldValue"
import { siteData } from './session.ts';

type FieldName = string | { readonly objectApiName: string; readonly fieldApiName: string };

interface RecordRequest {
  readonly recordId?: string;
  readonly fields?: FieldName | readonly FieldName[];
}

interface UserRecord {
  readonly apiName: string;
  readonly id: string;
  readonly fields: Readonly<Record<string, { readonly value: string; readonly displayValue: null }>>;
}

interface RecordResult {
  readonly data: UserRecord | undefined;
  readonly error: unknown;
}

export class getRecord {
  readonly #tell: (result: RecordResult) => void;

  constructor(tell: (result: RecordResult) => void) {
    this.#tell = tell;
    tell({ data: undefined, error: undefined });
  }
  connect(): void {}
  disconnect(): void {}
  /** A parameter that is still undefined keeps the wire waiting. */
  update({ recordId, fields }: RecordRequest): void {
    if (recordId === undefined || fields === undefined) return;
    const names = (Array.isArray(fields) ? fields : [fields]).map(qualified);
    const { Id, record } = siteData.user;
    const unknown = names.find((name) => !Object.hasOwn(record, name.replace(/^User\./, '')));
    if (recordId === Id && unknown === undefined) return this.#tell({ data: userRecord(Id, names), error: undefined });
    const what = recordId === Id ? `${unknown} of the visitor's user` : `the record ${recordId}`;
    const message = `The local site's lightning/uiRecordApi does not give ${what}: use Apex`;
    console.warn(message);
    this.#tell({ data: undefined, error: { ok: false, status: 501, body: { message } } });
  }
}

/** The value of a field of what getRecord gave; undefined when it was not asked for. */
export function getFieldValue(record: UserRecord, field: FieldName): unknown {
  return record.fields[qualified(field).replace(/^\w+\./, '')]?.value;
}

function userRecord(id: string, names: readonly string[]): UserRecord {
  const fields = names.map((name) => name.replace(/^User\./, ''));
  return {
    apiName: 'User',
    id,
    fields: Object.fromEntries(
      fields.map((name) => [name, { value: siteData.user.record[name]!, displayValue: null }]),
    ),
  };
}

function qualified(field: FieldName): string {
  return typeof field === 'string' ? field : `${field.objectApiName}.${field.fieldApiName}`;
}
