// What is sold and how it is paid: GetProducts, GetPaymentMethods, GetCurrencies. Reference: reference/whmcs-api.md §2.3.
import { RECURRING_CYCLES } from '../model/cycles.ts';
import type { ConfigOptionConfig, PricingByCurrency, ProductConfig } from '../model/installation-config.ts';
import type { Installation } from '../model/installation.ts';
import { formatCents, toCents } from '../model/money.ts';
import { phpInt } from '../wire/params.ts';
import { listOf, type Reply } from '../wire/reply.ts';
import { versionAtLeast } from '../wire/switches.ts';
import type { ActionTable, Call } from './action.ts';
import { NOT_OFFERED } from './pricing.ts';

export const CATALOGUE_ACTIONS: ActionTable = {
  getproducts: getProducts,
  getpaymentmethods: ({ whmcs }) => ({
    totalresults: whmcs.config.paymentMethods.length,
    paymentmethods: listOf(
      'paymentmethod',
      whmcs.config.paymentMethods.map(({ module, displayName }) => ({ module, displayname: displayName })),
    ),
  }),
  getcurrencies: ({ whmcs }) => ({
    totalresults: whmcs.config.currencies.length,
    currencies: listOf(
      'currency',
      whmcs.config.currencies.map((currency) => ({ ...currency })),
    ),
  }),
};

function getProducts({ params, whmcs }: Call): Reply {
  const pids = params.text('pid').split(',').map(phpInt).filter(Boolean);
  const gid = params.int('gid');
  const module = params.text('module');
  const found = whmcs.config.products.filter(
    (product) =>
      !product.retired &&
      (params.text('pid') === '' || pids.includes(product.pid)) &&
      (gid === 0 || product.gid === gid) &&
      (module === '' || product.module?.name === module),
  );
  return {
    totalresults: found.length,
    products: listOf(
      'product',
      found.map((product) => productRow(whmcs, product)),
    ),
  };
}

const ALLOW_QTY = { no: 0, services: 1, scaling: 2 } as const;
const OPTION_TYPES = { dropdown: '1', radio: '2', yesno: '3', quantity: '4' } as const;

function productRow(whmcs: Installation, product: ProductConfig): Reply {
  const quantities = {
    allowqty: ALLOW_QTY[product.quantities],
    // 0 also means "not controlled": the answer has no flag that tells the two apart.
    quantity_available: whmcs.stockOf(product.pid) ?? 0,
  };
  return {
    pid: product.pid,
    gid: product.gid,
    type: product.type,
    name: product.name,
    slug: product.slug,
    [whmcs.switches.productUrlKey]: `https://billing.example.test/store/${product.slug}`,
    description: product.description,
    module: product.module?.name ?? '',
    paytype: product.payType,
    ...(versionAtLeast(whmcs.switches.version, 8, 12) ? quantities : {}),
    pricing: pricingRows(whmcs, product.pricing),
    customfields: listOf(
      'customfield',
      product.customFields
        .filter((field) => field.showOrder)
        .map(({ id, name, description, required }) => ({ id, name, description, required: required ? 'on' : '' })),
    ),
    configoptions: listOf(
      'configoption',
      product.configOptions.map((option) => optionRow(whmcs, option)),
    ),
  };
}

function optionRow(whmcs: Installation, option: ConfigOptionConfig): Reply {
  return {
    id: option.id,
    name: option.name,
    type: OPTION_TYPES[option.type],
    ...(versionAtLeast(whmcs.switches.version, 8, 12) ? { minqty: option.minQty, maxqty: option.maxQty } : {}),
    options: listOf(
      'option',
      option.options.map(({ id, name, pricing }) => ({
        id,
        name,
        rawName: null,
        recurring: 0,
        required: null,
        pricing: pricingRows(whmcs, pricing),
      })),
    ),
  };
}

function pricingRows(whmcs: Installation, pricing: PricingByCurrency): Reply {
  const priced = whmcs.config.currencies.filter((currency) => pricing[currency.code]);
  return Object.fromEntries(
    priced.map(({ code, prefix, suffix }) => {
      const prices = pricing[code]!;
      const fees = (['m', 'q', 's', 'a', 'b', 't'] as const).map((initial) => {
        const key = `${initial}setupfee` as const;
        return [key, formatCents(toCents(prices[key] ?? '0'))];
      });
      const cycles = RECURRING_CYCLES.map((cycle) => [cycle, formatCents(toCents(prices[cycle] ?? NOT_OFFERED))]);
      return [code, { prefix, suffix, ...Object.fromEntries([...fees, ...cycles]) } as Reply];
    }),
  );
}
