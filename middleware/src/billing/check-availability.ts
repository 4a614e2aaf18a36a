// Availability: for the opportunities of one batch, one query, the stock from WHMCS once per product, and the writes that
// follow.
import { isPortwayError, textOf } from '../errors.ts';
import { TermLost } from '../ledger/refusals.ts';
import type { DueWork, WorkOutcome } from '../ledger/billing-work.ts';
import type { SubscriberTerm } from '../ledger/subscriber-term.ts';
import { readSales } from '../salesforce/availability.ts';
import type { RecordWrite } from '../salesforce/upsert.ts';
import { optionalId } from '../whmcs/reply.ts';
import { readStock } from '../whmcs/stock.ts';
import { availabilityWrites, type StockByProduct } from './availability.ts';
import type { Desk } from './desk.ts';
import { reason } from './reasons.ts';

/** @throws PortwayError when a system is away or refuses us; nothing is settled then */
export async function checkAvailability(
  desk: Desk,
  term: SubscriberTerm,
  due: readonly DueWork[],
): Promise<WorkOutcome[]> {
  const { api, salesforce, whmcs, countedProducts, outcomes } = desk;
  // Before anything is read: what is asked for from now on counts as not answered.
  const checkedAt = desk.salesforceNow();
  const sales = await salesforce.run(() =>
    readSales(
      api,
      due.map(({ recordId }) => recordId),
    ),
  );
  const productIds = sales.flatMap(({ lines }) =>
    lines.flatMap(({ whmcsProductId }) => optionalId(whmcsProductId) ?? []),
  );
  let stock: StockByProduct;
  try {
    stock = await readStock(whmcs, [...new Set(productIds)], countedProducts);
  } catch (error) {
    if (!isPortwayError(error) || error.handling === 'pause') throw error;
    const why = reason('WHMCS_FAILED', textOf(error).slice(0, 300));
    return due.map((work) => outcomes.failed(work, why));
  }
  const writes = new Map(sales.map((sale) => [sale.opportunityId, availabilityWrites(sale, stock, checkedAt)]));
  const records = [...writes.values()].flat();
  const ofType = (name: string): RecordWrite[] => records.filter(({ type }) => type === name);
  if (term.lost.aborted) throw new TermLost(term.topic);
  const faults = await desk.write([ofType('OpportunityLineItem'), ofType('Opportunity')]);
  return due.map((work) => {
    const own = writes.get(work.recordId);
    if (!own) return desk.unknown(work, `Opportunity ${work.recordId}`);
    const refused = own.flatMap((record) => faults.get(record) ?? [])[0];
    return refused ? outcomes.failed(work, reason('SALESFORCE_REFUSED', refused)) : outcomes.done(work, null);
  });
}
