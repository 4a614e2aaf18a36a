import { LightningElement, api } from 'lwc';
import tooMany from '@salesforce/label/c.Order_Too_Many';
import fewer from '@salesforce/label/c.Shop_Fewer';
import more from '@salesforce/label/c.Shop_More';
import quantityOf from '@salesforce/label/c.Shop_Quantity_Of';
import { filled } from 'c/formats';
import { halfWidth } from 'c/japaneseText';

/** How many of something, from none to the most: event `quantity` with the number in `detail`. What cannot be is put right, and told. */
export default class QuantityInput extends LightningElement {
  /** What it is of. */
  @api name = '';
  @api quantity = 0;
  @api most = 1;
  problem = '';

  get texts() {
    return {
      quantity: filled(quantityOf, this.name),
      fewer: filled(fewer, this.name),
      more: filled(more, this.name),
    };
  }

  get isNone(): boolean {
    return this.quantity <= 0;
  }

  get isMost(): boolean {
    return this.quantity >= this.most;
  }

  handleFewer(): void {
    this.tell(this.quantity - 1);
  }

  handleMore(): void {
    this.tell(this.quantity + 1);
  }

  handleTyped(event: Event): void {
    const input = event.target as HTMLInputElement;
    const typed = Math.floor(Number(halfWidth(input.value)));
    const possible = Math.max(0, Math.min(this.most, Number.isNaN(typed) ? 0 : typed));
    this.problem = typed > this.most ? filled(tooMany, this.name, this.most) : '';
    input.value = String(possible);
    if (possible !== this.quantity) this.dispatchEvent(new CustomEvent('quantity', { detail: possible }));
  }

  private tell(quantity: number): void {
    this.problem = '';
    this.dispatchEvent(new CustomEvent('quantity', { detail: quantity }));
  }
}
