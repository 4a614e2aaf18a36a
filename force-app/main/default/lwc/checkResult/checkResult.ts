import { LightningElement, api } from 'lwc';
import type { Fact } from 'c/factList';

/** Where a check that we make for the customer stands. What changes by itself is read out by itself. */
export default class CheckResult extends LightningElement {
  declare refs: { readonly heading: HTMLElement };

  @api heading = '';
  /** What it means, and what happens next; lines are kept. */
  @api text = '';
  @api facts: readonly Fact[] = [];

  /** After the customer did something: the next thing to read. */
  @api
  focus(): void {
    this.refs.heading.focus();
  }
}
