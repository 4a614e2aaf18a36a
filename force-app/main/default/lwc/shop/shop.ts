import { LightningElement, wire } from 'lwc';
import { refreshApex } from '@salesforce/apex';
import getCatalogue from '@salesforce/apex/CatalogueController.getCatalogue';
import placeOrder from '@salesforce/apex/OrderController.placeOrder';
import reviewOrder from '@salesforce/apex/OrderController.reviewOrder';
import loading from '@salesforce/label/c.Common_Loading';
import writeToUs from '@salesforce/label/c.Eligibility_Write_To_Us';
import shopHeading from '@salesforce/label/c.Menu_Shop';
import orderEmpty from '@salesforce/label/c.Order_Empty';
import needsService from '@salesforce/label/c.Order_Needs_Service';
import chosen from '@salesforce/label/c.Shop_Chosen';
import chosenNothing from '@salesforce/label/c.Shop_Chosen_Nothing';
import empty from '@salesforce/label/c.Shop_Empty';
import emptyText from '@salesforce/label/c.Shop_Empty_Text';
import kinds from '@salesforce/label/c.Shop_Kinds';
import placed from '@salesforce/label/c.Shop_Placed';
import review from '@salesforce/label/c.Shop_Review';
import reviewHeading from '@salesforce/label/c.Shop_Review_Heading';
import reviewing from '@salesforce/label/c.Shop_Reviewing';
import {
  linesOf,
  savedBasket,
  saveBasket,
  totalsOf,
  withAttempt,
  withoutLines,
  withQuantity,
  type Basket,
  type Quantities,
  type WantedLine,
} from 'c/basket';
import { commodityWords } from 'c/commodityWords';
import { problemOf } from 'c/errors';
import { filled } from 'c/formats';
import { Freshness } from 'c/freshness';
import { pageReference } from 'c/pages';
import { Poller } from 'c/poller';
import { price } from 'c/prices';
import type { WantedQuantity } from 'c/shopOffer';
import { NavigationMixin } from 'lightning/navigation';
import Toast from 'lightning/toast';

/** Reasons that pass by themselves, when somebody has looked at what the customer sent. */
const PASSING: ReadonlySet<string | undefined> = new Set<Apex.ProductRulesWord>(['EligibilityPending', 'IdPending']);

/** What the customer can order, a review of what they chose, and the placing of the order. */
export default class Shop extends NavigationMixin(LightningElement) {
  declare refs: { readonly heading?: HTMLElement; readonly problem?: HTMLElement };
  label = { chosen, empty, emptyText, kinds, loading, writeToUs };
  basket: Basket = savedBasket();
  /** While there is one, the review is shown. */
  draft: Apex.OrderDraft | undefined;
  /** What the review showed before prices changed. */
  before: Apex.OrderDraft | undefined;
  problem: unknown;
  /** What has to be chosen yet. */
  missing = '';
  isReviewing = false;
  isPlacing = false;
  private focusNext: 'heading' | 'problem' | undefined;
  private readonly freshness = new Freshness('shop');
  private readonly poller = new Poller({
    refresh: () => (this.draft ? this.reviewAgain() : refreshApex(this.catalogue)),
    isPending: () => (this.draft ? PASSING.has(this.draft.blockedBy) : this.isCatalogueWaiting),
  });

  /** The whole shop at once: going from one kind of service to another asks for nothing. */
  @wire(getCatalogue, { commodity: '' } as const)
  catalogue: ApexResult<readonly Apex.ShopDepartment[]> = {};

  renderedCallback(): void {
    this.poller.start();
    this.freshness.check(this.catalogue);
    const target = this.focusNext && this.refs[this.focusNext];
    if (!target) return;
    this.focusNext = undefined;
    target.focus();
  }

  disconnectedCallback(): void {
    this.poller.stop();
  }

  get heading(): string {
    return this.draft ? reviewHeading : shopHeading;
  }

  get isLoading(): boolean {
    return !this.catalogue.data && !this.catalogue.error;
  }

  get isEmpty(): boolean {
    return this.catalogue.data?.length === 0;
  }

  get department(): Apex.ShopDepartment | undefined {
    const { data } = this.catalogue;
    return data?.find(({ commodity }) => commodity === this.basket.commodity) ?? data?.[0];
  }

