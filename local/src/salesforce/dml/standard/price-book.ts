// Price book entries and the product fields they mirror.
// Source: Object Reference, "PricebookEntry"; reference/platform-behaviour.md §5.
import type { Row } from '../../schema/schema.ts';
import { ERRORS } from '../errors.ts';
import type { SaveError, SavingRecord } from '../save.ts';
import type { Changes, DmlServices, RuleContext, StandardRules } from '../services.ts';
import { parentOf } from './price-lines.ts';

const REFUSALS = {
  noStandardPrice: ERRORS.other(
    'STANDARD_PRICE_NOT_DEFINED',
    'Before creating a custom price, create a standard price.',
  ),
  exists: ERRORS.other('DUPLICATE_VALUE', 'This price definition already exists in this price book'),
  usesStandardPrice: ERRORS.fieldIntegrity('You cannot set UnitPrice while the entry uses the standard price.', [
    'UnitPrice',
  ]),
  archivedStandard: ERRORS.fieldIntegrity('A standard price cannot use the standard price.', ['UseStandardPrice']),
} as const;

export const PRICEBOOK_ENTRY_RULES: StandardRules = { derive, check };

function derive({ values, prior, sent }: SavingRecord, { changed }: Changes, { services }: RuleContext): void {
  const product = parentOf(services, 'Product2', values['Product2Id']);
  values['Name'] = product?.['Name'] ?? null;
  values['ProductCode'] = product?.['ProductCode'] ?? null;
  const copies = values['UseStandardPrice'] === true && (changed('UseStandardPrice') || !prior);
  const standard = copies ? standardEntry(services, values['Product2Id']) : undefined;
  if (standard && !sent.has('UnitPrice')) values['UnitPrice'] = standard['UnitPrice'] ?? null;
}

function check(record: SavingRecord, { services, derived }: RuleContext): void {
  const error = derived ? undefined : errorOf(record, services);
  if (error) record.errors.push(error);
}

function errorOf({ values, prior, sent }: SavingRecord, services: DmlServices): SaveError | undefined {
  const isStandard = parentOf(services, 'Pricebook2', values['Pricebook2Id'])?.['IsStandard'] === true;
  if (values['UseStandardPrice'] === true) {
    if (isStandard) return REFUSALS.archivedStandard;
    if (sent.has('UnitPrice') && values['UnitPrice'] !== standardEntry(services, values['Product2Id'])?.['UnitPrice'])
      return REFUSALS.usesStandardPrice;
  }
  if (prior) return undefined;
  const siblings = entriesOf(services, values['Product2Id']);
  if (siblings.some((entry) => entry['Pricebook2Id'] === values['Pricebook2Id'])) return REFUSALS.exists;
  if (!isStandard && !standardEntry(services, values['Product2Id'])) return REFUSALS.noStandardPrice;
  return undefined;
}

function entriesOf(services: DmlServices, productId: Row[string] | undefined): readonly Row[] {
  if (typeof productId !== 'string') return [];
  return services.store.find('PricebookEntry', 'Product2Id', productId).filter((entry) => entry['IsDeleted'] !== true);
}

function standardEntry(services: DmlServices, productId: Row[string] | undefined): Row | undefined {
  return entriesOf(services, productId).find(
    (entry) => parentOf(services, 'Pricebook2', entry['Pricebook2Id'])?.['IsStandard'] === true,
  );
}

/** Entries mirror their product's name and code. Price book management fires no automation, so they are written as they are. */
export const PRODUCT_RULES: StandardRules = {
  afterWrite(records, { services }) {
    for (const { id, values, prior } of records) {
      if (!prior || (values['Name'] === prior['Name'] && values['ProductCode'] === prior['ProductCode'])) continue;
      for (const entry of entriesOf(services, id))
        services.store.update('PricebookEntry', {
          ...entry,
          Name: values['Name'] ?? null,
          ProductCode: values['ProductCode'] ?? null,
        });
    }
  },
};
