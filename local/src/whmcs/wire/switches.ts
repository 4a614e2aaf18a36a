// The ways in which installations of WHMCS differ from one another, as switches.
// Why each exists: reference/whmcs-api.md §1.3 (values), §2.2 (orders), §7 and §8 (what is unknown about real ones).

export interface Switches {
  /** As WhmcsDetails reports it; from 8.12 on AddOrder heeds `qty`. */
  version: string;
  /** Ids as WHMCS's documentation samples print them, or all one way. */
  ids: 'documented' | 'numbers' | 'strings';
  emptyList: 'documented' | 'absent' | '""' | '[]' | '{}' | '{"x":[]}';
  totalsAsStrings: boolean;
  /** Texts come back with `&amp;`, `&#039;` and the like. */
  escapesText: boolean;
  /** Added to every success as `warning`; '' = none. */
  warning: string;
  /** The key that says "error"; GetEmails and some others use `status`. */
  errorKey: 'result' | 'status';
  /** What AddOrder says about the invoice when there is none. */
  noInvoiceId: 'absent' | '0' | '""' | 'null';
  productUrlKey: 'product-url' | 'product_url';
  acceptsOrderNotes: boolean;
  adminOnlyCustomFieldsWritten: boolean;
  /** Where AcceptOrder leaves an order whose module failed, and whether it says so. */
  failureLeavesOrder: 'pending' | 'active';
  failureReply: 'error' | 'success';
  /** The balance of an invoice that was paid too much; the surplus is credit either way. */
  overpaidBalance: 'zero' | 'negative';
  /** Tax has two places whatever the currency, or as many as the currency shows (none for yen). */
  taxPlaces: 'two' | 'currency';
}

export const DEFAULT_SWITCHES: Readonly<Switches> = {
  version: '8.13.1',
  ids: 'documented',
  emptyList: 'documented',
  totalsAsStrings: false,
  escapesText: true,
  warning: '',
  errorKey: 'result',
  noInvoiceId: '0',
  productUrlKey: 'product-url',
  acceptsOrderNotes: true,
  adminOnlyCustomFieldsWritten: true,
  failureLeavesOrder: 'pending',
  failureReply: 'error',
  overpaidBalance: 'zero',
  taxPlaces: 'two',
};

/** The values each switch takes; `true` for free text, a list for the rest. */
const CHOICES: { readonly [S in keyof Switches]: readonly Switches[S][] | true } = {
  version: true,
  ids: ['documented', 'numbers', 'strings'],
  emptyList: ['documented', 'absent', '""', '[]', '{}', '{"x":[]}'],
  totalsAsStrings: [true, false],
  escapesText: [true, false],
  warning: true,
  errorKey: ['result', 'status'],
  noInvoiceId: ['absent', '0', '""', 'null'],
  productUrlKey: ['product-url', 'product_url'],
  acceptsOrderNotes: [true, false],
  adminOnlyCustomFieldsWritten: [true, false],
  failureLeavesOrder: ['pending', 'active'],
  failureReply: ['error', 'success'],
  overpaidBalance: ['zero', 'negative'],
  taxPlaces: ['two', 'currency'],
};

/**
 * Reads a set of switches from JSON.
 * @throws Error naming an unknown switch or a value it does not take
 */
export function readSwitches(json: unknown): Partial<Switches> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new Error('switches: expected an object');
  for (const [name, value] of Object.entries(json)) {
    if (!Object.hasOwn(CHOICES, name))
      throw new Error(`switches: no switch ${name} (${Object.keys(CHOICES).join(', ')})`);
    const choices = CHOICES[name as keyof Switches];
    const fits = choices === true ? typeof value === 'string' : choices.includes(value as never);
    if (!fits) {
      const expected = choices === true ? 'a text' : choices.map((choice) => JSON.stringify(choice)).join(', ');
      throw new Error(`switches: ${name} is ${JSON.stringify(value)}; expected ${expected}`);
    }
  }
  return json;
}

/** @example versionAtLeast('8.9.0', 8, 12) // false */
export function versionAtLeast(version: string, major: number, minor: number): boolean {
  const [isMajor = 0, isMinor = 0] = version.split('.').map(Number);
  return isMajor > major || (isMajor === major && isMinor >= minor);
}
