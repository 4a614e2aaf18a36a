// Avro schemas of platform events, made from the event's fields, and the encoding of events with them.
// @see Pub/Sub API guide, "Event Deserialization Considerations"
import { createHash } from 'node:crypto';
import avro from 'avsc';
import type { LoggedEvent } from '../events/memory-event-log.ts';
import type { Field, FieldType, Schema, SObjectType, Value } from '../schema/schema.ts';

type AvroPrimitive = 'string' | 'double' | 'boolean' | 'long';

interface Coding {
  readonly avro: AvroPrimitive;
  /** As the schema's `doc` names the type. */
  readonly doc: string;
  readonly toWire?: (value: Value) => unknown;
  readonly fromWire?: (value: unknown) => Value;
}

const TEXT: Coding = { avro: 'string', doc: 'Data:Text' };
const NUMBER: Coding = { avro: 'double', doc: 'Data:Double' };

/** Field types a platform event can have. Dates are epoch milliseconds, as are datetimes. */
const CODINGS: Partial<Record<FieldType, Coding>> = {
  string: TEXT,
  textarea: { avro: 'string', doc: 'Data:LongText' },
  int: NUMBER,
  double: NUMBER,
  boolean: { avro: 'boolean', doc: 'Data:Boolean' },
  date: {
    avro: 'long',
    doc: 'Data:DateOnly',
    toWire: (value) => Date.parse(`${String(value)}T00:00:00.000Z`),
    fromWire: (value) => new Date(value as number).toISOString().slice(0, 10),
  },
  datetime: {
    avro: 'long',
    doc: 'Data:DateTime',
    toWire: (value) => Date.parse(String(value)),
    fromWire: (value) => `${new Date(value as number).toISOString().slice(0, 19)}.000Z`,
  },
};

export interface EventSchema {
  /** Changes with the event's fields. */
  readonly id: string;
  readonly json: string;
  readonly type: SObjectType;
  encode(event: LoggedEvent): Buffer;
  /** Custom fields of an encoded event. @throws Error the payload does not follow the schema */
  decode(payload: Buffer): Record<string, Value>;
}

export class EventSchemas {
  readonly schema: Schema;
  readonly #byType = new Map<string, EventSchema>();
  readonly #byId: Map<string, EventSchema>;

  /** @param before whose schemas can still be asked for by their ids */
  constructor(schema: Schema, before?: EventSchemas) {
    this.schema = schema;
    this.#byId = new Map(before ? before.#byId : []);
    for (const type of schema.types.values()) {
      if (type.kind === 'platformEvent') this.#add(type);
    }
  }

  /** @param topic `/event/Name__e` */
  ofTopic(topic: string): EventSchema | undefined {
    const name = /^\/event\/(\w+)$/.exec(topic)?.[1];
    const type = name === undefined ? undefined : this.schema.type(name);
    return type && this.#byType.get(type.name);
  }

  byId(id: string): EventSchema | undefined {
    return this.#byId.get(id);
  }

  #add(type: SObjectType): void {
    const schema = eventSchema(type);
    this.#byType.set(type.name, schema);
    this.#byId.set(schema.id, schema);
  }
}

function eventSchema(type: SObjectType): EventSchema {
  const fields = [...type.fields.values()].filter(({ custom, createable }) => custom || createable);
  const codings = fields.map((field) => ({ field, coding: codingOf(type, field) }));
  const json = JSON.stringify({
    name: type.name,
    namespace: 'com.sforce.eventbus',
    type: 'record',
    fields: [
      { name: 'CreatedDate', type: 'long', doc: 'CreatedDate:DateTime' },
      { name: 'CreatedById', type: 'string', doc: 'CreatedBy:EntityId' },
      ...codings.map(({ field, coding }) => avroField(field, coding)),
    ],
  });
  const avroType = avro.Type.forSchema(JSON.parse(json) as avro.Schema);
  return {
    id: createHash('md5').update(json).digest('base64url'), // 22 characters, like the platform's; no secret
    json,
    type,
    encode: (event) => encode(avroType, codings, event),
    decode: (payload) => decode(avroType, codings, payload),
  };
}

type FieldCodings = readonly { field: Field; coding: Coding }[];

function codingOf(type: SObjectType, field: Field): Coding {
  const coding = CODINGS[field.type];
  if (!coding)
    throw new Error(`${type.name}.${field.name}: a platform event cannot have a field of type ${field.type}`);
  return coding;
}

function avroField(field: Field, { avro: wire, doc }: Coding): object {
  if (field.requiredOnCreate) return { name: field.name, type: wire, doc };
  return { name: field.name, type: ['null', wire], doc, default: null };
}

function encode(avroType: avro.Type, codings: FieldCodings, event: LoggedEvent): Buffer {
  if (event.rawPayload) return Buffer.from(event.rawPayload);
  const record: Record<string, unknown> = { CreatedDate: event.publishedAt, CreatedById: event.createdById };
  for (const { field, coding } of codings) {
    const value = event.payload[field.name] ?? null;
    const wire = value === null || !coding.toWire ? value : coding.toWire(value);
    record[field.name] = wire;
  }
  return avroType.toBuffer(record);
}

function decode(avroType: avro.Type, codings: FieldCodings, payload: Buffer): Record<string, Value> {
  const record = avroType.fromBuffer(payload) as Record<string, unknown>;
  return Object.fromEntries(
    codings.map(({ field, coding }) => {
      const value = record[field.name] ?? null;
      return [field.name, value === null || !coding.fromWire ? (value as Value) : coding.fromWire(value)];
    }),
  );
}
