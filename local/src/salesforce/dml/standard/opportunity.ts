// Opportunities: what the stage decides, and amounts that come from products.
// Source: Object Reference, "Opportunity", "OpportunityLineItem"; reference/platform-behaviour.md §5–6.
import type { Row, Value } from '../../schema/schema.ts';
import { ERRORS } from '../errors.ts';
import type { SaveError, SavingRecord } from '../save.ts';
import type { Changes, DmlServices, RuleContext, StandardRules } from '../services.ts';
import { byParent, saveDerived } from './derived-saves.ts';
import { deriveFromEntry, entryError, money, numberIn, parentOf } from './price-lines.ts';
import { factsOf } from './value-set-facts.ts';

/** ForecastCategory of a value set, ForecastCategoryName of a record. */
const FORECAST_NAMES: Readonly<Record<string, string>> = {
  Omitted: 'Omitted',
  Pipeline: 'Pipeline',
  BestCase: 'Best Case',
  Forecast: 'Commit',
  Closed: 'Closed',
};

export const OPPORTUNITY_RULES: StandardRules = {
  derive(record, changes, context) {
    deriveFromStage(record, changes, context);
    deriveAmount(record, context);
    deriveFiscal(record);
  },
};

function deriveFromStage(
  { values, prior }: SavingRecord,
  { changed, explicit }: Changes,
  { services, tx }: RuleContext,
): void {
  if (!changed('StageName')) {
    if (explicit('ForecastCategoryName')) values['ForecastCategory'] = categoryOf(values['ForecastCategoryName']);
    return;
  }
  const facts = factsOf(services.schema, 'OpportunityStage', values['StageName']) ?? {};
  values['IsClosed'] = facts['closed'] === 'true';
  values['IsWon'] = facts['won'] === 'true';
  const category = facts['forecastCategory'] ?? 'Pipeline';
  if (!explicit('ForecastCategoryName')) values['ForecastCategoryName'] = FORECAST_NAMES[category] ?? category;
  values['ForecastCategory'] = categoryOf(values['ForecastCategoryName']);
  if (!explicit('Probability')) values['Probability'] = Number(facts['probability'] ?? 0);
  values['LastStageChangeDate'] = prior ? tx.now : null;
}

function categoryOf(name: Row[string] | undefined): string | null {
  return Object.entries(FORECAST_NAMES).find(([, label]) => label === name)?.[0] ?? null;
}

function deriveAmount({ values, prior }: SavingRecord, { derived }: RuleContext): void {
  // Products decide the amount; a client's own amount is dropped without a word.
  if (prior?.['HasOpportunityLineItem'] === true && !derived) values['Amount'] = prior['Amount'] ?? null;
  const { Amount: amount, Probability: probability } = values;
  values['ExpectedRevenue'] =
    typeof amount === 'number' && typeof probability === 'number' ? money((amount * probability) / 100) : null;
}

/** The fiscal year is the calendar year here, as in a fresh org. */
function deriveFiscal({ values }: SavingRecord): void {
  const closeDate = values['CloseDate'];
  if (typeof closeDate !== 'string') return;
  const [year, month] = closeDate.split('-').map(Number) as [number, number];
  const quarter = Math.ceil(month / 3);
  Object.assign(values, { FiscalYear: year, FiscalQuarter: quarter, Fiscal: `${year} ${quarter}` });
}

const LINE_REFUSALS = {
  bothPrices: ERRORS.fieldIntegrity(
    'field integrity exception: unknown (only one of unit price and total price may be specified)',
    ['UnitPrice', 'TotalPrice'],
  ),
  noPrice: ERRORS.requiredFieldsMissing(['UnitPrice']),
} as const;

export const OPPORTUNITY_LINE_RULES: StandardRules = {
  derive: deriveLine,
  check(record, context) {
    const error = lineError(record, context);
    if (error) record.errors.push(error);
  },
  rollUp,
};

