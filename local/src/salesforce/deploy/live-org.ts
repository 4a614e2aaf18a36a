// An org that deployments change: always the same object to whoever holds it, and behind it the org as it is built now.
// See docs/decisions/0010-deployments-build-the-org-anew.md.
import type { BuiltOrg } from '../build-org.ts';

export class LiveOrg {
  /** Each property is asked of the org as it is now; so nobody may keep a schema, a store or a user across a wait. */
  readonly org: BuiltOrg;
  readonly #listeners: ((org: BuiltOrg) => void)[] = [];
  #current: BuiltOrg;

  constructor(first: BuiltOrg) {
    this.#current = first;
    this.org = new Proxy(first, { get: (_first, name) => Reflect.get(this.#current, name) as unknown });
  }

  get current(): BuiltOrg {
    return this.#current;
  }

  /** Called after each replacement: for what is made from the org's metadata and kept. */
  onReplaced(listener: (org: BuiltOrg) => void): void {
    this.#listeners.push(listener);
  }

  /** @param next built with the current one as `before` */
  replace(next: BuiltOrg): void {
    this.#current.eventTriggers.stop();
    this.#current = next;
    for (const listener of this.#listeners) listener(next);
  }
}
