// Availability, decided: what WHMCS's stock means for the lines of an opportunity. Pure.
import type { Sale, SoldLine } from '../salesforce/availability.ts';
import type { RecordWrite } from '../salesforce/upsert.ts';
import type { Stock } from '../whmcs/stock.ts';

/** WHMCS product id → its stock; what is not in it WHMCS does not have. */
export type StockByProduct = ReadonlyMap<string, Stock>;

/** Text(255) of Opportunity.Availability_Summary__c. */
const SUMMARY_LENGTH = 255;

interface Verdict {
  readonly isInStock: boolean;
  /** Null where WHMCS does not count, or has no such product. */
  readonly quantity: number | null;
  /** What an agent has to see to; null when nothing. */
  readonly problem: string | null;
}

/**
 * The writes that bring an opportunity up to what WHMCS says: of every line and the opportunity the time, and what has
 * changed.
 * @param checkedAt before WHMCS was asked, by Salesforce's clock
 */
export function availabilityWrites(sale: Sale, stock: StockByProduct, checkedAt: Date): RecordWrite[] {
  const Stock_Checked_Date_Time__c = checkedAt.toISOString();
  const verdicts = judgeLines(sale, stock);
  const lines = sale.lines.map((line): RecordWrite => {
    const { isInStock, quantity } = verdicts.get(line.lineId)!;
    return {
      type: 'OpportunityLineItem',
      id: line.lineId,
      fields: {
        ...(line.isInStock !== isInStock && { In_Stock__c: isInStock }),
        ...(line.stockQuantity !== quantity && { Stock_Quantity__c: quantity }),
        Stock_Checked_Date_Time__c,
      },
    };
  });
  const summary = summaryOf([...verdicts.values()], sale.isDelivered);
  const fields = { ...(sale.summary !== summary && { Availability_Summary__c: summary }), Stock_Checked_Date_Time__c };
  return [...lines, { type: 'Opportunity', id: sale.opportunityId, fields }];
}

/** Verdicts by line id. Lines of one product share its stock: what two ask for together may be too much. */
function judgeLines({ lines, isDelivered }: Sale, stock: StockByProduct): Map<string, Verdict> {
  const wanted = new Map<string, number>();
  for (const { whmcsProductId, quantity } of lines) {
    if (whmcsProductId && !isDelivered) wanted.set(whmcsProductId, (wanted.get(whmcsProductId) ?? 0) + quantity);
  }
  return new Map(lines.map((line) => [line.lineId, judge(line, stock, wanted.get(line.whmcsProductId ?? '') ?? 0)]));
}

function judge({ productName, whmcsProductId }: SoldLine, stock: StockByProduct, wanted: number): Verdict {
  const lacks = (problem: string): Verdict => ({ isInStock: false, quantity: null, problem });
  if (whmcsProductId === null) return lacks(`${productName}: no WHMCS Product ID`);
  const found = stock.get(whmcsProductId);
  if (!found) return lacks(`${productName}: WHMCS has no product ${whmcsProductId}`);
  if (found.quantity === null) return { isInStock: true, quantity: null, problem: null };
  // Sold beyond the stock it is negative: nothing is left.
  const quantity = Math.max(0, found.quantity);
  if (wanted <= quantity) return { isInStock: true, quantity, problem: null };
  return {
    isInStock: false,
    quantity,
    problem: `${productName}: ${wanted - quantity} missing (${quantity} of ${wanted} in stock)`,
  };
}

function summaryOf(verdicts: readonly Verdict[], isDelivered: boolean): string {
  if (verdicts.length === 0) return 'No products on this opportunity.';
  const problems = [...new Set(verdicts.flatMap(({ problem }) => problem ?? []))];
  if (problems.length > 0) return shortened(problems);
  if (isDelivered) return 'Ordered from WHMCS already; the lines say what it has left.';
  const uncounted = verdicts.filter(({ quantity }) => quantity === null).length;
  if (uncounted === verdicts.length) return 'Available: WHMCS counts no stock of these products.';
  if (uncounted === 0) return 'All in stock.';
  return `All in stock; WHMCS counts no stock of ${uncounted} of ${verdicts.length} lines.`;
}

/** As many whole problems as there is room for, and how many more there are. */
function shortened(problems: readonly string[]): string {
  for (let shown = problems.length; shown > 0; shown--) {
    const more = problems.length - shown;
    const text = [...problems.slice(0, shown), ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
    if (text.length <= SUMMARY_LENGTH) return text;
  }
  const ending = problems.length > 1 ? `…; and ${problems.length - 1} more` : '…';
  return problems[0]!.slice(0, SUMMARY_LENGTH - ending.length) + ending;
}
