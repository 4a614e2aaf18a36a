// Runs a product's provisioning module for a service, as scripted: it succeeds, fails with a text, or keeps us waiting.
// Failures go to the module queue, which nothing retries by itself.
import { setTimeout as wait } from 'node:timers/promises';
import { CYCLES } from '../model/cycles.ts';
import type { Service, ServiceStatus } from '../model/entities.ts';
import type { ModuleAction, ProductConfig } from '../model/installation-config.ts';
import type { Installation } from '../model/installation.ts';
import { addMonths } from '../model/server-clock.ts';

const STATUS_AFTER: Readonly<Partial<Record<ModuleAction, ServiceStatus>>> = {
  CreateAccount: 'Active',
  SuspendAccount: 'Suspended',
  UnsuspendAccount: 'Active',
  TerminateAccount: 'Terminated',
};

/**
 * Runs the module and keeps its outcome.
 * @param patch changes to the service that go with success
 * @returns the module's own error text, or undefined when it succeeded
 */
export async function runModule(
  whmcs: Installation,
  service: Service,
  product: ProductConfig,
  action: ModuleAction,
  patch: Partial<Omit<Service, 'id'>> = {},
): Promise<string | undefined> {
  const { books } = whmcs;
  const script = whmcs.nextScript(product, action);
  const before = books.services.get(service.id)!;
  if (action === 'CreateAccount') books.services.change(before, { createRuns: before.createRuns + 1 });
  if (script.hangMs) await wait(script.hangMs, undefined, { signal: whmcs.stopping });
  const current = books.services.get(service.id)!;
  if (script.error !== undefined) {
    queueFailure(whmcs, current, product, action, script.error);
    books.announceModuleRun(action, current, script.error);
    return script.error;
  }
  for (const item of books.queue.by('serviceId', service.id)) {
    if (item.action === action && !item.completed) books.queue.change(item, { completed: true });
  }
  const status = STATUS_AFTER[action] ?? current.status;
  const activated = action === 'CreateAccount' ? activation(whmcs, current) : {};
  books.announceModuleRun(action, books.services.change(current, { ...activated, ...patch, status }));
  return undefined;
}

/** What becoming active changes: the next due date moves one period on. */
export function activation(
  whmcs: Installation,
  { cycle, nextDueDate }: Pick<Service, 'cycle' | 'nextDueDate'>,
): Pick<Service, 'status' | 'nextDueDate'> {
  const { months } = CYCLES[cycle];
  return { status: 'Active', nextDueDate: months > 0 ? addMonths(whmcs.clock.date(), months) : nextDueDate };
}

function queueFailure(
  whmcs: Installation,
  service: Service,
  product: ProductConfig,
  action: ModuleAction,
  error: string,
): void {
  const { queue } = whmcs.books;
  const now = whmcs.clock.dateTime();
  const open = queue.by('serviceId', service.id).find((item) => item.action === action && !item.completed);
  if (open) {
    queue.change(open, { lastAttempt: now, lastError: error, retries: open.retries + 1 });
    return;
  }
  queue.add({
    id: queue.takeId(),
    serviceId: service.id,
    moduleName: product.module?.name ?? '',
    action,
    lastAttempt: now,
    lastError: error,
    retries: 0,
    completed: false,
    createdAt: now,
  });
}
