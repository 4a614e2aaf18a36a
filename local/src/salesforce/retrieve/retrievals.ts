// Retrievals that clients began: each runs by itself and is asked about by its id, until its zip has been fetched long ago.
import type { LocalOrg } from '../org.ts';
import { makeId } from '../store/ids.ts';
import type { Retrieved, RetrieveRequest } from './retrieve.ts';

/** Newest retrievals that can still be asked about. */
const KEPT = 20;

export interface Retrieval {
  readonly id: string;
  readonly userId: string;
  readonly startedAt: number;
  outcome: Retrieved | undefined;
  /** What kept it from happening. */
  fault: Error | undefined;
}

export class Retrievals {
  readonly #all = new Map<string, Retrieval>();
  #serial = 0;

  begin(org: LocalOrg, userId: string, request: RetrieveRequest): Retrieval {
    const id = makeId('09S', ++this.#serial);
    const retrieval: Retrieval = { id, userId, startedAt: org.clock(), outcome: undefined, fault: undefined };
    this.#all.set(id, retrieval);
    const [oldest] = this.#all.keys();
    if (this.#all.size > KEPT && oldest) this.#all.delete(oldest);
    // Salesforce's library is large: it is read when the first client asks for it.
    import('./retrieve.ts')
      .then(({ retrieve }) => retrieve(org.project, request))
      .then((outcome) => void (retrieval.outcome = outcome))
      .catch((error: unknown) => void (retrieval.fault = error instanceof Error ? error : new Error(String(error))));
    return retrieval;
  }

  /** Of any user who may read metadata, as on the platform. */
  find(id: string): Retrieval | undefined {
    return this.#all.get(id) ?? [...this.#all.values()].find((one) => one.id.slice(0, 15) === id.slice(0, 15));
  }
}
