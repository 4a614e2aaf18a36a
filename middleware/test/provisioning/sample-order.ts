// Orders as readOrders returns them, with what a test cares about changed.
import type { OrderAccount, OrderContact, OrderLine, SalesforceOrder } from '../../src/salesforce/orders.ts';

export const ADDRESS = {
  street: '見本町1-2-3\n見本ビル5階',
  city: '架空市',
  state: '東京都',
  postalCode: '０００－０００１',
  country: 'Japan',
};

export function line(changed: Partial<OrderLine> = {}): OrderLine {
  return {
    orderItemId: '802000000000001AAA',
    quantity: 1,
    unitPrice: 5500,
    whmcsServiceId: null,
    productId: '01t000000000001AAA',
    productName: 'Fibre 1G',
    whmcsProductId: '12',
    billingCycle: 'Monthly',
    itemClass: 'Service',
    configOptionsJson: null,
    ...changed,
  };
}

export function account(changed: Partial<OrderAccount> = {}): OrderAccount {
  return {
    accountId: '001000000000001AAA',
    name: '見本 花子',
    number: 'C-0000001',
    whmcsClientId: null,
    phone: '03-0000-0000',
    address: ADDRESS,
    ...changed,
  };
}

export function contact(changed: Partial<OrderContact> = {}): OrderContact {
  return {
    contactId: '003000000000001AAA',
    firstName: '花子',
    lastName: '見本',
    email: 'hanako@example.test',
    phone: '０９０－００００－０００１',
    address: ADDRESS,
    ...changed,
  };
}

export function order(changed: Partial<SalesforceOrder> = {}): SalesforceOrder {
  return {
    orderId: '801000000000001AAA',
    orderNumber: '00000100',
    status: 'Approved',
    activationStatus: 'Activating',
    whmcsOrderId: null,
    account: account(),
    contacts: [contact()],
    opportunity: { opportunityId: '006000000000001AAA', stage: 'Post Processing', whmcsServiceId: null },
    lines: [line()],
    ...changed,
  };
}
