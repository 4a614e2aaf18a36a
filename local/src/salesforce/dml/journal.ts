// What a piece of work was told from outside the org's records, so that the same work can be done again and be told the same.
// A transaction cannot wait for another system: it runs to its end while everybody else stands still. Work that needs an answer is
// undone instead, the answer is fetched while others go on, and the work begins again; up to there it reads from its journal.

/** Ends a run that has come to a question without an answer. Nobody but the runner of the work catches it. */
export class AwaitsAnswer extends Error {
  readonly journal: Journal;
  /** Asks; resolves when the answer is in the journal. */
  readonly ask: () => Promise<void>;
  constructor(journal: Journal, ask: () => Promise<void>) {
    super('dml: this work waits for an answer from outside');
    this.journal = journal;
    this.ask = ask;
  }
}

/** The repeat asks somebody outside something else than the run before it did: the answer is not meant for it. */
export class Diverged extends Error {}

interface Told {
  readonly about: string;
  readonly value: unknown;
}

export class Journal {
  readonly #told = new Map<string, Told[]>();
  readonly #places = new Map<string, number>();
  #undo: (() => void)[] = [];

  /**
   * The value that the run before was told at this place; `make` makes it where no run has been yet, and where the run before
   * asked for something else.
   * @param kind values of one kind are told in order, whatever comes between them
   * @param about what tells one question of the kind from another
   */
  recall<T>(kind: string, make: () => T, about = ''): T {
    const told = this.#next(kind);
    if (told?.about === about) return told.value as T;
    const value = make();
    this.#write(kind, { about, value });
    return value;
  }

  /**
   * As `recall`, for what somebody outside answers.
   * @throws AwaitsAnswer there is no answer yet; Diverged the run before asked for something else here
   */
  answer<T>(kind: string, ask: () => Promise<T>, about: string): T {
    const told = this.#next(kind);
    if (!told) throw new AwaitsAnswer(this, async () => this.#write(kind, { about, value: await ask() }));
    if (told.about === about) return told.value as T;
    throw new Diverged(`The repeated code asks for “${about}” where it asked for “${told.about}” before`);
  }

  /** Remembers how to take back what no rollback of records takes back. */
  onUndo(action: () => void): void {
    this.#undo.push(action);
  }

  /** Takes back what a run did outside the records, newest first. */
  undo(): void {
    for (const action of this.#undo.reverse()) action();
    this.#undo = [];
  }

  /** Goes to the start, for the next run. */
  rewind(): void {
    this.#places.clear();
  }

  #next(kind: string): Told | undefined {
    const place = this.#places.get(kind) ?? 0;
    this.#places.set(kind, place + 1);
    return this.#told.get(kind)?.[place];
  }

  /** At the place that was asked for last; what was told there and after it no longer counts. */
  #write(kind: string, told: Told): void {
    const all = this.#told.get(kind) ?? [];
    all.length = Math.min(all.length, this.#places.get(kind)! - 1);
    all.push(told);
    this.#told.set(kind, all);
  }
}
