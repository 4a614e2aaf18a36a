// Parameters of an admin request: read by name, refused by name.
import type { Schema, SObjectType, Value } from '../schema/schema.ts';

/** A bad parameter of an admin request; answered with 400 and the message. */
export class BadParameter extends Error {}

export class Parameters {
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(body: unknown) {
    if (body === null || typeof body !== 'object' || Array.isArray(body))
      throw new BadParameter('a JSON object is expected');
    this.#values = body as Record<string, unknown>;
  }

  any(name: string): unknown {
    return this.#values[name];
  }

  /** A whole number from 0. */
  count(name: string, whenAbsent?: number): number {
    const value = this.#values[name] ?? whenAbsent;
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
    throw new BadParameter(`${name} must be a whole number from 0`);
  }

  flag(name: string): boolean {
    const value = this.#values[name] ?? false;
    if (typeof value === 'boolean') return value;
    throw new BadParameter(`${name} must be true or false`);
  }

  text(name: string, whenAbsent?: string): string {
    const value = this.#values[name] ?? whenAbsent;
    if (typeof value === 'string') return value;
    throw new BadParameter(`${name} must be text`);
  }

  texts(name: string): string[] | undefined {
    const value = this.#values[name];
    if (value === undefined) return undefined;
    if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
    throw new BadParameter(`${name} must be a list of texts`);
  }

  oneOf(name: string, choices: readonly string[]): string {
    const value = this.text(name);
    if (choices.includes(value)) return value;
    throw new BadParameter(`${name} must be one of ${choices.join(', ')}`);
  }

  /** A list of payloads of that event: plain values by the API names of its custom fields. */
  payloads(name: string, type: SObjectType): Readonly<Record<string, Value>>[] {
    const value = this.#values[name];
    if (!Array.isArray(value)) throw new BadParameter(`${name} must be a list of objects`);
    return value.map((payload: unknown) => {
      const entries = Object.entries(payload ?? {});
      const wrong = entries.find(([field, one]) => !type.fields.get(field)?.custom || typeof one === 'object');
      if (wrong) throw new BadParameter(`${name}: ${wrong[0]} is no field of ${type.name}, or no plain value`);
      return Object.fromEntries(entries);
    });
  }

  eventType(schema: Schema, name: string): SObjectType {
    const type = schema.type(this.text(name));
    if (type?.kind === 'platformEvent') return type;
    throw new BadParameter(`${name} must name a platform event of the org`);
  }
}
