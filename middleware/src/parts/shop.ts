// The web shop: its front door and the work behind it.
import type { Router } from 'express';
import { shopRouter } from '../http/shop.ts';
import { createShopOrders } from '../shop/orders.ts';
import type { Part, Surroundings } from './surroundings.ts';

export interface Shop extends Part {
  readonly door: Router;
}

export function createShop(surroundings: Surroundings): Shop {
  const { config, ledger, api, salesforce, whmcs, whmcsSystem, now, log, metrics } = surroundings;
  const { keys, ...settings } = config.shop;
  const orders = createShopOrders({
    ...settings,
    ledger,
    api,
    salesforce,
    whmcs,
    whmcsSystem,
    now,
    log: log.child({ part: 'shop' }),
    leaseMs: config.provisioning.leaseMs,
    pollMs: config.provisioning.pollMs,
  });
  return {
    door: shopRouter({ keys, shop: orders, metrics, now: Date.now }),
    start: () => orders.start(),
    wake: orders.wake,
    warnings: () => orders.warnings(),
    stop: (deadline) => orders.stop(deadline),
  };
}
