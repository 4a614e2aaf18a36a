// An order of Salesforce as WHMCS wants it. Pure; every fault in the order's data is found here, before anything is sent.
// Table: spec/provisioning.md, "Mapping".
import { PortwayError } from '../../errors.ts';
import type { OrderLine, SalesforceOrder } from '../../salesforce/orders.ts';
import { countVariables } from '../../whmcs/form.ts';
import type { ProductTraits } from './catalogue.ts';
import { orderFields, type NewOrder, type NewOrderLine } from '../../whmcs/orders.ts';

/** A line that can be ordered, but for its marker field. */
export interface MappedLine {
  readonly orderItemId: string;
  readonly isService: boolean;
  readonly productId: string;
  readonly productName: string;
  readonly billingCycle: string;
  readonly quantity: number;
  readonly price: string;
  readonly configOptions: Readonly<Record<string, number>>;
}

const BILLING_CYCLES: Readonly<Record<string, string>> = {
  Monthly: 'monthly',
  Annually: 'annually',
  'One-time': 'onetime',
};

/** @throws PortwayError a fail-order code that names the line's product */
export function mapLines(order: SalesforceOrder): MappedLine[] {
  if (order.lines.length === 0) throw new PortwayError('ORDER_EMPTY', `order ${order.orderNumber} has no products`);
  return order.lines.map(mapLine);
}

/** @throws PortwayError as mapLines */
export function mapLine(line: OrderLine): MappedLine {
  return {
    orderItemId: line.orderItemId,
    isService: line.itemClass === 'Service',
    productId: productOf(line),
    productName: line.productName,
    billingCycle: cycleOf(line),
    quantity: quantityOf(line),
    price: priceOf(line),
    configOptions: configOptionsOf(line),
  };
}

function productOf(line: OrderLine): string {
  const id = line.whmcsProductId?.trim() ?? '';
  if (id === '') throw new PortwayError('PRODUCT_NOT_MAPPED', `product ${named(line)} has no WHMCS product`);
  if (!/^[1-9]\d*$/.test(id)) {
    throw new PortwayError(
      'PRODUCT_NOT_MAPPED',
      `product ${named(line)} has WHMCS Product ID “${id}”, which is no number`,
    );
  }
  return id;
}

function cycleOf(line: OrderLine): string {
  const cycle = BILLING_CYCLES[line.billingCycle ?? ''];
  if (cycle !== undefined) return cycle;
  const what = line.billingCycle === null ? 'no billing cycle' : `billing cycle “${line.billingCycle}”`;
  throw new PortwayError('BILLING_CYCLE_INVALID', `product ${named(line)} has ${what}`);
}

function quantityOf(line: OrderLine): number {
  if (Number.isInteger(line.quantity) && line.quantity >= 1) return line.quantity;
  throw new PortwayError('QUANTITY_INVALID', `the line of ${named(line)} has quantity ${line.quantity}`);
}

function priceOf(line: OrderLine): string {
  const { unitPrice } = line;
  // WHMCS reads -1.00 as "not for sale".
  if (unitPrice === null || !Number.isFinite(unitPrice) || unitPrice < 0) {
    throw new PortwayError('PRICE_INVALID', `the line of ${named(line)} has unit price ${unitPrice ?? 'none'}`);
  }
  return unitPrice.toFixed(2);
}

/** `{ "<config option id>": <sub-option id or quantity> }`; digits in quotes are taken for numbers. */
function configOptionsOf(line: OrderLine): Readonly<Record<string, number>> {
  const json = line.configOptionsJson?.trim() ?? '';
  if (json === '') return {};
  const fault = (what: string): PortwayError =>
    new PortwayError('CONFIG_OPTIONS_INVALID', `product ${named(line)}: ${what}`);
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw fault('its config options are not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw fault('its config options are not an object');
  return Object.fromEntries(
    Object.entries(value).map(([key, choice]: [string, unknown]) => {
      if (!/^[1-9]\d*$/.test(key)) throw fault(`config option “${key}” is not an id in digits`);
      const number = typeof choice === 'string' && /^\d+$/.test(choice) ? Number(choice) : choice;
      if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 0) {
        throw fault(`config option ${key} has ${JSON.stringify(choice)}, not a sub-option id or quantity`);
      }
      return [key, number];
    }),
  );
}

function named(line: OrderLine): string {
  return `‘${line.productName}’`;
}

/** A line as it is sent. */
export interface PlannedLine extends MappedLine {
  readonly markerFieldId: string;
  /** AddOrder lines it is sent as: one with a quantity, or one for each piece. */
  readonly repeats: number;
  readonly sentQuantity: number;
}

export interface OrderPlan {
  readonly lines: readonly PlannedLine[];
  /** In the order's notes: our second marker, kept by some versions of WHMCS only. */
  readonly noteMarker: string;
  newOrder(clientId: string): NewOrder;
}

export interface PlanSettings {
  readonly paymentMethod: string;
  readonly writesOrderNotes: boolean;
  /** By WHMCS product id. */
  readonly products: ReadonlyMap<string, ProductTraits>;
}

/** PHP's max_input_vars is 1000 by default and drops what lies beyond without a word; some are the call's own. */
const MAX_FORM_VARIABLES = 980;

/** @throws PortwayError ORDER_TOO_LARGE */
export function planOrder(order: SalesforceOrder, mapped: readonly MappedLine[], settings: PlanSettings): OrderPlan {
  const lines = mapped.map((line): PlannedLine => {
    const traits = settings.products.get(line.productId);
    if (!traits) throw new Error(`WHMCS product ${line.productId} was not asked for`);
    const { markerFieldId, takesQuantity } = traits;
    const repeats = takesQuantity ? 1 : line.quantity;
    return { ...line, markerFieldId, repeats, sentQuantity: line.quantity / repeats };
  });
  const noteMarker = `sf:o=${order.orderId}`;
  const whmcsLines = lines.flatMap((line) => Array.from({ length: line.repeats }, () => toNewLine(line)));
  const newOrder = (clientId: string): NewOrder => ({
    clientId,
    paymentMethod: settings.paymentMethod,
    lines: whmcsLines,
    notes: settings.writesOrderNotes ? noteMarker : undefined,
  });
  const variables = countVariables(orderFields(newOrder('0')));
  if (variables > MAX_FORM_VARIABLES) {
    throw new PortwayError(
      'ORDER_TOO_LARGE',
      `order ${order.orderNumber} becomes ${whmcsLines.length} WHMCS order lines`,
    );
  }
  return { lines, noteMarker, newOrder };
}

function toNewLine(line: PlannedLine): NewOrderLine {
  return {
    productId: line.productId,
    billingCycle: line.billingCycle,
    quantity: line.sentQuantity,
    price: line.price,
    customFields: { [line.markerFieldId]: line.orderItemId },
    configOptions: line.configOptions,
  };
}
