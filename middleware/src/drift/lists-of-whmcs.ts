// WHMCS's clients, orders, services and requested cancellations, into the scratch.
import { ENDED_SERVICES, SERVICE_STATUSES } from '../billing/mapping.ts';
import { instantOf } from '../billing/whmcs-time.ts';
import { isPortwayError } from '../errors.ts';
import type { Catalogue } from '../provisioning/whmcs/catalogue.ts';
import { isDead } from '../provisioning/whmcs/decide.ts';
import { clientStatus } from '../whmcs/clients.ts';
import { CANCELLATIONS, CLIENTS, ORDERS, SERVICES, listPages, type List, type ServiceRow } from '../whmcs/lists.ts';
import type { Scope } from './scope.ts';
import type { Scratch, ScratchRow, Table } from './scratch.ts';
import type { PictureSources } from './sources.ts';

export async function takeClients(scratch: Scratch, { whmcs, breathe }: PictureSources, scope: Scope): Promise<void> {
  if (scope === null) {
    for await (const page of listPages(whmcs, CLIENTS)) {
      await breathe();
      scratch.add(
        'w_client',
        page.map(({ clientId, status }) => ({ client_id: clientId, status })),
      );
    }
    return;
  }
  for (const clientId of scope.clientIds) {
    const status = await clientStatus(whmcs, clientId);
    if (status !== null) scratch.add('w_client', [{ client_id: clientId, status }]);
  }
}

export function takeOrders(scratch: Scratch, from: PictureSources, scope: Scope): Promise<void> {
  return takeWhmcs(scratch, from, ORDERS, scope, 'w_order', (row) => ({
    whmcs_order_id: row.whmcsOrderId,
    client_id: row.clientId,
    status: row.status,
    is_dead: Number(isDead(row.status)),
    order_marker: /sf:o=([a-zA-Z0-9]{18})/.exec(row.notes)?.[1] ?? null,
    changed_at: row.date,
  }));
}

export function takeServices(scratch: Scratch, from: PictureSources, scope: Scope): Promise<void> {
  const markerOf = markerReader(from.catalogue);
  return takeWhmcs(scratch, from, SERVICES, scope, 'w_service', async (row) => serviceRow(row, await markerOf(row)));
}

export async function takeCancellations(scratch: Scratch, from: PictureSources): Promise<void> {
  for await (const page of listPages(from.whmcs, CANCELLATIONS)) {
    await from.breathe();
    scratch.add(
      'w_cancellation',
      page.flatMap((service_id) => (service_id === null ? [] : [{ service_id }])),
    );
  }
}

type WithChange = ScratchRow & { readonly changed_at?: string };

/** One list into one table; whose client has changed just now is busy. */
export async function takeWhmcs<R>(
  scratch: Scratch,
  from: PictureSources,
  list: List<R>,
  scope: Scope,
  table: Table,
  toRow: (row: R) => WithChange | Promise<WithChange>,
): Promise<void> {
  for (const clientId of scope === null ? [undefined] : scope.clientIds) {
    for await (const page of listPages(from.whmcs, list, clientId)) {
      await from.breathe();
      const rows: WithChange[] = [];
      for (const each of page) rows.push(await toRow(each));
      // An ignored filter would bring other clients’ rows.
      const own = rows.filter((row) => clientId === undefined || row.client_id === clientId);
      scratch.add(table, own);
      noteChanged(scratch, from, own);
    }
  }
}

function noteChanged(scratch: Scratch, from: PictureSources, rows: readonly WithChange[]): void {
  const recent = rows.filter(({ changed_at }) => {
    const at = changed_at ? instantOf(changed_at, from.timeZone) : null;
    return at !== null && at.getTime() > from.settledBefore;
  });
  scratch.add(
    'busy_client',
    recent.flatMap(({ client_id }) => (client_id ? [{ client_id }] : [])),
  );
}

function serviceRow(row: ServiceRow, marker: string | null): ScratchRow {
  const status = SERVICE_STATUSES[row.status] ?? null;
  return {
    service_id: row.serviceId,
    whmcs_order_id: row.whmcsOrderId,
    client_id: row.clientId,
    name: row.name,
    whmcs_status: row.status,
    status,
    is_dead: Number(isDead(row.status)),
    has_ended: Number(status !== null && ENDED_SERVICES.has(status)),
    quantity: row.quantity,
    amount: Number(row.recurringAmount),
    first_amount: Number(row.firstAmount),
    marker,
  };
}

/** The marker is in the field that the product says; a product that cannot be ordered from Salesforce has none. */
function markerReader(catalogue: Catalogue): (row: ServiceRow) => Promise<string | null> {
  const fieldOf = new Map<string, string | null>();
  const learn = async (productId: string): Promise<string | null> => {
    const known = fieldOf.get(productId);
    if (known !== undefined) return known;
    const found = await catalogue.traitsOf([productId]).then(
      (traits) => traits.get(productId)?.markerFieldId ?? null,
      (error: unknown) => {
        if (isPortwayError(error, 'PRODUCT_NOT_MAPPED', 'MARKER_FIELD_MISSING')) return null;
        throw error;
      },
    );
    fieldOf.set(productId, found);
    return found;
  };
  return async ({ productId, customFields }) => {
    if (productId === null) return null;
    const fieldId = await learn(productId);
    return (fieldId !== null && customFields.get(fieldId)) || null;
  };
}
