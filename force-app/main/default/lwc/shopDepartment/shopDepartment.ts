import { LightningElement, api } from 'lwc';
import activation from '@salesforce/label/c.Shop_Activation';
import addOns from '@salesforce/label/c.Shop_Add_Ons';
import services from '@salesforce/label/c.Shop_Services';
import type { Quantities } from 'c/basket';
import { filled, money } from 'c/formats';
import type { WantedQuantity } from 'c/shopOffer';

/** One kind of service: what is on sale, what goes with it, and what it costs to begin. Event `want` as of the offers. */
export default class ShopDepartment extends LightningElement {
  label = { addOns, services };

  @api department!: Apex.ShopDepartment;
  @api quantities: Quantities = {};

  /** Why no service can be ordered yet, when it is one reason for all of them. */
  get block(): Apex.ShopOffer | undefined {
    const [first, ...others] = this.department.services;
    return first?.blockedBy && others.every(({ blockedBy }) => blockedBy === first.blockedBy) ? first : undefined;
  }

  get hidesBlocks(): boolean {
    return this.block !== undefined;
  }

  get services() {
    return this.department.services.map((offer) => this.shown(offer));
  }

  get addOns() {
    return this.department.addOns.map((offer) => this.shown(offer));
  }

  get fees() {
    return this.department.activationFees.map(({ productId, name, unitPrice, currencyCode }) => ({
      productId,
      text: filled(activation, name, money(unitPrice, currencyCode)),
    }));
  }

  handleWant({ detail }: CustomEvent<WantedQuantity>): void {
    this.dispatchEvent(new CustomEvent('want', { detail }));
  }

  private shown(offer: Apex.ShopOffer) {
    return { offer, productId: offer.productId, quantity: this.quantities[offer.productId] ?? 0 };
  }
}
