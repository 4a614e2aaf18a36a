// What WHMCS does by itself once an invoice is paid: carry upgrades out, set up what is set up on payment, move renewed
// services and addons on by one period, and let a service go that was suspended for not being paid.
import { runModule } from '../actions/module-runner.ts';
import { applyUpgrade } from '../actions/upgrades.ts';
import { CYCLES, type Cycle } from '../model/cycles.ts';
import type { Invoice } from '../model/entities.ts';
import type { Installation } from '../model/installation.ts';
import { addMonths } from '../model/server-clock.ts';
import { OVERDUE_REASON, unsuspendService } from './service-state.ts';

export async function setUpPaid(whmcs: Installation, invoice: Invoice): Promise<void> {
  await setUpOrder(whmcs, invoice);
  await renew(whmcs, invoice);
}

async function setUpOrder(whmcs: Installation, invoice: Invoice): Promise<void> {
  const order = whmcs.books.orders.get(invoice.orderId);
  if (!order || order.status === 'Cancelled') return;
  applyUpgrade(whmcs, order);
  for (const service of whmcs.books.services.by('orderId', order.id)) {
    const product = whmcs.product(service.pid);
    if (service.status !== 'Pending' || product?.autoSetup !== 'payment' || !product.module) continue;
    // A failure is in the queue; the payment stands.
    await runModule(whmcs, service, product, 'CreateAccount');
  }
}

async function renew(whmcs: Installation, invoice: Invoice): Promise<void> {
  const { services, addons } = whmcs.books;
  for (const { type, relId, renews } of invoice.items) {
    if (renews === undefined) continue;
    if (type === 'Addon') {
      const addon = addons.get(relId);
      if (addon) addons.change(addon, movedOn(addon, renews));
      continue;
    }
    const service = services.get(relId);
    if (!service) continue;
    const renewed = services.change(service, movedOn(service, renews));
    if (renewed.status === 'Suspended' && renewed.suspendReason === OVERDUE_REASON) {
      await unsuspendService(whmcs, renewed);
    }
  }
}

/** One period after the due date that was paid for, unless someone has set a later one meanwhile. */
function movedOn(row: { readonly cycle: Cycle; readonly nextDueDate: string }, renews: string) {
  const next = addMonths(renews, CYCLES[row.cycle].months);
  return { nextDueDate: next > row.nextDueDate ? next : row.nextDueDate };
}