  get quantities(): Quantities {
    return this.basket.quantities;
  }

  get hasKinds(): boolean {
    return this.kinds.length > 1;
  }

  get kinds() {
    return (this.catalogue.data ?? []).map(({ commodity }) => ({
      commodity,
      label: commodityWords(commodity),
      pressed: String(commodity === this.department?.commodity),
    }));
  }

  get lines(): readonly WantedLine[] {
    return this.department ? linesOf(this.department, this.basket.quantities) : [];
  }

  get totals(): string {
    const { department } = this;
    if (!department || this.lines.length === 0) return chosenNothing;
    const currencyCode = department.services[0]?.currencyCode ?? '';
    return [...totalsOf(department, this.basket.quantities)]
      .map(([cycle, total]) => price(total, currencyCode, cycle))
      .join(' + ');
  }

  get reviewLabel(): string {
    return this.isReviewing ? reviewing : review;
  }

  handleRetry(): void {
    void refreshApex(this.catalogue).catch(() => undefined);
  }

  handleKind(event: Event): void {
    const { commodity } = (event.currentTarget as HTMLElement).dataset;
    if (commodity) this.keep({ ...this.basket, commodity });
  }

  handleWant({ detail: { productId, quantity } }: CustomEvent<WantedQuantity>): void {
    this.keep(withQuantity(this.basket, productId, quantity));
  }

  async handleReview(): Promise<void> {
    if (this.isReviewing) return;
    this.problem = undefined;
    this.missing = this.missingFrom(this.lines);
    if (this.missing) return;
    this.isReviewing = true;
    try {
      this.draft = await reviewOrder({ request: { lines: this.lines } });
      this.before = undefined;
      this.focusNext = 'heading';
    } catch (error) {
      this.problem = error;
      this.focusNext = 'problem';
    } finally {
      this.isReviewing = false;
    }
  }

  handleBack(): void {
    this.draft = undefined;
    this.problem = undefined;
    this.focusNext = 'heading';
  }

  async handlePlace(): Promise<void> {
    const { draft, lines } = this;
    if (this.isPlacing || !draft) return;
    this.isPlacing = true;
    this.problem = undefined;
    const basket = withAttempt(this.basket, lines);
    this.keep(basket);
    try {
      const request = { requestKey: basket.attempt.key, lines, shownTotal: draft.total };
      this.leave(await placeOrder({ request }), lines);
    } catch (error) {
      this.problem = error;
      this.focusNext = 'problem';
      if (problemOf(error).kind === 'refused') await this.reviewAgain().catch(() => undefined);
      // What stands in the way is shown with what to do about it.
      if (this.draft?.blockedBy) {
        this.problem = undefined;
        this.focusNext = 'heading';
      }
    } finally {
      this.isPlacing = false;
    }
  }

  private missingFrom(lines: readonly WantedLine[]): string {
    const services = new Set(this.department?.services.map(({ productId }) => productId));
    if (lines.length === 0) return orderEmpty;
    return lines.some(({ productId }) => services.has(productId)) ? '' : needsService;
  }

  /** The order now: prices may have changed, a check may have ended. */
  private async reviewAgain(): Promise<void> {
    const shown = this.draft;
    const draft = await reviewOrder({ request: { lines: this.lines } });
    if (this.draft !== shown) return;
    if (shown && shown.total !== draft.total) this.before = shown;
    this.draft = draft;
  }

  private leave({ orderId, orderNumber }: Apex.PlacedOrder, ordered: readonly WantedLine[]): void {
    this.keep(withoutLines(this.basket, ordered));
    // The types want an element; the platform takes the component, as its documentation does.
    void Toast.show({ label: filled(placed, orderNumber), variant: 'success' }, this as unknown as HTMLElement);
    this[NavigationMixin.Navigate](pageReference('order', { recordId: orderId }));
  }

  private keep(basket: Basket): void {
    this.basket = basket;
    this.problem = undefined;
    this.missing = '';
    saveBasket(basket);
  }

  private get isCatalogueWaiting(): boolean {
    return (this.catalogue.data ?? []).some(({ services }) => services.some(({ blockedBy }) => PASSING.has(blockedBy)));
  }
}