function deriveLine(record: SavingRecord, { changed, explicit }: Changes, { services }: RuleContext): void {
  const { values } = record;
  deriveFromEntry(record, services);
  const opportunity = parentOf(services, 'Opportunity', values['OpportunityId']);
  const product = parentOf(services, 'Product2', values['Product2Id']);
  values['Name'] = [opportunity?.['Name'], product?.['Name']].filter(Boolean).join(' ') || null;
  values['ProductCode'] = product?.['ProductCode'] ?? null;
  if (PRICE_FIELDS.some(changed)) derivePrices(record, { changed, explicit });
}

const PRICE_FIELDS = ['Quantity', 'UnitPrice', 'TotalPrice', 'Discount'];

function derivePrices({ values, prior }: SavingRecord, { changed, explicit }: Changes): void {
  const quantity = numberIn(values, 'Quantity');
  const share = 1 - numberIn(values, 'Discount') / 100;
  // Changing the quantity alone keeps the total and adjusts the unit price.
  const totalLeads = explicit('TotalPrice') || (prior !== null && changed('Quantity') && !explicit('UnitPrice'));
  if (totalLeads && values['TotalPrice'] !== null && quantity * share !== 0)
    values['UnitPrice'] = money(numberIn(values, 'TotalPrice') / (quantity * share));
  else
    values['TotalPrice'] =
      values['UnitPrice'] === null ? null : money(numberIn(values, 'UnitPrice') * quantity * share);
  if ('Subtotal' in values)
    values['Subtotal'] = values['UnitPrice'] === null ? null : money(numberIn(values, 'UnitPrice') * quantity);
}

function lineError(record: SavingRecord, { services }: RuleContext): SaveError | undefined {
  const opportunity = parentOf(services, 'Opportunity', record.values['OpportunityId']);
  if (!opportunity) return ERRORS.unknownReference(['OpportunityId']);
  if (record.sent.has('UnitPrice') && record.sent.has('TotalPrice')) return LINE_REFUSALS.bothPrices;
  if (record.values['UnitPrice'] === null) return LINE_REFUSALS.noPrice;
  // The first product gives an opportunity without a price book the one of its entry.
  const entry = parentOf(services, 'PricebookEntry', record.values['PricebookEntryId']);
  const priceBook = opportunity['Pricebook2Id'] ?? entry?.['Pricebook2Id'] ?? null;
  return entryError(record, { ...opportunity, Pricebook2Id: priceBook }, 'opportunity', services);
}

function rollUp(records: readonly SavingRecord[], context: RuleContext): void {
  const { services } = context;
  const changes = [...byParent(records, 'OpportunityId')].flatMap(([id, because]) => {
    const opportunity = services.store.get('Opportunity', id);
    if (!opportunity || opportunity['IsDeleted'] === true) return [];
    const values = totalsOf(opportunity, services);
    const isSame = Object.entries(values).every(([name, value]) => opportunity[name] === value);
    return isSame ? [] : [{ input: { type: 'Opportunity', id, values }, because }];
  });
  saveDerived('update', changes, context);
}

function totalsOf(opportunity: Row, services: DmlServices): Record<string, Value> {
  const all = services.store.find('OpportunityLineItem', 'OpportunityId', String(opportunity['Id']));
  const lines = all.filter((line) => line['IsDeleted'] !== true);
  const entry = parentOf(services, 'PricebookEntry', lines[0]?.['PricebookEntryId']);
  const sum = (field: string) => lines.reduce((total, line) => total + numberIn(line, field), 0);
  return {
    HasOpportunityLineItem: lines.length > 0,
    Amount: lines.length ? money(sum('TotalPrice')) : (opportunity['Amount'] ?? null),
    TotalOpportunityQuantity: lines.length ? sum('Quantity') : null,
    Pricebook2Id: opportunity['Pricebook2Id'] ?? entry?.['Pricebook2Id'] ?? null,
  };
}
