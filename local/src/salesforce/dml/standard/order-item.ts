// Order products. Source: Object Reference, "OrderItem"; reference/platform-behaviour.md §5.
import type { Row } from '../../schema/schema.ts';
import { ERRORS } from '../errors.ts';
import type { SaveError, SavingRecord } from '../save.ts';
import type { Changes, RuleContext, StandardRules } from '../services.ts';
import { byParent, saveDerived } from './derived-saves.ts';
import { isActivated, may } from './order.ts';
import { deriveFromEntry, entryError, money, numberIn, parentOf } from './price-lines.ts';

const REFUSALS = {
  // The code of the platform's answer is not known (reference/platform-behaviour.md §11).
  addToActivated: ERRORS.entityLocked('You cannot add products to an activated order.', ['OrderId']),
  deleteFromActivated: ERRORS.deleteFailed('You cannot delete products of an activated order.'),
  editActivated: ERRORS.entityLocked('You cannot change products of an activated order.'),
  noPriceBook: ERRORS.fieldIntegrity('field integrity exception: PricebookEntryId (the order has no price book)', [
    'PricebookEntryId',
  ]),
  noQuantity: ERRORS.fieldIntegrity('Quantity must be nonzero', ['Quantity']),
} as const;

export const ORDER_ITEM_RULES: StandardRules = { skipsRecycleBin: true, derive, check, rollUp, checkDelete };

function derive(record: SavingRecord, _: Changes, { services }: RuleContext): void {
  const { values } = record;
  deriveFromEntry(record, services);
  values['AvailableQuantity'] = values['Quantity'] ?? null;
  values['TotalPrice'] = money(numberIn(values, 'UnitPrice') * numberIn(values, 'Quantity'));
}

function check(record: SavingRecord, context: RuleContext): void {
  const error = errorOf(record, context);
  if (error) record.errors.push(error);
}

function errorOf(record: SavingRecord, context: RuleContext): SaveError | undefined {
  const order = orderOf(record, context);
  if (!order) return ERRORS.unknownReference(['OrderId']);
  if (record.values['UnitPrice'] === null) return ERRORS.requiredFieldsMissing(['UnitPrice']);
  if (record.values['Quantity'] === 0) return REFUSALS.noQuantity;
  if (record.prior)
    return isActivated(order) && !may('EditActivatedOrders', context) ? REFUSALS.editActivated : undefined;
  if (isActivated(order)) return REFUSALS.addToActivated;
  if (order['Pricebook2Id'] === null) return REFUSALS.noPriceBook;
  return entryError(record, order, 'order', context.services);
}

function orderOf({ values }: SavingRecord, { services }: RuleContext): Row | undefined {
  return parentOf(services, 'Order', values['OrderId']);
}

function checkDelete(record: SavingRecord, context: RuleContext): void {
  if (isActivated(orderOf(record, context))) record.errors.push(REFUSALS.deleteFromActivated);
}

/** Order.TotalAmount: the order is saved, with its automation, only when the sum differs. */
function rollUp(records: readonly SavingRecord[], context: RuleContext): void {
  const { store } = context.services;
  const changes = [...byParent(records, 'OrderId')].flatMap(([id, because]) => {
    const order = store.get('Order', id);
    if (!order || order['IsDeleted'] === true) return [];
    const lines = store.find('OrderItem', 'OrderId', id);
    const total = money(lines.reduce((sum, line) => sum + numberIn(line, 'TotalPrice'), 0));
    if (total === order['TotalAmount']) return [];
    return [{ input: { type: 'Order', id, values: { TotalAmount: total } }, because }];
  });
  saveDerived('update', changes, context);
}
