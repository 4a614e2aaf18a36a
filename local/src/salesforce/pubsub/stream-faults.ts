// Faults of the Pub/Sub service on demand, for tests of subscribers. Nothing here happens unless a test asks for it.

export class StreamFaults {
  #silentUntil = 0;
  #failingSchemaCalls = 0;

  /** Open streams send nothing for so long; they stay open. */
  silence(ms: number): void {
    this.#silentUntil = Date.now() + ms;
  }

  /** How long the silence still lasts, 0 when there is none. */
  silentForMs(): number {
    return Math.max(0, this.#silentUntil - Date.now());
  }

  /** The next `times` GetSchema calls fail. */
  failSchemaCalls(times: number): void {
    this.#failingSchemaCalls = times;
  }

  /** Uses up one failing GetSchema call. */
  takeSchemaFailure(): boolean {
    if (this.#failingSchemaCalls === 0) return false;
    this.#failingSchemaCalls -= 1;
    return true;
  }

  clear(): void {
    this.#silentUntil = 0;
    this.#failingSchemaCalls = 0;
  }
}
