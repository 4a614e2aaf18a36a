import { LightningElement, api } from 'lwc';

/**
 * The frame of pages that lead into the portal: one narrow column.
 * @slot foot where else to go
 */
export default class EntryPage extends LightningElement {
  declare refs: { readonly heading: HTMLElement };

  @api heading = '';
  @api subtitle = '';
  hasFoot = false;

  /** When the page became another without being loaded: what it is now is read out. */
  @api
  focus(): void {
    this.refs.heading.focus();
  }

  handleFoot(event: Event): void {
    this.hasFoot = (event.target as HTMLSlotElement).assignedNodes().length > 0;
  }

  get footClass(): string {
    return this.hasFoot ? 'foot' : '';
  }
}
