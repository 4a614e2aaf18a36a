// Billing cycles under their four names: request code, column of the pricing table, and the two display spellings.

export const CYCLES = {
  free: { months: 0, price: undefined, setup: undefined, display: 'Free Account', lineItem: 'Free' },
  onetime: { months: 0, price: 'monthly', setup: 'msetupfee', display: 'One Time', lineItem: 'One-Time' },
  monthly: { months: 1, price: 'monthly', setup: 'msetupfee', display: 'Monthly', lineItem: 'Monthly' },
  quarterly: { months: 3, price: 'quarterly', setup: 'qsetupfee', display: 'Quarterly', lineItem: 'Quarterly' },
  semiannually: {
    months: 6,
    price: 'semiannually',
    setup: 'ssetupfee',
    display: 'Semi-Annually',
    lineItem: 'Semi-Annually',
  },
  annually: { months: 12, price: 'annually', setup: 'asetupfee', display: 'Annually', lineItem: 'Annually' },
  biennially: { months: 24, price: 'biennially', setup: 'bsetupfee', display: 'Biennially', lineItem: 'Biennially' },
  triennially: {
    months: 36,
    price: 'triennially',
    setup: 'tsetupfee',
    display: 'Triennially',
    lineItem: 'Triennially',
  },
} as const;

export type Cycle = keyof typeof CYCLES;
export const RECURRING_CYCLES = [
  'monthly',
  'quarterly',
  'semiannually',
  'annually',
  'biennially',
  'triennially',
] as const;
export type RecurringCycle = (typeof RECURRING_CYCLES)[number];
export type SetupFee = NonNullable<(typeof CYCLES)[Cycle]['setup']>;

/** Takes any spelling ("Semi-Annually", "onetime", "One-Time", "Free Account"); undefined when it names no cycle. */
export function cycleNamed(text: string): Cycle | undefined {
  const plain = text.replace(/[^A-Za-z]/g, '').toLowerCase();
  const name = plain === 'freeaccount' ? 'free' : plain;
  return Object.hasOwn(CYCLES, name) ? (name as Cycle) : undefined;
}
