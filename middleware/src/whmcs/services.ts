// WHMCS services (it also calls them a client's products): read back, start again, ask why one did not start.
import type { WhmcsCall } from './call.ts';
import type { FormFields } from './form.ts';
import { asList, idIn, optionalCount, optionalId, textIn, type Reply } from './reply.ts';

export interface Service {
  readonly serviceId: string;
  readonly whmcsOrderId: string | null;
  readonly productId: string | null;
  /** Pending, Active, Completed, Suspended, Terminated, Cancelled, Fraud. */
  readonly status: string;
  /** Product custom fields by id, entities decoded: the marker is one of them. */
  readonly customFields: ReadonlyMap<string, string>;
}

/**
 * The services under a filter, all pages.
 * @param filter at least one of clientid and serviceid, so that a reply never holds the whole installation
 * @see https://developers.whmcs.com/api-reference/getclientsproducts/
 */
export async function findServices(
  whmcs: WhmcsCall,
  filter: { readonly clientid?: string; readonly serviceid?: string; readonly pid?: string },
): Promise<Service[]> {
  const found = new Map<string, Service>();
  for (let start = 0; ;) {
    const page = await servicesPage(whmcs, filter, start);
    for (const service of page.services) found.set(service.serviceId, service); // pages drift while rows are added
    start += page.services.length;
    if (page.services.length === 0 || start >= page.total) return [...found.values()];
  }
}

const PAGE = 250;

/** One page of all services of the installation. */
export function listServices(
  whmcs: WhmcsCall,
  { start, size }: { readonly start: number; readonly size: number },
): Promise<{ services: Service[]; total: number }> {
  return servicesPage(whmcs, {}, start, size);
}

function servicesPage(
  whmcs: WhmcsCall,
  filter: FormFields,
  start: number,
  size = PAGE,
): Promise<{ services: Service[]; total: number }> {
  return whmcs(
    'GetClientsProducts',
    { ...filter, limitstart: start, limitnum: size },
    {
      sends: 'reads',
      read: (reply) => ({
        services: asList(reply.products, 'product').map(readService),
        total: optionalCount(reply.totalresults) ?? 0,
      }),
    },
  );
}

function readService(service: Reply): Service {
  const fields = asList(service.customfields, 'customfield').flatMap((field) => {
    const id = optionalId(field.id);
    return id === null ? [] : [[id, textIn(field, 'value')] as const];
  });
  return {
    serviceId: idIn(service, 'id'),
    whmcsOrderId: optionalId(service.orderid),
    productId: optionalId(service.pid),
    status: textIn(service, 'status'),
    customFields: new Map(fields),
  };
}

/**
 * Runs the product's server module for one service. Not idempotent: look at its status first.
 * @throws PortwayError WHMCS_REJECTED with the module's own text
 * @see https://developers.whmcs.com/api-reference/modulecreate/
 */
export async function createOnServer(whmcs: WhmcsCall, serviceId: string, timeoutMs: number): Promise<void> {
  await whmcs('ModuleCreate', { serviceid: serviceId }, { sends: 'once', timeoutMs, read: () => undefined });
}

/**
 * Why the module failed for a service: the last error of its open queue entry, null when the queue holds none.
 * @see https://developers.whmcs.com/api-reference/getmodulequeue/
 */
export async function moduleQueueReason(whmcs: WhmcsCall, serviceId: string): Promise<string | null> {
  return whmcs(
    'GetModuleQueue',
    { relatedId: serviceId, serviceType: 'service' },
    {
      sends: 'reads',
      read: (reply) => {
        const entries = asList(reply.queue, 'queue').filter((entry) => optionalId(entry.serviceId) === serviceId);
        const last = entries.at(-1);
        return last ? textIn(last, 'lastAttemptError') || null : null;
      },
    },
  );
}
