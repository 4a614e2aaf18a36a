// Suspends, revives and ends services the way an administrator or the daily run does: through the module where the
// product has one, else by editing the status.
import { runModule } from '../actions/module-runner.ts';
import type { Service, ServiceStatus } from '../model/entities.ts';
import type { ModuleAction } from '../model/installation-config.ts';
import type { Installation } from '../model/installation.ts';

export const OVERDUE_REASON = 'Overdue on Payment';

/** @returns the module's error text; undefined = done */
export function suspendService(whmcs: Installation, service: Service, reason: string): Promise<string | undefined> {
  return move(whmcs, service, 'SuspendAccount', { status: 'Suspended', suspendReason: reason });
}

/** @returns the module's error text; undefined = done */
export function unsuspendService(whmcs: Installation, service: Service): Promise<string | undefined> {
  return move(whmcs, service, 'UnsuspendAccount', { status: 'Active', suspendReason: '' });
}

/** @returns the module's error text; undefined = done */
export function terminateService(whmcs: Installation, service: Service): Promise<string | undefined> {
  return move(whmcs, service, 'TerminateAccount', { status: 'Terminated' });
}

async function move(
  whmcs: Installation,
  service: Service,
  action: ModuleAction,
  patch: { readonly status: ServiceStatus; readonly suspendReason?: string },
): Promise<string | undefined> {
  const product = whmcs.product(service.pid);
  if (product?.module) return runModule(whmcs, service, product, action, patch);
  whmcs.books.announceServiceEdit(whmcs.books.services.change(service, patch));
  return undefined;
}
