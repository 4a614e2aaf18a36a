// What WHMCS says of a payment, and what that means for the order it paid. The decision is pure.
import type { PaymentStatus } from '../billing/payment-status.ts';
import type { Transaction } from '../whmcs/transactions.ts';
import { addAmounts, compareAmounts } from './totals.ts';

export interface ExpectedPayment {
  readonly transactionId: string;
  readonly total: string;
  readonly currency: string;
}

export interface PaymentFinding {
  readonly status: PaymentStatus;
  /** End of a sentence that begins with the payment. */
  readonly words: string;
  /** A person should look at it: it is said on the case. */
  readonly isOdd: boolean;
}

/** @returns null: WHMCS does not know the transaction, yet */
export function paymentFinding(
  { total, currency }: ExpectedPayment,
  transactions: readonly Transaction[],
): PaymentFinding | null {
  if (transactions.length === 0) return null;
  const others = [...new Set(transactions.map((each) => each.currency))].filter((each) => each !== currency);
  if (others.length > 0)
    return { status: 'Unpaid', words: `received in ${others.join(', ')}, the order is in ${currency}`, isOdd: true };
  const received = addAmounts(
    transactions.map(({ amountIn }) => amountIn),
    currency,
  );
  const net = addAmounts(
    transactions.flatMap(({ amountIn, amountOut }) => [amountIn, `-${amountOut}`]),
    currency,
  );
  if (compareAmounts(net, '0') <= 0)
    return compareAmounts(received, '0') > 0
      ? { status: 'Refunded', words: `${received} ${currency} received and refunded`, isOdd: true }
      : compareAmounts(total, '0') === 0
        ? { status: 'Paid', words: 'nothing was to be paid', isOdd: false }
        : { status: 'Unpaid', words: 'nothing received', isOdd: true };
  const difference = compareAmounts(net, total);
  if (difference < 0)
    return { status: 'Partially Paid', words: `${net} of ${total} ${currency} received`, isOdd: true };
  return difference > 0
    ? { status: 'Paid', words: `${net} ${currency} received, more than the total of ${total}`, isOdd: true }
    : { status: 'Paid', words: `${net} ${currency} received`, isOdd: false };
}

/** When nobody in WHMCS knows it after all this time. */
export function notFound({ transactionId }: ExpectedPayment, waitedMs: number): PaymentFinding {
  const hours = Math.round(waitedMs / 3_600_000);
  const span = hours >= 1 ? `${hours} hour${hours === 1 ? '' : 's'}` : 'the time set for it';
  const words = `WHMCS knows no transaction ${transactionId} after ${span}. Find the payment, then set Payment Status on the order`;
  return { status: 'Unpaid', words, isOdd: true };
}
