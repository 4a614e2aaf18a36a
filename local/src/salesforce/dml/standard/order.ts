// Orders: drafts, activation, and what is locked afterwards.
// Sources: Object Reference, "Order"; reference/platform-behaviour.md §5. Error codes that are not documented are the closest
// recorded ones and stand in one place here.
import type { Row, Value } from '../../schema/schema.ts';
import { ERRORS } from '../errors.ts';
import type { SaveError, SavingRecord } from '../save.ts';
import type { Changes, DmlServices, RuleContext, StandardRules } from '../services.ts';
import { factsOf } from './value-set-facts.ts';

const REFUSALS = {
  notDraft: ERRORS.other(
    'FAILED_ACTIVATION',
    'Choose a valid order status and save your changes. Ask your administrator for details.',
    ['Status'],
  ),
  noProducts: ERRORS.other('FAILED_ACTIVATION', 'An order must have at least one product.'),
  moreThanStatus: (fields: readonly string[]) =>
    ERRORS.other(
      'FAILED_ACTIVATION',
      'When you activate an order, Status is the only field that you can change.',
      fields,
    ),
  locked: (fields: readonly string[]) =>
    ERRORS.entityLocked(`An activated order cannot be changed in these fields: ${fields.join(', ')}`, fields),
  priceBookInUse: ERRORS.fieldIntegrity('You cannot change the price book of an order that has products.', [
    'Pricebook2Id',
  ]),
  deleteActivated: ERRORS.deleteFailed(
    'You cannot delete an activated order. Change its status to a draft status first.',
  ),
} as const;

/** Editable only while the order is a draft. */
const DRAFT_ONLY = ['AccountId', 'ContractId', 'Pricebook2Id', 'EffectiveDate'];

export const ORDER_RULES: StandardRules = { derive, check, checkDelete };

/** `Draft` or `Activated`, by the grouping of the value set; undefined for a status that the set lacks. */
export function statusCode(services: DmlServices, status: Value | undefined): string | undefined {
  return factsOf(services.schema, 'OrderStatus', status)?.['groupingString'];
}

export function isActivated(order: Row | undefined): boolean {
  return order?.['StatusCode'] === 'Activated';
}

export function hasLines(services: DmlServices, orderId: string): boolean {
  return services.store.find('OrderItem', 'OrderId', orderId).length > 0;
}

function derive(
  { values, prior, id }: SavingRecord,
  { changed }: Changes,
  { services, tx, derived }: RuleContext,
): void {
  if (!prior) values['TotalAmount'] = 0;
  // StatusCode follows Status; a client may send it, and it counts for nothing on its own.
  values['StatusCode'] = statusCode(services, values['Status']) ?? null;
  if (!id || derived || !changed('Status')) return;
  if (values['StatusCode'] === prior?.['StatusCode']) return;
  const activates = values['StatusCode'] === 'Activated';
  values['ActivatedById'] = activates ? tx.user.userId : null;
  values['ActivatedDate'] = activates ? tx.now : null;
}

function check(record: SavingRecord, context: RuleContext): void {
  const { values, prior, type } = record;
  const status = values['Status'] ?? null;
  if (statusCode(context.services, status) === undefined)
    return void record.errors.push(ERRORS.badPicklistValue(type.fields.get('Status')!, String(status)));
  if (!prior) {
    if (values['StatusCode'] !== 'Draft') record.errors.push(REFUSALS.notDraft);
    return;
  }
  if (context.derived) return;
  const error = checkUpdate(record, prior, context);
  if (error) record.errors.push(error);
}

function checkUpdate(record: SavingRecord, prior: Row, context: RuleContext): SaveError | undefined {
  const { values, id } = record;
  const was = isActivated(prior);
  const becomes = values['StatusCode'] === 'Activated';
  const changes = [...record.sent].filter((name) => values[name] !== prior[name]);
  if (was !== becomes && !may('ActivateOrder', context)) return ERRORS.noAccess();
  if (!was && becomes) {
    const others = changes.filter((name) => name !== 'Status' && name !== 'StatusCode');
    if (others.length) return REFUSALS.moreThanStatus(others);
    if (!hasLines(context.services, id!)) return REFUSALS.noProducts;
  }
  if (was) {
    const locked = DRAFT_ONLY.filter((name) => values[name] !== prior[name]);
    if (locked.length) return REFUSALS.locked(locked);
    const others = changes.filter((name) => name !== 'Status' && name !== 'StatusCode');
    if (others.length && !may('EditActivatedOrders', context)) return REFUSALS.locked(others);
  }
  const changesPriceBook = values['Pricebook2Id'] !== prior['Pricebook2Id'];
  if (changesPriceBook && hasLines(context.services, id!)) return REFUSALS.priceBookInUse;
  return undefined;
}

/** User permissions bind clients; flows and the platform itself act without them. */
export function may(permission: string, { access, tx }: RuleContext): boolean {
  return access !== 'user' || tx.user.has(permission);
}

function checkDelete(record: SavingRecord): void {
  if (isActivated(record.prior ?? undefined)) record.errors.push(REFUSALS.deleteActivated);
}
