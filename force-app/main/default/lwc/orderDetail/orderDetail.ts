import { LightningElement, wire } from 'lwc';
import { refreshApex } from '@salesforce/apex';
import getOrder from '@salesforce/apex/OrderController.getOrder';
import loading from '@salesforce/label/c.Common_Loading';
import back from '@salesforce/label/c.Order_Back';
import items from '@salesforce/label/c.Order_Items';
import quantityOf from '@salesforce/label/c.Order_Quantity_Of';
import story from '@salesforce/label/c.Order_Story';
import total from '@salesforce/label/c.Order_Total';
import heading from '@salesforce/label/c.Orders_Heading';
import orderTitle from '@salesforce/label/c.Orders_Order_Title';
import placedOn from '@salesforce/label/c.Orders_Placed_On';
import { filled, moment, money } from 'c/formats';
import { orderStatus } from 'c/orderWords';
import { Poller } from 'c/poller';
import { CurrentPageReference, type PageReference } from 'lightning/navigation';

/** The first invoice comes from WHMCS moments after the service began; whoever looks later than that loads the page anyway. */
const INVOICE_AWAITED_MS = 10 * 60_000;

/** @param now milliseconds since 1970 */
function isMoving({ status, timeline }: Apex.OrderDetail, now: number): boolean {
  if (orderStatus(status).isPending) return true;
  const step = (key: Apex.OrderTimelineWord) => timeline.find((each) => each.key === key);
  const begun = step('Active')?.at;
  return begun !== undefined && !step('FirstInvoice') && now - Date.parse(begun) < INVOICE_AWAITED_MS;
}

/** One order with its story, which moves while the order is being set up. */
export default class OrderDetail extends LightningElement {
  label = { back, heading, items, loading, story, total };
  recordId: string | undefined;
  private readonly poller = new Poller({
    refresh: () => refreshApex(this.order),
    isPending: () => this.order.data !== undefined && isMoving(this.order.data, Date.now()),
  });

  @wire(CurrentPageReference)
  readPage(page: PageReference | undefined): void {
    // An address that names no order is one that is not found, not one that is waited for.
    if (page) this.recordId = page.state?.recordId ?? '';
  }

  @wire(getOrder, { orderId: '$recordId' } as const)
  order: ApexResult<Apex.OrderDetail> = {};

  renderedCallback(): void {
    this.poller.start();
  }

  disconnectedCallback(): void {
    this.poller.stop();
  }

  get isLoading(): boolean {
    return !this.order.data && !this.order.error;
  }

  get shown() {
    const { data } = this.order;
    return (
      data && {
        title: filled(orderTitle, data.orderNumber),
        placed: filled(placedOn, moment(data.placedAt)),
        status: orderStatus(data.status),
        total: money(data.total, data.currencyCode),
        lines: data.lines.map((line, index) => ({
          key: index,
          name: line.quantity > 1 ? filled(quantityOf, line.name, line.quantity) : line.name,
          price: money(line.total, data.currencyCode),
        })),
      }
    );
  }

  handleRetry(): void {
    void refreshApex(this.order);
  }
}
