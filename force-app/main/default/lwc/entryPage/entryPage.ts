import { LightningElement, api } from 'lwc';

/**
 * The frame of pages that lead into the portal: one narrow column.
 * @slot foot where else to go
 */
export default class EntryPage extends LightningElement {
  @api heading = '';
  @api subtitle = '';
  hasFoot = false;

  handleFoot(event: Event): void {
    this.hasFoot = (event.target as HTMLSlotElement).assignedNodes().length > 0;
  }

  get footClass(): string {
    return this.hasFoot ? 'foot' : '';
  }
}
