// Looks over the mapping of products to WHMCS now and then, and says what an admin should mend before an order fails of it.
import { checkProducts } from '../provisioning/checks.ts';
import { mappedProducts } from '../salesforce/orders.ts';
import type { Part, Surroundings } from './surroundings.ts';

/** Two calls each time. */
const EXAMINE_MS = 3_600_000;

export function createProductExamination({ api, salesforce, whmcsSystem, catalogue, log }: Surroundings): Part {
  const systems = [salesforce, whmcsSystem];
  let warnings: readonly string[] = [];
  let timer: NodeJS.Timeout | undefined;
  const examineProducts = async (): Promise<void> => {
    if (!systems.every((system) => system.isUsable())) return;
    const products = await salesforce.run(() => mappedProducts(api));
    warnings = await checkProducts(catalogue, products);
    for (const warning of warnings) log.warn({ warning }, 'product mapping');
  };
  const examine = (): void =>
    void examineProducts().catch((error: unknown) => log.warn({ err: error }, 'products could not be examined'));
  return {
    start: () => {
      for (const system of systems) system.onUsable(examine);
      timer = setInterval(examine, EXAMINE_MS);
    },
    warnings: () => warnings,
    stop: () => {
      clearInterval(timer);
      return Promise.resolve();
    },
  };
}
