// Orders: what Salesforce has as provisioned, against the orders and services of WHMCS.
import { CANCELLED_STAGE } from '../../billing/mapping.ts';
import type { Rule } from '../rule.ts';

/** The customer has ended it, or it never came about: nothing needs to be there any more. */
export const ENDED_STAGES = `('${CANCELLED_STAGE}', 'Void')`;

/** Order → WHMCS order, by marker on a service or in the notes; what was cancelled does not count. */
const MARKED = `
  select i.order_id, v.whmcs_order_id, v.client_id from w_service v join s_item i on i.item_id = v.marker
  where v.is_dead = 0 and v.whmcs_order_id is not null
  union select order_marker, whmcs_order_id, client_id from w_order where is_dead = 0 and order_marker is not null`;

/** Line → what its services come to. */
const LINES = `
  select i.item_id, i.order_id, i.product, i.quantity, i.price, s.number, s.account_id, min(v.client_id) as client_id,
    sum(v.quantity) as whmcs_quantity, sum(case when i.is_once then v.first_amount else v.amount end) as whmcs_amount
  from s_item i
  join s_order s on s.order_id = i.order_id and s.activation = 'Provisioned'
  join w_service v on v.marker = i.item_id and v.whmcs_order_id = s.whmcs_order_id
  group by i.item_id having max(v.is_dead) = 0`;

