import { LightningElement, api } from 'lwc';
import quantityOf from '@salesforce/label/c.Order_Quantity_Of';
import items from '@salesforce/label/c.Shop_Items';
import back from '@salesforce/label/c.Shop_Back';
import firstBill from '@salesforce/label/c.Shop_First_Bill';
import next from '@salesforce/label/c.Shop_Next';
import place from '@salesforce/label/c.Shop_Place';
import placing from '@salesforce/label/c.Shop_Placing';
import priceWas from '@salesforce/label/c.Shop_Price_Was';
import whatYouPay from '@salesforce/label/c.Shop_What_You_Pay';
import { filled, money } from 'c/formats';
import { price } from 'c/prices';

/** An order before it is placed: what it holds, what it costs, what stands in its way. Events `back` and `place`. */
export default class ShopReview extends LightningElement {
  label = { back, firstBill, items, next, whatYouPay };

  @api draft!: Apex.OrderDraft;
  /** The draft that was shown before, when prices have changed since. */
  @api before: Apex.OrderDraft | undefined;
  @api isPlacing = false;

  get lines() {
    const { lines, currencyCode } = this.draft;
    return lines.map(({ productId, name, quantity, total, billingCycle }) => ({
      productId,
      name: quantity > 1 ? filled(quantityOf, name, quantity) : name,
      price: price(total, currencyCode, billingCycle),
      was: this.oldPrice(productId, total),
    }));
  }

  get totals() {
    const { totalByCycle, currencyCode } = this.draft;
    return Object.entries(totalByCycle).map(([cycle, total]) => ({ cycle, text: price(total, currencyCode, cycle) }));
  }

  get firstBill(): string {
    return money(this.draft.total, this.draft.currencyCode);
  }

  get isBlocked(): boolean {
    return Boolean(this.draft.blockedBy);
  }

  get canPlace(): boolean {
    return !this.isBlocked;
  }

  get placeLabel(): string {
    return this.isPlacing ? placing : place;
  }

  handleBack(): void {
    this.dispatchEvent(new CustomEvent('back'));
  }

  handlePlace(): void {
    this.dispatchEvent(new CustomEvent('place'));
  }

  private oldPrice(productId: string, total: number): string {
    const old = this.before?.lines.find((line) => line.productId === productId);
    if (!this.before || !old || old.total === total) return '';
    return filled(priceWas, money(old.total, this.before.currencyCode));
  }
}
