// Approves an order the way an agent does: through the console's own form.
import { saveInConsole } from './console-form.ts';

export interface DemoOrder {
  readonly id: string;
  readonly number: string;
  readonly account: string;
}

/** @returns epoch milliseconds at which the approval was sent */
export async function approveInConsole(origin: string, orderId: string): Promise<number> {
  const sentAt = Date.now();
  await saveInConsole(origin, orderId, { Status: 'Approved' });
  return sentAt;
}
