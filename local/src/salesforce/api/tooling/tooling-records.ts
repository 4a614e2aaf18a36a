// Records that clients write through the Tooling API and that change nothing but the API itself: trace flags, debug levels.
import { SalesforceError } from '../../dml/save.ts';
import type { Field, Row, Schema, SObjectType, Value } from '../../schema/schema.ts';
import { makeId } from '../../store/ids.ts';

/** Fields without which a record means nothing. Source: Tooling API Developer Guide, "TraceFlag", "DebugLevel". */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  TraceFlag: ['TracedEntityId', 'DebugLevelId', 'LogType'],
  DebugLevel: ['DeveloperName', 'MasterLabel'],
};

/** Who writes, and when (datetime at rest). */
export interface Writer {
  readonly userId: string;
  readonly now: string;
}

export class ToolingRecords {
  readonly #rows = new Map<string, Map<string, Row>>();
  #serial = 0;

  of(type: string): readonly Row[] {
    return [...(this.#rows.get(type)?.values() ?? [])];
  }

  /** @returns the id @throws SalesforceError REQUIRED_FIELD_MISSING, INVALID_FIELD */
  create(schema: Schema, type: SObjectType, body: Readonly<Record<string, unknown>>, writer: Writer): string {
    const values = valuesOf(schema, type, body);
    const missing = (REQUIRED[type.name] ?? []).filter((name) => values[name] === undefined || values[name] === null);
    if (missing.length > 0)
      throw new SalesforceError('REQUIRED_FIELD_MISSING', `Required fields are missing: [${missing.join(', ')}]`, {
        fields: missing,
      });
    const id = makeId(type.keyPrefix, ++this.#serial);
    this.#put(type, { ...values, ...changed(writer), CreatedDate: writer.now, CreatedById: writer.userId, Id: id });
    return id;
  }

  /** @throws SalesforceError NOT_FOUND, INVALID_FIELD */
  update(schema: Schema, type: SObjectType, id: string, body: Readonly<Record<string, unknown>>, writer: Writer): void {
    this.#put(type, { ...this.#find(type, id), ...valuesOf(schema, type, body), ...changed(writer) });
  }

  /** @throws SalesforceError NOT_FOUND */
  remove(type: SObjectType, id: string): void {
    this.#rows.get(type.name)!.delete(String(this.#find(type, id)['Id']));
  }

  #put(type: SObjectType, row: Row): void {
    const rows = this.#rows.get(type.name) ?? new Map<string, Row>();
    this.#rows.set(type.name, rows.set(String(row['Id']), row));
  }

  #find(type: SObjectType, id: string): Row {
    const row = this.of(type.name).find(({ Id }) => String(Id).slice(0, 15) === id.slice(0, 15));
    if (row) return row;
    throw new SalesforceError('NOT_FOUND', 'The requested resource does not exist', { httpStatus: 404 });
  }
}

const changed = ({ userId, now }: Writer): Row => ({
  LastModifiedDate: now,
  LastModifiedById: userId,
  SystemModstamp: now,
});

function valuesOf(schema: Schema, type: SObjectType, body: Readonly<Record<string, unknown>>): Record<string, Value> {
  const given = Object.entries(body).filter(([name]) => name !== 'attributes');
  return Object.fromEntries(
    given.map(([name, value]): [string, Value] => {
      const field = schema.field(type, name);
      if (!field?.createable)
        throw new SalesforceError('INVALID_FIELD', `No such column '${name}' on sobject of type ${type.name}`);
      return [field.name, atRest(field, value)];
    }),
  );
}

function atRest(field: Field, value: unknown): Value {
  if (field.type === 'datetime' && (typeof value === 'string' || typeof value === 'number')) {
    const time = new Date(value);
    if (Number.isNaN(time.getTime()))
      throw new SalesforceError('INVALID_TYPE_ON_FIELD_IN_RECORD', `${field.name}: ‘${value}’ is no date and time`);
    return `${time.toISOString().slice(0, 19)}.000Z`;
  }
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return value as Value;
  throw new SalesforceError('INVALID_TYPE_ON_FIELD_IN_RECORD', `${field.name}: a single value is expected`);
}
