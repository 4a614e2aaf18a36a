import { LightningElement, api } from 'lwc';
import type { PageName } from 'c/pages';

export interface Fact {
  readonly term: string;
  /** A fact without a value is left out. */
  readonly value: string | undefined;
  /** The page that tells more, about the record of `recordId`. */
  readonly page?: PageName;
  readonly recordId?: string | undefined;
}

/** Terms and what they are, beside each other where there is room. */
export default class FactList extends LightningElement {
  @api facts: readonly Fact[] = [];

  /** Two facts may have the same term. */
  get shown() {
    return this.facts.filter(({ value }) => value).map((fact, index) => ({ ...fact, key: index }));
  }
}
