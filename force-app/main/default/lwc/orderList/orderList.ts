import { LightningElement, wire } from 'lwc';
import { refreshApex } from '@salesforce/apex';
import getOrders from '@salesforce/apex/OrderController.getOrders';
import loading from '@salesforce/label/c.Common_Loading';
import empty from '@salesforce/label/c.Orders_Empty';
import emptyText from '@salesforce/label/c.Orders_Empty_Text';
import goToShop from '@salesforce/label/c.Orders_Go_To_Shop';
import heading from '@salesforce/label/c.Orders_Heading';
import orderMore from '@salesforce/label/c.Orders_Order_More';
import orderTitle from '@salesforce/label/c.Orders_Order_Title';
import placedOn from '@salesforce/label/c.Orders_Placed_On';
import { filled, moment, money } from 'c/formats';
import { orderStatus } from 'c/orderWords';

/** The customer's orders, colleagues' too, the newest first. */
export default class OrderList extends LightningElement {
  label = { empty, emptyText, goToShop, heading, loading, orderMore };
  pageNumber = 1;

  @wire(getOrders, { pageNumber: '$pageNumber' } as const)
  orders: ApexResult<Apex.OrderPage> = {};

  get isLoading(): boolean {
    return !this.orders.data && !this.orders.error;
  }

  get isEmpty(): boolean {
    return this.orders.data?.rows.length === 0;
  }

  get hasNext(): boolean {
    return this.orders.data?.hasNext ?? false;
  }

  get rows() {
    return (this.orders.data?.rows ?? []).map(
      ({ orderId, orderNumber, placedAt, lines, total, currencyCode, status }) => ({
        orderId,
        title: filled(orderTitle, orderNumber),
        products: lines.map(({ name }) => name).join(', '),
        placed: filled(placedOn, moment(placedAt)),
        total: money(total, currencyCode),
        status: orderStatus(status),
      }),
    );
  }

  handlePage({ detail }: CustomEvent<number>): void {
    this.pageNumber = detail;
  }

  handleRetry(): void {
    void refreshApex(this.orders);
  }
}
