// Schemas by id: fetched once, kept for ever (an id never changes its schema).
import { compileSchema, type Decode } from './avro.ts';
import { backOffMs, type Clock } from './clock.ts';
import { faultOf, isFinal } from './platform-errors.ts';

/** Attempts at a schema that the platform says it does not have, before its events are set aside. */
const FINAL_ATTEMPTS = 3;

/** Answers with a decoder, or with why there is none and never will be. Null: the signal was aborted. */
export type SchemaSource = (schemaId: string, over: AbortSignal) => Promise<Decode | { problem: string } | null>;

export interface SchemaCalls {
  fetch(schemaId: string): Promise<string>;
  signIn(): Promise<void>;
  /** Told of each failed attempt. */
  onFailure(schemaId: string, what: string): void;
}

/**
 * A passing failure is retried for as long as it takes: the events wait in the stream, in order, because no credit is
 * given for them. Passing over them, as is tempting, would lose them.
 */
export function schemaSource(calls: SchemaCalls, clock: Clock): SchemaSource {
  const known = new Map<string, Decode | { problem: string }>();
  return async (schemaId, over) => {
    for (let failures = 0; !over.aborted; failures++) {
      const kept = known.get(schemaId);
      if (kept) return kept;
      try {
        known.set(schemaId, compiled(schemaId, await calls.fetch(schemaId)));
      } catch (error) {
        const { reaction, what } = faultOf(error);
        calls.onFailure(schemaId, what);
        if (isFinal(error) && failures + 1 >= FINAL_ATTEMPTS)
          return { problem: `schema ${schemaId} is not available: ${what}` };
        if (reaction === 'sign-in') await calls.signIn().catch(() => undefined);
        await clock.sleep(backOffMs(failures, clock), over);
      }
    }
    return null;
  };
}

function compiled(schemaId: string, schemaJson: string): Decode | { problem: string } {
  try {
    return compileSchema(schemaJson);
  } catch (error) {
    return { problem: `schema ${schemaId} cannot be read: ${(error as Error).message}` };
  }
}
