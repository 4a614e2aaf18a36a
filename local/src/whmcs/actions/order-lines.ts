// Reads AddOrder's parallel arrays into order lines, joined by index as PHP would.
// Lines for unknown, hidden, retired or sold-out products drop out in silence, as in WHMCS's cart.
import type { Cycle } from '../model/cycles.ts';
import { cycleNamed } from '../model/cycles.ts';
import type { Client, ConfigChoices, FieldValues } from '../model/entities.ts';
import type { AddonConfig, ProductConfig } from '../model/installation-config.ts';
import { toCents, type Cents } from '../model/money.ts';
import { phpInt, type Params } from '../wire/params.ts';
import { Refusal } from '../wire/reply.ts';
import { versionAtLeast } from '../wire/switches.ts';
import type { Call } from './action.ts';
import { readConfigChoices, readCustomFields, readEncodedMap } from './fields.ts';
import { offeredCycle, optionsPrice, priceOf, setupFeeOf } from './pricing.ts';

export interface AddonLine {
  readonly addon: AddonConfig;
  readonly qty: number;
  readonly cycle: Cycle;
  readonly setupFee: Cents;
  readonly recurring: Cents;
}

export interface OrderLine {
  readonly product: ProductConfig;
  readonly qty: number;
  readonly cycle: Cycle;
  readonly domain: string;
  readonly firstPayment: Cents;
  readonly recurring: Cents;
  readonly customFields: FieldValues;
  readonly configChoices: ConfigChoices;
  readonly addons: readonly AddonLine[];
}

/** @throws Refusal when an addon is unknown, or a field is a text where `pid` is a list */
export function readOrderLines(call: Call, client: Client): OrderLine[] {
  const { params, whmcs } = call;
  const lines: OrderLine[] = [];
  const taken = new Map<number, number>();
  for (const [index, pidText] of slots(params)) {
    const line = new LineReader(params, index);
    const product = whmcs.product(phpInt(pidText));
    if (!product || product.retired || product.hidden) {
      call.note(`line ${index}: product ${pidText} cannot be ordered, dropped`);
      continue;
    }
    const wanted = quantityOf(call, product, line);
    const stock = whmcs.stockOf(product.pid);
    if (stock !== undefined && (taken.get(product.pid) ?? 0) + wanted > stock) {
      call.note(`line ${index}: product ${product.pid} is out of stock, dropped`);
      continue;
    }
    taken.set(product.pid, (taken.get(product.pid) ?? 0) + wanted);
    const read = readLine(call, client, line, product, product.quantities === 'scaling' ? wanted : 1);
    for (let i = 0; i < (product.quantities === 'services' ? wanted : 1); i++) lines.push(read);
  }
  return lines;
}

/** The used positions of `pid`, in the order sent; a bare `pid` is one line. */
function slots(params: Params): [number | string, string][] {
  const list = params.list('pid');
  if (!list) return params.text('pid') === '' ? [] : [[0, params.text('pid')]];
  return [...list].filter((slot): slot is [number | string, string] => typeof slot[1] === 'string' && slot[1] !== '');
}

/** One line's values across the parallel parameters. */
class LineReader {
  readonly index: number | string;
  readonly #params: Params;
  constructor(params: Params, index: number | string) {
    this.#params = params;
    this.index = index;
  }

  text(name: string): string {
    const value = this.#params.get(name);
    if (typeof value === 'string' && value !== '' && this.#params.list('pid')) {
      throw new Refusal(`Expecting parameter '${name}' to be an array`);
    }
    if (!(value instanceof Map)) return value ?? '';
    const item = value.get(this.index);
    return typeof item === 'string' ? item : '';
  }

  name(param: string): string {
    return `${param}[${this.index}]`;
  }
}

function quantityOf(call: Call, product: ProductConfig, line: LineReader): number {
  const text = line.text('qty');
  if (text === '' || text === '1') return 1;
  if (!versionAtLeast(call.whmcs.switches.version, 8, 12)) {
    call.note(`line ${line.index}: qty ignored before 8.12`);
    return 1;
  }
  if (product.quantities === 'no') {
    call.note(`line ${line.index}: product ${product.pid} takes no quantity, qty ignored`);
    return 1;
  }
  return Math.max(1, phpInt(text));
}

function readLine(call: Call, client: Client, line: LineReader, product: ProductConfig, qty: number): OrderLine {
  const { code } = call.whmcs.currencyOf(client);
  const asked = line.text('billingcycle');
  const cycle = offeredCycle(product, code, cycleNamed(asked));
  if (asked !== '' && cycle !== cycleNamed(asked)) {
    call.note(`line ${line.index}: billing cycle ${asked} not offered, ${cycle} used`);
  }
  const options = readEncodedMap(call, line.name('configoptions'), line.text('configoptions'));
  const configChoices = readConfigChoices(call, product, line.name('configoptions'), options);
  const fields = line.text('customfields');
  return {
    product,
    qty,
    cycle,
    domain: line.text('domain') || line.text('hostname'),
    ...amounts(product, code, cycle, configChoices, qty, line.text('priceoverride')),
    customFields: readCustomFields(call, product.customFields, line.name('customfields'), fields),
    configChoices,
    addons: readAddons(call, code, line.text('addons'), line.text('addonsqty')),
  };
}

/** `priceoverride` stands for the whole line's price per unit: options and set-up fee included. */
function amounts(
  product: ProductConfig,
  currency: string,
  cycle: Cycle,
  choices: ConfigChoices,
  qty: number,
  override: string,
): { firstPayment: Cents; recurring: Cents } {
  const isRecurring = product.payType === 'recurring';
  if (override !== '') {
    const price = toCents(override) * qty;
    return { firstPayment: price, recurring: isRecurring ? price : 0 };
  }
  const options = optionsPrice(product, choices, currency, cycle);
  const price = Math.max(0, priceOf(product, currency, cycle)) + options.recurring;
  const setup = setupFeeOf(product, currency, cycle) + options.setup;
  return { firstPayment: (price + setup) * qty, recurring: isRecurring ? price * qty : 0 };
}

/** @param list comma-separated addon ids. @throws Refusal for an unknown id */
export function readAddons(call: Call, currency: string, list: string, quantities: string): AddonLine[] {
  const counts = quantities.split(',');
  const ids = list.split(',').filter((id) => id.trim() !== '');
  return ids.map((id, i) => addonLine(call, currency, phpInt(id), Math.max(1, phpInt(counts[i] ?? '1'))));
}

export function addonLine(call: Call, currency: string, id: number, qty: number): AddonLine {
  const addon = call.whmcs.config.addons.find((each) => each.id === id);
  if (!addon) throw new Refusal('Addon ID invalid');
  const cycle = offeredCycle(addon, currency, undefined);
  return {
    addon,
    qty,
    cycle,
    setupFee: setupFeeOf(addon, currency, cycle) * qty,
    recurring: Math.max(0, priceOf(addon, currency, cycle)) * qty,
  };
}
