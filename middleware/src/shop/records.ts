// The records a shop order becomes: customer where new, sale, order with its lines, case. Pure; made in one call, all or none.
// As the portal makes its own orders (OrderRecords.cls); what is there already is not changed, but for the stage of a sale it joins.
import type { GraphNode } from '../salesforce/shop-orders.ts';
import type { OrderPlan } from './decide.ts';
import type { PaymentFinding } from './payment.ts';
import { productKey, type ShopOrder } from './schema.ts';

/** References of a made graph. */
export const ORDER = 'order';
export const CASE = 'case';

const CASE_TEXT_MAX_CHARS = 32_000;
/** CommentBody takes 4,000 bytes, and a Japanese character has three. */
const NOTES_MAX_CHARS = 1300;

/** @param payment what WHMCS says already; null: not known yet */
export function recordsOf(plan: OrderPlan, payment: PaymentFinding | null): GraphNode[] {
  const { order, customer, contactId } = plan;
  const accountRef = customer?.accountId ?? '@{account.id}';
  const contactRef = contactId ?? '@{contact.id}';
  const opportunityRef = plan.opportunityId ?? '@{opportunity.id}';
  return [
    ...(customer ? [] : [node('account', 'Account', accountFields(order))]),
    ...(contactId ? [] : [node('contact', 'Contact', contactFields(order, accountRef))]),
    opportunityNode(plan, accountRef),
    node(ORDER, 'Order', {
      AccountId: accountRef,
      BillToContactId: contactRef,
      OpportunityId: opportunityRef,
      Pricebook2Id: plan.lines[0]!.product.entry.pricebookId,
      Shop_Order_Number__c: order.orderNumber,
      Payment_Transaction_Id__c: order.payment.transactionId,
      Payment_Status__c: payment?.status ?? null,
      EffectiveDate: japanDay(order.placedAt),
      Status: 'Pending Review',
      Activation_Status__c: 'Pending Review',
      Type: customer?.hasOrders === true ? 'Additional Service' : 'New Service',
      ...address('Billing', order),
      ...address('Shipping', order),
    }),
    ...plan.lines.map(({ line, product }, index) =>
      node(`line${index}`, 'OrderItem', {
        OrderId: `@{${ORDER}.id}`,
        PricebookEntryId: product.entry.entryId,
        Quantity: line.quantity,
        UnitPrice: Number(line.unitPrice),
      }),
    ),
    node(CASE, 'Case', {
      Type: 'Shop Order',
      Origin: 'Web',
      Subject: `Shop order ${order.orderNumber}`,
      Description: caseText(plan, payment),
      AccountId: accountRef,
      ContactId: contactRef,
      Order__c: `@{${ORDER}.id}`,
      Opportunity__c: opportunityRef,
      OwnerId: plan.queueId,
    }),
    // For agents only: customers read their cases.
    node('notes', 'CaseComment', { ParentId: `@{${CASE}.id}`, CommentBody: notesText(plan), IsPublished: false }),
  ];
}

function node(reference: string, type: string, fields: GraphNode['fields']): GraphNode {
  return { reference, type, fields };
}

/** Family name first, as on the org's other accounts. */
function customerName({ customer: { company, lastName, firstName } }: ShopOrder): string {
  return company ?? [lastName, firstName].filter(Boolean).join(' ');
}

function accountFields(order: ShopOrder): GraphNode['fields'] {
  return {
    Name: customerName(order),
    Phone: order.customer.phone ?? null,
    ...address('Billing', order),
  };
}

function contactFields(order: ShopOrder, accountId: string): GraphNode['fields'] {
  const { firstName, lastName, email, phone } = order.customer;
  return {
    AccountId: accountId,
    FirstName: firstName ?? null,
    LastName: lastName,
    Email: email,
    Phone: phone ?? null,
    ...address('Mailing', order),
  };
}

function opportunityNode({ opportunityId, customer, order, commodity }: OrderPlan, accountId: string): GraphNode {
  const POST_PROCESSING = 'Post Processing';
  if (opportunityId !== null)
    return { reference: 'opportunity', type: 'Opportunity', id: opportunityId, fields: { StageName: POST_PROCESSING } };
  return node('opportunity', 'Opportunity', {
    AccountId: accountId,
    Name: `${customer?.name ?? customerName(order)} - ${commodity}`.slice(0, 120),
    StageName: POST_PROCESSING,
    CloseDate: monthEnd(japanDay(order.placedAt)),
    CommodityType__c: commodity,
    Portal_Source__c: 'Portal - Order Placement',
    Application_Stage__c: 'New',
    LeadSource: 'Web',
  });
}

function address(kind: 'Billing' | 'Shipping' | 'Mailing', { customer }: ShopOrder): GraphNode['fields'] {
  const { street, city, state, postalCode, country } = customer.address;
  return {
    [`${kind}Street`]: street,
    [`${kind}City`]: city,
    [`${kind}State`]: state ?? null,
    [`${kind}PostalCode`]: postalCode,
    [`${kind}Country`]: country,
  };
}

/** Customers read their cases: plain words, nothing about them that they have not sent. */
function caseText({ order, lines, customer }: OrderPlan, payment: PaymentFinding | null): string {
  const { currency, totals } = order;
  const parts = [
    `Order ${order.orderNumber} of the web shop, placed ${order.placedAt}.`,
    lines
      .map(({ line, product }) => `- ${line.quantity} × ${product.name} (${productKey(line)}) at ${line.unitPrice}`)
      .join('\n'),
    `Subtotal ${totals.subtotal}, tax ${totals.tax}, total ${totals.total} ${currency}.`,
    `Payment ${order.payment.transactionId} by ${order.payment.method}: ${payment?.words ?? 'its state is being asked for'}.`,
    customer ? `Customer ${customer.number ?? customer.name}.` : 'A new customer.',
  ];
  return parts.join('\n\n').slice(0, CASE_TEXT_MAX_CHARS);
}

/** WHMCS bills what it provisions, and knows nothing of the shop's payment being for it. */
function notesText({ order, notes }: OrderPlan): string {
  const { transactionId } = order.payment;
  const all = [
    `Once approved, WHMCS invoices the order anew: apply payment ${transactionId} to that invoice there, or it stays unpaid.`,
    ...notes,
  ];
  const text = `To see to:\n${all.map((note) => `- ${note}`).join('\n')}`;
  return text.length <= NOTES_MAX_CHARS ? text : `${text.slice(0, NOTES_MAX_CHARS - 1)}…`;
}

/** The org's day: Japan has had no other offset since 1951. */
function japanDay(instant: string): string {
  return new Date(Date.parse(instant) + 9 * 3_600_000).toISOString().slice(0, 10);
}

function monthEnd(day: string): string {
  const [year, month] = day.split('-').map(Number);
  return new Date(Date.UTC(year!, month, 0)).toISOString().slice(0, 10);
}
