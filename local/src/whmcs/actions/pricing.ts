// What a product costs in a client's currency, and which billing cycles it is offered in.
import { CYCLES, RECURRING_CYCLES, type Cycle } from '../model/cycles.ts';
import type { ConfigChoices } from '../model/entities.ts';
import type { PricingByCurrency, ProductConfig } from '../model/installation-config.ts';
import { toCents, type Cents } from '../model/money.ts';

/** A price WHMCS shows as "this cycle is not offered". */
export const NOT_OFFERED = '-1.00';

interface Priced {
  readonly payType: 'free' | 'onetime' | 'recurring';
  readonly pricing: PricingByCurrency;
}

/** The cycle asked for if it is offered, else the product's first: AddOrder never refuses a line over its cycle. */
export function offeredCycle(item: Priced, currency: string, asked: Cycle | undefined): Cycle {
  if (item.payType !== 'recurring') return item.payType;
  const offered = RECURRING_CYCLES.filter((cycle) => priceOf(item, currency, cycle) >= 0);
  return offered.find((cycle) => cycle === asked) ?? offered[0] ?? 'monthly';
}

/** Price per period; negative when the cycle is not offered. */
export function priceOf(item: Priced, currency: string, cycle: Cycle): Cents {
  const column = CYCLES[cycle].price;
  return column === undefined ? 0 : toCents(item.pricing[currency]?.[column] ?? NOT_OFFERED);
}

export function setupFeeOf(item: Priced, currency: string, cycle: Cycle): Cents {
  const column = CYCLES[cycle].setup;
  return column === undefined ? 0 : toCents(item.pricing[currency]?.[column] ?? '0');
}

/** What the configurable options add, per period and once. */
export function optionsPrice(product: ProductConfig, choices: ConfigChoices, currency: string, cycle: Cycle) {
  let [recurring, setup] = [0, 0];
  for (const option of product.configOptions) {
    const choice = choices.get(option.id) ?? 0;
    const counted = option.type === 'quantity' || option.type === 'yesno';
    const subOption = counted ? option.options[0] : option.options.find((each) => each.id === choice);
    if (!subOption) continue;
    const item = { payType: 'recurring', pricing: subOption.pricing } as const;
    const times = counted ? choice : 1;
    recurring += Math.max(0, priceOf(item, currency, cycle)) * times;
    setup += setupFeeOf(item, currency, cycle) * times;
  }
  return { recurring, setup };
}
