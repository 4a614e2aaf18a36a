// What order products and opportunity products share: the price book entry decides product and list price.
// Sources: Object Reference, "OrderItem", "OpportunityLineItem", "PricebookEntry"; reference/platform-behaviour.md §5.
import type { Row, Value } from '../../schema/schema.ts';
import { ERRORS } from '../errors.ts';
import type { SaveError, SavingRecord } from '../save.ts';
import type { DmlServices } from '../services.ts';
import { roundHalfUp } from '../values.ts';

export function parentOf(services: DmlServices, typeName: string, id: Value | undefined): Row | undefined {
  return typeof id === 'string' ? services.store.get(typeName, id) : undefined;
}

/** Product and list price come from the entry, at the insert of the line. */
export function deriveFromEntry({ values, prior }: SavingRecord, services: DmlServices): void {
  const entry = parentOf(services, 'PricebookEntry', values['PricebookEntryId']);
  if (prior || !entry) return;
  values['Product2Id'] ??= entry['Product2Id'] ?? null;
  values['ListPrice'] = entry['UnitPrice'] ?? null;
}

/** @param holder the order or opportunity; `name` how messages call it */
export function entryError(
  { values, prior }: SavingRecord,
  holder: Row,
  name: string,
  services: DmlServices,
): SaveError | undefined {
  const entry = parentOf(services, 'PricebookEntry', values['PricebookEntryId']);
  if (prior || !entry) return undefined;
  const refuse = (why: string) =>
    ERRORS.fieldIntegrity(`field integrity exception: PricebookEntryId (${why})`, ['PricebookEntryId']);
  if (holder['Pricebook2Id'] !== entry['Pricebook2Id'])
    return refuse(`pricebook entry is in a different pricebook than the one assigned to the ${name}`);
  if (entry['IsActive'] !== true) return refuse('pricebook entry has been inactivated');
  if (parentOf(services, 'Product2', entry['Product2Id'])?.['IsActive'] !== true)
    return refuse('product has been inactivated');
  if (values['Product2Id'] !== entry['Product2Id'])
    return ERRORS.fieldIntegrity('field integrity exception: Product2Id (product does not match the pricebook entry)', [
      'Product2Id',
    ]);
  return undefined;
}

export function money(amount: number): number {
  return roundHalfUp(amount, 2);
}

export function numberIn(row: Readonly<Record<string, Value>>, field: string): number {
  const value = row[field];
  return typeof value === 'number' ? value : 0;
}
