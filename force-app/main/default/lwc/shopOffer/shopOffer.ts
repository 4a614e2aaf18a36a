import { LightningElement, api } from 'lwc';
import { price } from 'c/prices';

export interface WantedQuantity {
  readonly productId: string;
  readonly quantity: number;
}

/** One product on sale: event `want` with a WantedQuantity in `detail`. */
export default class ShopOffer extends LightningElement {
  @api offer!: Apex.ShopOffer;
  @api quantity = 0;
  /** The reason why not yet is told for all offers together. */
  @api hidesBlock = false;

  get price(): string {
    return price(this.offer.unitPrice, this.offer.currencyCode, this.offer.billingCycle);
  }

  get isChosen(): boolean {
    return this.quantity > 0;
  }

  get isSingle(): boolean {
    return this.offer.maxQuantity === 1;
  }

  get isMultiple(): boolean {
    return !this.isSingle;
  }

  get showsBlock(): boolean {
    return this.offer.blockedBy !== undefined && this.offer.blockedBy !== null && !this.hidesBlock;
  }

  get className(): string {
    return this.isChosen ? 'offer offer_chosen' : 'offer';
  }

  handleCheck(event: Event): void {
    this.tell((event.target as HTMLInputElement).checked ? 1 : 0);
  }

  handleQuantity({ detail }: CustomEvent<number>): void {
    this.tell(detail);
  }

  private tell(quantity: number): void {
    const { productId } = this.offer;
    this.dispatchEvent(new CustomEvent<WantedQuantity>('want', { detail: { productId, quantity } }));
  }
}
