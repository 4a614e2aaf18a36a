// What a wire holds may be minutes old: the platform caches answers of Apex, and a customer who comes back to a page after doing
// something on another would see it as it was. So a page shows what the cache has and, when it was here before, asks again behind it.
import { refreshApex } from '@salesforce/apex';

const visited = new Set<string>();

export class Freshness {
  private readonly page: string;
  private isChecked = false;

  /** @param page the same for every visit */
  constructor(page: string) {
    this.page = page;
  }

  /** Call whenever the page is drawn, with the wired property. Asks at most once a visit, and never on the first. */
  check(wired: ApexResult<unknown>): void {
    if (this.isChecked || (wired.data === undefined && wired.error === undefined)) return;
    this.isChecked = true;
    // A failure is told by the wire itself.
    if (visited.has(this.page)) void refreshApex(wired).catch(() => undefined);
    visited.add(this.page);
  }
}