export const ORDER_RULES = {
  OrderWriteBackMissing: {
    topic: 'orders',
    compares: 'WHMCS Order ID of a provisioned order with the WHMCS order that carries its marker',
    differs: 'Order {number} is WHMCS order {whmcs_order_id}, but has no WHMCS Order ID',
    todo: 'Run it with --mend: the ids are written back.',
    mend: 'write-back',
    marks: 'Order',
    sql: `
      select s.order_id as key, s.order_id, s.account_id, m.client_id, s.number, m.whmcs_order_id
      from s_order s join (${MARKED}) m on m.order_id = s.order_id
      where s.whmcs_order_id is null and s.activation = 'Provisioned'
      group by s.order_id having count(distinct m.whmcs_order_id) = 1`,
  },
  ServiceIdMissing: {
    topic: 'orders',
    compares: 'WHMCS Service ID of an order item with the service that carries its marker',
    differs: '“{product}” of order {number} is WHMCS service {service_id}, but has no WHMCS Service ID',
    todo: 'Run it with --mend: the ids are written back.',
    mend: 'write-back',
    marks: 'Order',
    sql: `
      select i.item_id as key, i.item_id, s.order_id, s.account_id, v.client_id, i.product, s.number, s.whmcs_order_id,
        min(cast(v.service_id as integer)) as service_id
      from s_order s join s_item i on i.order_id = s.order_id
      join w_service v on v.marker = i.item_id and v.whmcs_order_id = s.whmcs_order_id and v.is_dead = 0
      where i.service_id is null and s.activation = 'Provisioned'
      group by i.item_id`,
  },
  OrderItemWithoutService: {
    topic: 'orders',
    compares: 'Items of a provisioned order with the services of its WHMCS order',
    differs: '“{product}” of order {number} has no service: none of WHMCS order {whmcs_order_id} carries its marker',
    todo: 'Look at the WHMCS order: fill in the marker field of the service that it is, or order it in WHMCS by hand.',
    mend: null,
    marks: 'Order',
    sql: `
      select i.item_id as key, i.item_id, s.order_id, s.account_id, w.client_id, i.product, s.number, s.whmcs_order_id
      from s_order s join s_item i on i.order_id = s.order_id
      join w_order w on w.whmcs_order_id = s.whmcs_order_id
      where i.service_id is null and s.activation = 'Provisioned'
        and not exists (select 1 from w_service v where v.marker = i.item_id)`,
  },
  OrderGone: {
    topic: 'orders',
    compares: 'WHMCS Order ID of a provisioned order with the orders of WHMCS',
    differs: 'Order {number} is Provisioned, but WHMCS no longer has its order {whmcs_order_id}',
    todo: 'Find out who deleted it in WHMCS. If the customer is to keep the service, order it anew; else cancel the opportunity.',
    mend: null,
    marks: 'Order',
    sql: `
      select s.order_id as key, s.order_id, s.account_id, a.client_id, s.number, s.whmcs_order_id
      from s_order s left join s_account a on a.account_id = s.account_id
      left join s_opportunity o on o.opportunity_id = s.opportunity_id
      where s.whmcs_order_id is not null and s.activation = 'Provisioned'
        and coalesce(o.stage, '') not in ${ENDED_STAGES}
        and not exists (select 1 from w_order w where w.whmcs_order_id = s.whmcs_order_id)`,
  },
  OrderNotActive: {
    topic: 'orders',
    compares: 'Activation Status of an order with the status of its WHMCS order',
    differs: 'Order {number} is Provisioned, but WHMCS order {whmcs_order_id} is {status}',
    todo: 'Accept the order in WHMCS if it is to run; else cancel the opportunity in Salesforce.',
    mend: null,
    marks: 'Order',
    sql: `
      select s.order_id as key, s.order_id, s.account_id, w.client_id, s.number, s.whmcs_order_id, w.status
      from s_order s join w_order w on w.whmcs_order_id = s.whmcs_order_id
      left join s_opportunity o on o.opportunity_id = s.opportunity_id
      where s.activation = 'Provisioned' and w.status in ('Pending', 'Fraud', 'Cancelled')
        and (w.status = 'Pending' or coalesce(o.stage, '') not in ${ENDED_STAGES})`,
  },
  OrderMarkerUnknown: {
    topic: 'orders',
    compares: 'Marker field of a service with the order items of Salesforce',
    differs: 'WHMCS service {service_id} carries the marker {marker}, which no order item of Salesforce has',
    todo: 'Find out which order it belongs to and correct the marker field in WHMCS, or end the service there.',
    mend: null,
    marks: null,
    sql: `
      select v.service_id as key, v.service_id, v.client_id, v.marker as item_id, v.marker, v.whmcs_order_id
      from w_service v where v.marker is not null and v.is_dead = 0
        and not exists (select 1 from s_item i where i.item_id = v.marker)`,
  },
  OrderDoubled: {
    topic: 'orders',
    compares: 'Markers of the orders of WHMCS with each other',
    differs: 'Order {number} is in WHMCS more than once: orders {whmcs_orders}',
    todo: 'Cancel the surplus order in WHMCS, and its invoice.',
    mend: null,
    marks: 'Order',
    sql: `
      select s.order_id as key, s.order_id, s.account_id, min(m.client_id) as client_id, s.number,
        group_concat(distinct m.whmcs_order_id) as whmcs_orders
      from s_order s join (${MARKED}) m on m.order_id = s.order_id
      group by s.order_id having count(distinct m.whmcs_order_id) > 1`,
  },
  OrderOfOtherClient: {
    topic: 'orders',
    compares: 'Client of a WHMCS order with the client of the order’s account',
    differs:
      'Order {number} is WHMCS order {whmcs_order_id} of client {other_client_id}, its account is client {client_id}',
    todo: 'Correct WHMCS Order ID on the order, or WHMCS Account ID on the account: one customer may see another’s data.',
    mend: null,
    marks: 'Order',
    sql: `
      select s.order_id as key, s.order_id, s.account_id, a.client_id, w.client_id as other_client_id, s.number,
        s.whmcs_order_id
      from s_order s join s_account a on a.account_id = s.account_id
      join w_order w on w.whmcs_order_id = s.whmcs_order_id
      where w.client_id <> a.client_id`,
  },
  ServiceOfOtherClient: {
    topic: 'orders',
    compares: 'Client of a service with the client of the account whose order item names it',
    differs:
      '“{product}” of order {number} is service {service_id} of client {other_client_id}, its account is client {client_id}',
    todo: 'Correct WHMCS Service ID on the order item: one customer may see another’s data.',
    mend: null,
    marks: 'Order',
    sql: `
      select i.item_id as key, i.item_id, s.order_id, s.account_id, a.client_id, v.client_id as other_client_id, i.product,
        s.number, i.service_id
      from s_item i join s_order s on s.order_id = i.order_id join s_account a on a.account_id = s.account_id
      join w_service v on v.service_id = i.service_id
      where v.client_id <> a.client_id`,
  },
  OrderQuantityDiffers: {
    topic: 'orders',
    compares: 'Quantity of an order item with that of its services',
    differs: '“{product}” of order {number}: quantity {quantity}, in WHMCS {whmcs_quantity}',
    todo: 'Correct the services in WHMCS, or agree a change with the customer as an order of its own.',
    mend: null,
    marks: 'Order',
    sql: `
      select item_id as key, item_id, order_id, account_id, client_id, product, number, quantity, whmcs_quantity
      from (${LINES}) where quantity <> whmcs_quantity`,
  },
  OrderAmountDiffers: {
    topic: 'orders',
    compares: 'Price of an order item, by its quantity, with what its services are billed',
    differs: '“{product}” of order {number}: {price} agreed, {whmcs_amount} billed in WHMCS',
    todo: 'Correct the recurring amount of the service in WHMCS, or find out who agreed another price.',
    mend: null,
    marks: 'Order',
    sql: `
      select item_id as key, item_id, order_id, account_id, client_id, product, number, price, whmcs_amount
      from (${LINES}) where quantity = whmcs_quantity and abs(price - whmcs_amount) >= 0.005`,
  },
} as const satisfies Record<string, Rule>;
